namespace Distribute.Sandbox.State;

/// <summary>A type's name for messages, without namespaces.</summary>
internal static class TypeText
{
    public static string Of(Type type)
    {
        if (type.IsArray) return $"{Of(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        var name = type.Name;
        if (!type.IsGenericType) return name;
        var tick = name.IndexOf('`', StringComparison.Ordinal);
        return $"{(tick < 0 ? name : name[..tick])}<{string.Join(", ", type.GenericTypeArguments.Select(Of))}>";
    }
}
