using System.Collections.Concurrent;

namespace Distribute.Sandbox.Sessions;

/// <summary>Types as C# source.</summary>
internal static class TypeSpelling
{
    private static readonly ConcurrentDictionary<Type, string> Keywords = new(new Dictionary<Type, string>
    {
        [typeof(object)] = "object", [typeof(string)] = "string", [typeof(bool)] = "bool", [typeof(char)] = "char",
        [typeof(sbyte)] = "sbyte", [typeof(byte)] = "byte", [typeof(short)] = "short", [typeof(ushort)] = "ushort",
        [typeof(int)] = "int", [typeof(uint)] = "uint", [typeof(long)] = "long", [typeof(ulong)] = "ulong",
        [typeof(float)] = "float", [typeof(double)] = "double", [typeof(decimal)] = "decimal",
    });

    /// <summary>
    /// The array type over an element type. C# writes the outer rank first: arrays of <c>int[,]</c> are <c>int[][,]</c>,
    /// so the new brackets go before those that end the element type.
    /// </summary>
    /// <param name="element">The element type.</param>
    /// <param name="rank">The number of dimensions.</param>
    public static string ArrayOf(string element, int rank = 1)
    {
        var at = element.Length;
        while (at > 0 && element[at - 1] == ']')
        {
            var open = element.LastIndexOf('[', at - 1);
            if (open < 0 || element.AsSpan(open + 1, at - open - 2).ContainsAnyExcept(',', ' ')) break;
            at = open;
        }

        return element.Insert(at, $"[{new string(',', rank - 1)}]");
    }

    /// <summary>A type of the host as C# source that a cell could spell.</summary>
    /// <param name="type">The type.</param>
    /// <param name="ofCell">The source of types that cells declare, arities still in it; null for other types, or when there are none.</param>
    /// <exception cref="InvalidOperationException">The type has no public name.</exception>
    public static string Of(Type type, Func<Type, string?>? ofCell = null)
    {
        if (Keywords.TryGetValue(type, out var keyword)) return keyword;
        if (type.IsArray) return ArrayOf(Of(type.GetElementType()!, ofCell), type.GetArrayRank());
        if (Nullable.GetUnderlyingType(type) is { } underlying) return Of(underlying, ofCell) + "?";
        var definition = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        var arguments = new Queue<Type>(type.GetGenericArguments());
        if (!type.IsPointer && !type.IsByRef && ofCell?.Invoke(definition) is { } written)
            return string.Join('.', written.Split('.').Select(part => Part("", part, arguments, ofCell)));
        if (!definition.IsVisible || type.IsByRefLike || type.IsPointer || type.IsByRef || type == typeof(void))
            throw new InvalidOperationException($"A variable of a cell cannot have the type {type}: the type must be public and not by reference.");
        return "global::" + Named(type, arguments, ofCell);
    }

    private static string Named(Type type, Queue<Type> arguments, Func<Type, string?>? ofCell)
    {
        var parts = new Stack<Type>();
        for (var at = type; at is not null; at = at.DeclaringType) parts.Push(at);
        var outer = parts.Peek().Namespace;
        var names = parts.Select(part => Part("@", part.Name, arguments, ofCell));
        return (string.IsNullOrEmpty(outer) ? "" : outer + ".") + string.Join('.', names);
    }

    private static string Part(string mark, string part, Queue<Type> arguments, Func<Type, string?>? ofCell)
    {
        var tick = part.IndexOf('`', StringComparison.Ordinal);
        if (tick < 0) return mark + part;
        var count = int.Parse(part.AsSpan(tick + 1), System.Globalization.CultureInfo.InvariantCulture);
        var own = Enumerable.Range(0, count).Select(_ => Of(arguments.Dequeue(), ofCell)).ToList();
        return $"{mark}{part[..tick]}<{string.Join(", ", own)}>";
    }
}
