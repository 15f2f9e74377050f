using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Distribute.Sandbox.State.Families;

namespace Distribute.Sandbox.State.Plans;

/// <summary>Chooses how objects of a type are copied: by family where field by field would be wrong, else field by field.</summary>
internal static class PlanSelector
{
    private static readonly Dictionary<Type, Func<Type, Type[], ObjectPlan>> Exact = new()
    {
        [typeof(List<>)] = (_, arguments) => Make(typeof(ListPlan<>), arguments),
        [typeof(ArrayPart<>)] = (_, arguments) => Make(typeof(ArrayPartPlan<>), arguments),
        [typeof(Lazy<>)] = (_, arguments) => Make(typeof(LazyPlan<>), arguments),
        [typeof(ConcurrentQueue<>)] = (type, arguments) => Make(typeof(ItemsPlan<,>), [type, .. arguments]),
        [typeof(ConcurrentStack<>)] = (type, arguments) => Make(typeof(ItemsPlan<,>), [type, .. arguments]),
        [typeof(ConcurrentBag<>)] = (type, arguments) => Make(typeof(ItemsPlan<,>), [type, .. arguments]),
    };

    // Also for classes derived from them.
    private static readonly Dictionary<Type, Type> Hashed = new()
    {
        [typeof(Dictionary<,>)] = typeof(DictionaryFamily<,>),
        [typeof(OrderedDictionary<,>)] = typeof(OrderedDictionaryFamily<,>),
        [typeof(ConcurrentDictionary<,>)] = typeof(ConcurrentDictionaryFamily<,>),
        [typeof(HashSet<>)] = typeof(HashSetFamily<>),
        [typeof(ImmutableDictionary<,>)] = typeof(ImmutableDictionaryFamily<,>),
        [typeof(ImmutableHashSet<>)] = typeof(ImmutableHashSetFamily<>),
        [typeof(Lookup<,>)] = typeof(LookupFamily<,>),
    };

    private static readonly Dictionary<Type, string> Frozen = new()
    {
        [typeof(FrozenDictionary<,>)] = nameof(FrozenPlans.Dictionary),
        [typeof(FrozenSet<>)] = nameof(FrozenPlans.Set),
    };

    public static ObjectPlan Select(Type type)
    {
        if (LeafPlans.For(type) is { } leaf) return leaf;
        if (type.IsPointer || type.IsByRef || type.IsByRefLike || type.ContainsGenericParameters || type.IsFunctionPointer || type == typeof(void))
            return new RefusedPlan(type, "there are no objects of this type");
        if (type.IsArray) return SelectArray(type, type.GetElementType()!);
        if (typeof(JsonNode).IsAssignableFrom(type)) return JsonNodePlan.Instance;
        if (type.IsSubclassOf(typeof(MulticastDelegate))) return new DelegatePlan(type);
        if (SelectByBase(type) is { } collection) return collection;
        if (MachineLearningPlans.For(type) is { } learnt) return learnt;
        if (Refusals.ReasonFor(type) is { } reason) return new RefusedPlan(type, reason);
        if (type.IsAbstract || type.IsInterface) return new RefusedPlan(type, "there are no objects of this type");
        if (type.IsValueType) return Nullable.GetUnderlyingType(type) is null ? Make(typeof(BoxPlan<>), [type]) : new RefusedPlan(type, "there are no objects of this type");
        if (type.IsGenericType && Exact.TryGetValue(type.GetGenericTypeDefinition(), out var exact)) return exact(type, type.GenericTypeArguments);
        if (typeof(Exception).IsAssignableFrom(type)) return new ExceptionPlan(type);
        return new FieldsPlan(type);
    }

    private static ObjectPlan SelectArray(Type type, Type element) =>
        element.IsPointer || element.IsFunctionPointer
            ? new RefusedPlan(type, Refusals.Native)
            : (ObjectPlan)Activator.CreateInstance(typeof(ArrayPlan<>).MakeGenericType(element), type)!;

    private static ObjectPlan? SelectByBase(Type type)
    {
        for (var level = type; level is not null; level = level.BaseType)
        {
            if (level == typeof(Hashtable)) return new RebuildPlan<Hashtable, KeyValuePair<object, object?>>(type, new HashtableFamily());
            if (!level.IsGenericType) continue;
            var definition = level.GetGenericTypeDefinition();
            if (definition == typeof(Task<>)) return Make(typeof(TaskPlan<>), level.GenericTypeArguments);
            if (Hashed.TryGetValue(definition, out var family)) return MakeRebuild(type, family.MakeGenericType(level.GenericTypeArguments));
            if (Frozen.TryGetValue(definition, out var method))
                return (ObjectPlan)typeof(FrozenPlans).GetMethod(method)!.MakeGenericMethod(level.GenericTypeArguments).Invoke(null, null)!;
        }

        return null;
    }

    private static ObjectPlan MakeRebuild(Type type, Type family) =>
        (ObjectPlan)Activator.CreateInstance(typeof(RebuildPlan<,>).MakeGenericType(family.BaseType!.GenericTypeArguments), type, Activator.CreateInstance(family))!;

    private static ObjectPlan Make(Type definition, Type[] arguments) =>
        (ObjectPlan)Activator.CreateInstance(definition.MakeGenericType(arguments))!;
}
