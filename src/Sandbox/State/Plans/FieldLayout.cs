using System.Reflection;

namespace Distribute.Sandbox.State.Plans;

/// <summary>The instance fields of a type in a fixed order, base class first, and a fingerprint of them.</summary>
internal static class FieldLayout
{
    private const BindingFlags Own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>The fields that the type and its bases declare, down to but without <paramref name="stop"/>.</summary>
    public static IReadOnlyList<FieldInfo> Of(Type type, Type? stop)
    {
        var levels = new Stack<Type>();
        for (var level = type; level is not null && level != stop && level != typeof(object); level = level.BaseType) levels.Push(level);
        var fields = new List<FieldInfo>();
        foreach (var level in levels)
        {
            var declared = level.GetFields(Own);
            // Metadata order is not promised by reflection; the token is.
            Array.Sort(declared, (a, b) => a.MetadataToken.CompareTo(b.MetadataToken));
            fields.AddRange(declared);
        }

        return fields;
    }

    /// <summary>A fingerprint of names and types of the fields, those of structs inside included.</summary>
    public static ulong ShapeOf(IEnumerable<FieldInfo> fields)
    {
        var shape = 14695981039346656037UL;
        foreach (var field in fields)
        {
            shape = Mix(Mix(shape, field.Name), Spelled(field.FieldType));
            if (field.FieldType is { IsValueType: true, IsPrimitive: false, IsEnum: false }) shape = (shape ^ ShapeOf(field.FieldType)) * 1099511628211UL;
        }

        return shape;
    }

    /// <summary>A fingerprint of a struct's fields; 0 for other types.</summary>
    public static ulong ShapeOf(Type type) =>
        type is { IsValueType: true, IsPrimitive: false, IsEnum: false } ? ShapeOf(Of(type, typeof(ValueType))) : 0;

    // Without namespaces and outer types: the same cell's type stands in another namespace where another compiler made it.
    private static string Spelled(Type type) =>
        type.HasElementType ? $"{Spelled(type.GetElementType()!)}{(type.IsArray ? $"[{type.GetArrayRank()}]" : "*")}"
        : type.IsGenericType ? $"{type.Name}[{string.Join(',', type.GetGenericArguments().Select(Spelled))}]" : type.Name;

    private static ulong Mix(ulong shape, string text)
    {
        foreach (var letter in text) shape = (shape ^ letter) * 1099511628211UL;
        return shape;
    }
}
