using System.Collections;
using System.Globalization;
using System.Numerics;
using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;

namespace Distribute.Sandbox.Properties.State;

/// <summary>A graph of values as text: every object by the number of its first visit, so that two graphs of one shape give one text.</summary>
internal sealed class Shape
{
    private readonly Dictionary<object, int> _numbers = new(ReferenceEqualityComparer.Instance);
    private readonly Queue<object> _pending = new();
    private readonly StringBuilder _text = new();

    private Shape() { }

    /// <summary>The text of some variables, all as one graph.</summary>
    public static string Of(IEnumerable<object?> roots) => Walk(roots)._text.ToString();

    /// <summary>The objects that somebody could change. Of the immutable collections the framework itself has one empty one for all.</summary>
    public static IEnumerable<object> Changeable(IEnumerable<object?> roots) =>
        Walk(roots)._numbers.Keys.Where(found => found.GetType().Namespace is not ("System.Collections.Frozen" or "System.Collections.Immutable"));

    /// <summary>All objects by their fields alone: whatever the values are, none of their code runs.</summary>
    public static IReadOnlyCollection<object> Reachable(IEnumerable<object?> roots)
    {
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var pending = new Stack<object?>(roots);
        while (pending.TryPop(out var next))
        {
            if (next is null or string or Type or Pointer || next.GetType().IsPrimitive || !seen.Add(next)) continue;
            foreach (var inner in next is Array array ? array.Cast<object?>() : Fields(next)) pending.Push(inner);
        }

        return seen;
    }

    private static Shape Walk(IEnumerable<object?> roots)
    {
        var shape = new Shape();
        foreach (var root in roots) shape.Add(root);
        while (shape._pending.TryDequeue(out var next))
        {
            shape._text.Append('\n').Append(next.GetType());
            foreach (var inner in Inside(next)) shape.Add(inner);
        }

        return shape;
    }

    private void Add(object? value)
    {
        _text.Append(' ');
        if (value is null) _text.Append('-');
        else if (Plain(value) is { } plain) _text.Append(plain);
        else if (value.GetType().IsValueType) AddStruct(value);
        else if (_numbers.TryGetValue(value, out var number)) _text.Append('#').Append(number);
        else
        {
            _text.Append('#').Append(_numbers.Count);
            _numbers.Add(value, _numbers.Count);
            _pending.Enqueue(value);
        }
    }

    // A field that is a struct has no identity: its fields stand in the owner's line.
    private void AddStruct(object value)
    {
        _text.Append(value.GetType().Name).Append('(');
        foreach (var inner in Fields(value)) Add(inner);
        _text.Append(')');
    }

    private static string? Plain(object value) => value switch
    {
        string text => $"\"{text}\"",
        double number => $"{BitConverter.DoubleToInt64Bits(number):x}",
        Type or bool or char or decimal or Guid or BigInteger or Complex or Half or Int128 or TimeSpan => $"{value}",
        DateTime time => $"{time.Ticks}{time.Kind}",
        IFormattable number when value.GetType() is { IsPrimitive: true } or { IsEnum: true } => number.ToString(null, CultureInfo.InvariantCulture),
        StringComparer or IEqualityComparer => value.GetType().Name,
        _ => null,
    };

    private static IEnumerable<object?> Inside(object value) => value switch
    {
        Array array => array.Cast<object?>(),
        Delegate call => [call.Method.Name, call.Target],
        JsonNode node => [node.ToJsonString()],
        StringBuilder text => [text.ToString()],
        Exception exception => [exception.Message, .. exception.Data.Keys.Cast<object?>(), .. exception.Data.Values.Cast<object?>()],
        IEnumerable items when value.GetType().Namespace!.StartsWith("System.", StringComparison.Ordinal) => items.Cast<object?>(),
        _ => Fields(value),
    };

    private static IEnumerable<object?> Fields(object value)
    {
        for (var level = value.GetType(); level is not null; level = level.BaseType)
            foreach (var field in level.GetFields(BindingFlags.DeclaredOnly | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
                yield return field.GetValue(value);
    }
}
