using System.Composition;
using System.Reflection;

namespace Distribute.Compiler.Assistance.Composition;

/// <summary>What attributes say of a part, by name, and the views in which importers want to have it.</summary>
internal static class PartMetadata
{
    /// <summary>The values of those attributes that hold metadata; a name that comes again has a list of its values.</summary>
    /// <param name="attributes">The attributes.</param>
    /// <param name="others">What is known besides.</param>
    public static IReadOnlyDictionary<string, object?> Of(IEnumerable<Attribute> attributes, IReadOnlyDictionary<string, object?>? others = null)
    {
        var found = others is null ? [] : new Dictionary<string, object?>(others, StringComparer.Ordinal);
        foreach (var attribute in attributes)
        {
            if (attribute is ExportMetadataAttribute { Name: { } name } single) Add(found, name, single.Value, single.Value?.GetType() ?? typeof(object));
            else if (attribute.GetType().IsDefined(typeof(MetadataAttributeAttribute), inherit: true)) Add(found, attribute);
        }

        return found;
    }

    /// <summary>The metadata as an object of the type that an importer names.</summary>
    /// <param name="view">That type: it takes a dictionary, or has properties with the names.</param>
    /// <param name="metadata">The metadata.</param>
    public static object View(Type view, IReadOnlyDictionary<string, object?> metadata)
    {
        var values = new Dictionary<string, object?>(metadata, StringComparer.Ordinal);
        if (view.IsInstanceOfType(values)) return values;
        if (view.GetConstructor([typeof(IDictionary<string, object>)]) is { } taking) return taking.Invoke([values]);
        var made = view.GetConstructor([])!.Invoke(null);
        foreach (var property in view.GetProperties().Where(property => property.CanWrite))
            if (values.TryGetValue(property.Name, out var value)) property.SetValue(made, value);
        return made;
    }

    private static void Add(Dictionary<string, object?> found, Attribute attribute)
    {
        var type = attribute.GetType();
        foreach (var property in type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            if (property.CanRead) Add(found, property.Name, property.GetValue(attribute), property.PropertyType);
    }

    private static void Add(Dictionary<string, object?> found, string name, object? value, Type type)
    {
        if (!found.TryGetValue(name, out var before))
        {
            found[name] = value;
            return;
        }

        var all = before is Array several && several.GetType().GetElementType() == type ? [.. several.Cast<object?>(), value] : new[] { before, value };
        var list = Array.CreateInstance(type, all.Length);
        for (var at = 0; at < all.Length; at++) list.SetValue(all[at], at);
        found[name] = list;
    }
}
