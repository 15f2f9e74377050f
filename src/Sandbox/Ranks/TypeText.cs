using System.Text;

namespace Distribute.Sandbox.Ranks;

/// <summary>Type names as the person would write them: C# keywords, generics in angle brackets, cell types without what was generated around them.</summary>
internal static class TypeText
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(bool)] = "bool", [typeof(byte)] = "byte", [typeof(sbyte)] = "sbyte", [typeof(char)] = "char",
        [typeof(short)] = "short", [typeof(ushort)] = "ushort", [typeof(int)] = "int", [typeof(uint)] = "uint",
        [typeof(long)] = "long", [typeof(ulong)] = "ulong", [typeof(float)] = "float", [typeof(double)] = "double",
        [typeof(decimal)] = "decimal", [typeof(string)] = "string", [typeof(object)] = "object", [typeof(void)] = "void",
    };

    /// <summary>The name, without namespaces.</summary>
    public static string Of(Type type) => Of(type, qualified: false);

    /// <summary>The name, library types with their namespace.</summary>
    public static string Qualified(Type type) => Of(type, qualified: true);

    /// <summary>The name as part of a sentence: <c>an int</c>, <c>a string</c>.</summary>
    public static string WithArticle(Type type) => Of(type) is var name && "aeiouAEIOU".Contains(name[0], StringComparison.Ordinal) ? "an " + name : "a " + name;

    /// <summary>True for a type that the compiler made around a person's code: a holder, a closure, a state machine.</summary>
    public static bool IsGenerated(Type type) =>
        (type.Name.StartsWith("__", StringComparison.Ordinal) || type.Name.StartsWith('<')) && Written(type) is null or "";

    /// <summary>What the person wrote for a generated name; null when the name is nobody's or not generated.</summary>
    public static string? Written(Type type)
    {
        if (CellAssembly.Of(type) is not { } cell) return null;
        return type.FullName is { } name && cell.TypeNames.TryGetValue(name, out var written) ? written : null;
    }

    private static string Of(Type type, bool qualified)
    {
        if (type.IsByRef) return "ref " + Of(type.GetElementType()!, qualified);
        if (type.IsPointer) return Of(type.GetElementType()!, qualified) + "*";
        if (type.IsArray) return ArrayName(type, qualified);
        if (type.IsGenericParameter) return type.Name;
        if (Nullable.GetUnderlyingType(type) is { } underlying) return Of(underlying, qualified) + "?";
        if (!qualified && Keywords.TryGetValue(type, out var keyword)) return keyword;
        if (type.Name.StartsWith("<>f__AnonymousType", StringComparison.Ordinal)) return Anonymous(type, qualified);
        if (type.FullName?.StartsWith("System.ValueTuple`", StringComparison.Ordinal) == true && type.GenericTypeArguments.Length > 1)
        {
            return "(" + string.Join(", ", type.GenericTypeArguments.Select(argument => Of(argument, qualified))) + ")";
        }

        return Named(type, qualified);
    }

    private static string ArrayName(Type type, bool qualified)
    {
        var ranks = new StringBuilder();
        var element = type;
        for (; element.IsArray; element = element.GetElementType()!) ranks.Append('[').Append(',', element.GetArrayRank() - 1).Append(']');
        return Of(element, qualified) + ranks;
    }

    private static string Anonymous(Type type, bool qualified) =>
        "<anonymous: " + string.Join(", ", type.GetProperties().Select(property => $"{Of(property.PropertyType, qualified)} {property.Name}")) + ">";

    private static string Named(Type type, bool qualified)
    {
        var arguments = type.IsGenericType ? type.GetGenericArguments() : [];
        var at = 0;
        var parts = new Stack<Type>();
        for (var part = type; part is not null; part = part.DeclaringType) parts.Push(part);
        var text = new StringBuilder();
        foreach (var part in parts)
        {
            var definition = part.IsGenericType ? part.GetGenericTypeDefinition() : part;
            var written = Written(definition);
            var owned = part.IsGenericType ? part.GetGenericArguments().Length - at : 0;
            if (written is "" || (written is null && IsGenerated(definition)))
            {
                at += owned;
                continue;
            }

            if (text.Length > 0) text.Append('.');
            else if (written is null && qualified && part.Namespace is { Length: > 0 } space && !IsCellSpace(definition)) text.Append(space).Append('.');
            text.Append(Bare(written ?? part.Name));
            if (owned <= 0) continue;
            text.Append('<').AppendJoin(", ", arguments.Skip(at).Take(owned).Select(argument => Of(argument, qualified))).Append('>');
            at += owned;
        }

        return text.Length == 0 ? Bare(type.Name) : text.ToString();
    }

    // Generated namespaces start with two underscores; a namespace that a cell declares is the person's own.
    private static bool IsCellSpace(Type type) => type.Namespace!.StartsWith("__", StringComparison.Ordinal);

    private static string Bare(string name)
    {
        var end = name.IndexOfAny(['`', '<']);
        return end > 0 ? name[..end] : name;
    }
}
