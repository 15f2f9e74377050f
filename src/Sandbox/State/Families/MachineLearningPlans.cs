using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Distribute.Sandbox.State.Graph;
using Distribute.Sandbox.State.Plans;
using MessagePack;

namespace Distribute.Sandbox.State.Families;

/// <summary>
/// Trained models and contexts of ML.NET, which is known by name only. A model is written in the library's own form; its
/// reading gives more general classes than training does, so the model is put back into the classes that its variable has.
/// </summary>
internal static class MachineLearningPlans
{
    private const string Transformer = "Microsoft.ML.ITransformer";
    private const string Context = "Microsoft.ML.MLContext";

    /// <summary>The plan for a type of this family, or null.</summary>
    public static ObjectPlan? For(Type type)
    {
        if (type.Namespace?.StartsWith("Microsoft.ML", StringComparison.Ordinal) != true) return null;
        if (type.FullName == Context) return new ContextPlan(type);
        return type.GetInterfaces().FirstOrDefault(face => face.FullName == Transformer) is { } face ? new ModelPlan(type, face) : null;
    }

    private sealed class ContextPlan(Type type) : ObjectPlan(type, Phase.Leaf)
    {
        private readonly PropertyInfo _seed = type.GetInterfaces().Select(face => face.GetProperty("Seed")).OfType<PropertyInfo>().First();

        public override void Write(ref MessagePackWriter writer, object value, GraphWriter graph)
        {
            if (_seed.GetValue(value) is int seed) writer.Write(seed);
            else writer.WriteNil();
        }

        public override object Create(ref ContentReader reader, GraphReader graph)
        {
            int? seed = null;
            if (reader.NextMessagePackType == MessagePackType.Nil) reader.ReadNil();
            else seed = reader.ReadInt32();
            return Activator.CreateInstance(Type, [seed])!;
        }
    }

    private sealed class ModelPlan(Type type, Type face) : ObjectPlan(type, Phase.Leaf)
    {
        public override void Write(ref MessagePackWriter writer, object value, GraphWriter graph)
        {
            using var stream = new MemoryStream();
            try
            {
                Operation("Save", typeof(Stream), out var catalog).Invoke(catalog, [value, null, stream]);
            }
            catch (TargetInvocationException failed)
            {
                throw new RefusedException(value, $"the library cannot save it: {failed.InnerException!.Message}");
            }

            writer.Write(stream.GetBuffer().AsSpan(0, (int)stream.Length));
        }

        public override object Create(ref ContentReader reader, GraphReader graph)
        {
            using var stream = new MemoryStream(reader.ReadBytes().ToArray());
            var load = Operation("Load", typeof(Stream), out var catalog);
            return Retype(load.Invoke(catalog, [stream, null])!, Type);
        }

        private MethodInfo Operation(string name, Type storage, out object catalog)
        {
            var data = AssemblyLoadContext.GetLoadContext(face.Assembly)!.LoadFromAssemblyName(new AssemblyName("Microsoft.ML.Data"));
            var context = data.GetType(Context, throwOnError: true)!;
            catalog = context.GetProperty("Model")!.GetValue(Activator.CreateInstance(context, [null]))!;
            return catalog.GetType().GetMethods().Single(method =>
                method.Name == name && !method.IsGenericMethod && method.GetParameters().Any(parameter => parameter.ParameterType == storage));
        }
    }

    private static object Retype(object loaded, Type wanted)
    {
        if (wanted.IsInstanceOfType(loaded)) return loaded;
        var type = loaded.GetType();
        if (!wanted.IsConstructedGenericType || !type.IsConstructedGenericType || wanted.GetGenericTypeDefinition() != type.GetGenericTypeDefinition())
            throw Faults.Damaged($"a model is a {type} and not a {wanted}");
        var made = RuntimeHelpers.GetUninitializedObject(wanted);
        var replaced = new Dictionary<object, object>(ReferenceEqualityComparer.Instance);
        var (from, to) = (FieldLayout.Of(type, null), FieldLayout.Of(wanted, null));
        for (var index = 0; index < to.Count; index++)
        {
            var value = from[index].GetValue(loaded);
            if (value is not null && !to[index].FieldType.IsInstanceOfType(value)) replaced[value] = value = Retype(value, to[index].FieldType);
            to[index].SetValue(made, value);
        }

        // A chain knows its last step twice: by its class, and as one of all.
        foreach (var steps in to.Select(field => field.GetValue(made)).OfType<IList>())
            for (var index = 0; index < steps.Count; index++)
                if (steps[index] is { } step && replaced.TryGetValue(step, out var other)) steps[index] = other;
        return made;
    }
}
