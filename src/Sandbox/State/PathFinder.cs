using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using Distribute.Sandbox.State.Families;
using Distribute.Sandbox.State.Plans;

namespace Distribute.Sandbox.State;

/// <summary>
/// Finds how a variable leads to an object, in the words of C#. Walks by reflection and breadth first: it runs only after a
/// refusal, so that copying itself need not remember its way.
/// </summary>
internal sealed class PathFinder
{
    private readonly Queue<(object Value, Step Way)> _pending = new();
    private readonly HashSet<object> _seen = new(ReferenceEqualityComparer.Instance);

    private sealed record Step(Step? Before, string Text)
    {
        public override string ToString()
        {
            var parts = new Stack<string>();
            for (var step = this; step is not null; step = step.Before) parts.Push(step.Text);
            return string.Concat(parts);
        }
    }

    /// <summary>The path to the object, or to the native handle in it; the variable's name when no path is found.</summary>
    public static string Find(string variable, object root, object offender) => new PathFinder().Walk(variable, root, offender);

    private string Walk(string variable, object root, object offender)
    {
        Push(root, new Step(null, variable));
        while (_pending.TryDequeue(out var next))
        {
            if (ReferenceEquals(next.Value, offender)) return next.Way + NativeIn(offender);
            Expand(next.Value, next.Way);
        }

        return variable;
    }

    private void Push(object? value, Step way)
    {
        if (value is null or string or Type) return;
        if (value.GetType() is { IsPrimitive: true } or { IsEnum: true }) return;
        if (_seen.Add(value)) _pending.Enqueue((value, way));
    }

    private void Expand(object value, Step way)
    {
        if (value is Array array) ExpandArray(array, way);
        else if (value is Delegate call) ExpandDelegate(call, way);
        else if (IsFramework(value.GetType()) && value is IDictionary dictionary) ExpandDictionary(dictionary, way);
        else if (IsFramework(value.GetType()) && value is ICollection items) ExpandItems(items, way);
        else ExpandFields(value, way);
    }

    private void ExpandArray(Array array, Step way)
    {
        if (array.GetType().GetElementType() is { IsPrimitive: true }) return;
        var at = new int[array.Rank];
        for (var dimension = 0; dimension < at.Length; dimension++) at[dimension] = array.GetLowerBound(dimension);
        foreach (var item in array)
        {
            Push(item, new Step(way, $"[{string.Join(", ", at)}]"));
            for (var dimension = at.Length - 1; dimension >= 0; dimension--)
            {
                if (++at[dimension] <= array.GetUpperBound(dimension)) break;
                at[dimension] = array.GetLowerBound(dimension);
            }
        }
    }

    private void ExpandDelegate(Delegate call, Step way)
    {
        var all = call.GetInvocationList();
        if (all.Length == 1) Push(call.Target, new Step(way, ".Target"));
        else for (var index = 0; index < all.Length; index++) Push(all[index], new Step(way, $".GetInvocationList()[{index}]"));
    }

    private void ExpandDictionary(IDictionary dictionary, Step way)
    {
        foreach (DictionaryEntry entry in dictionary)
        {
            Push(entry.Value, new Step(way, $"[{Spell(entry.Key)}]"));
            Push(entry.Key, new Step(way, ".Keys"));
        }

        if (dictionary.GetType().GetProperty("Comparer") is { } comparer) Push(comparer.GetValue(dictionary), new Step(way, ".Comparer"));
    }

    private void ExpandItems(ICollection items, Step way)
    {
        var index = 0;
        foreach (var item in items) Push(item, new Step(way, items is IList ? $"[{index++}]" : $".ElementAt({index++})"));
    }

    private void ExpandFields(object owner, Step way)
    {
        if (owner is Pointer) return;
        foreach (var field in FieldLayout.Of(owner.GetType(), null))
            if (!field.FieldType.IsPointer && !field.FieldType.IsFunctionPointer && !field.FieldType.IsByRefLike)
                Push(field.GetValue(owner), new Step(way, MemberOf(field)));
    }

    // An object may be refused for a handle among its own fields: then that field ends the path.
    private static string NativeIn(object offender)
    {
        if (Refusals.ReasonFor(offender.GetType()) is not null || offender is Array or Delegate) return "";
        foreach (var field in FieldLayout.Of(offender.GetType(), null))
            if (Values.NativeFields.In(field.FieldType)) return MemberOf(field);
        return "";
    }

    private static string MemberOf(FieldInfo field)
    {
        var name = field.Name;
        if (field.DeclaringType!.IsDefined(typeof(CompilerGeneratedAttribute)) && name.EndsWith("__this", StringComparison.Ordinal)) return ".this";
        return name.StartsWith('<') && name.IndexOf('>') is > 1 and var end ? $".{name[1..end]}" : $".{name}";
    }

    private static string Spell(object key) => key switch
    {
        string text => $"\"{text}\"",
        char letter => $"'{letter}'",
        _ => Convert.ToString(key, System.Globalization.CultureInfo.InvariantCulture) ?? "",
    };

    private static bool IsFramework(Type type) => type.Namespace?.StartsWith("System.Collections", StringComparison.Ordinal) == true;
}
