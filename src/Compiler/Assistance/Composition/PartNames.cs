using System.Reflection;
using System.Reflection.Metadata;

namespace Distribute.Compiler.Assistance.Composition;

/// <summary>
/// Finds the types that an assembly exports, in its metadata: asking the runtime for all types of an assembly makes it load ten
/// thousand, and the few that are exported are named there.
/// </summary>
internal static class PartNames
{
    /// <summary>The full names of the exported types, as <see cref="Assembly.GetType(string)"/> takes them.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <param name="isNeeded">Whether a type with this name and this exporting attribute is asked for.</param>
    public static unsafe List<string> In(Assembly assembly, Func<string, string, bool> isNeeded)
    {
        if (!assembly.TryGetRawMetadata(out var blob, out var length)) throw new InvalidOperationException($"{assembly.GetName().Name} has no metadata.");
        var reader = new MetadataReader(blob, length);
        var exported = new List<string>();
        foreach (var handle in reader.TypeDefinitions)
        {
            var type = reader.GetTypeDefinition(handle);
            if ((type.Attributes & TypeAttributes.Abstract) != 0) continue;
            var attributes = type.GetCustomAttributes().Select(attribute => NameOf(reader, attribute)).Where(IsExport).ToList();
            if (attributes.Count > 0 && attributes.Exists(attribute => isNeeded(reader.GetString(type.Name), attribute))) exported.Add(NameOf(reader, type));
        }

        return exported;
    }

    private static bool IsExport(string attribute) =>
        attribute.StartsWith("Export", StringComparison.Ordinal) || attribute.EndsWith("FactoryAttribute", StringComparison.Ordinal);

    private static string NameOf(MetadataReader reader, CustomAttributeHandle handle)
    {
        var constructor = reader.GetCustomAttribute(handle).Constructor;
        var type = constructor.Kind == HandleKind.MemberReference
            ? reader.GetMemberReference((MemberReferenceHandle)constructor).Parent
            : reader.GetMethodDefinition((MethodDefinitionHandle)constructor).GetDeclaringType();
        return reader.GetString(type.Kind switch
        {
            HandleKind.TypeReference => reader.GetTypeReference((TypeReferenceHandle)type).Name,
            HandleKind.TypeDefinition => reader.GetTypeDefinition((TypeDefinitionHandle)type).Name,
            _ => default,
        });
    }

    private static string NameOf(MetadataReader reader, TypeDefinition type)
    {
        var name = reader.GetString(type.Name);
        if (!type.GetDeclaringType().IsNil) return $"{NameOf(reader, reader.GetTypeDefinition(type.GetDeclaringType()))}+{name}";
        return type.Namespace.IsNil ? name : $"{reader.GetString(type.Namespace)}.{name}";
    }
}
