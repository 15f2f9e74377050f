using System.Reflection.Metadata;

namespace Distribute.Compiler.Emission;

/// <summary>Reads which types a custom attribute's arguments name as text.</summary>
internal sealed class AttributeTypes : ICustomAttributeTypeProvider<string>
{
    private const string SystemType = "System.Type";
    private readonly List<string> _named = [];
    private readonly Dictionary<string, PrimitiveTypeCode> _enums = new(StringComparer.Ordinal);

    // Of an enum that another assembly declares only the name is known here. Read with the wrong size, what follows makes no sense.
    private static readonly PrimitiveTypeCode[] EnumTypes = [PrimitiveTypeCode.Int32, PrimitiveTypeCode.Byte, PrimitiveTypeCode.Int16, PrimitiveTypeCode.Int64];

    private PrimitiveTypeCode _otherEnums;

    /// <summary>The names, as they stand in the attribute's value.</summary>
    public static IReadOnlyList<string> NamedIn(MetadataReader metadata, CustomAttribute attribute)
    {
        for (var i = 0; ; i++)
        {
            var reader = new AttributeTypes { _otherEnums = EnumTypes[i] };
            try
            {
                _ = attribute.DecodeValue(reader);
                return reader._named;
            }
            catch (BadImageFormatException)
            {
                // The next size. An attribute with enums of two uncommon sizes keeps the generated names behind them.
                if (i == EnumTypes.Length - 1) return reader._named;
            }
        }
    }

    public string GetTypeFromSerializedName(string name)
    {
        _named.Add(name);
        return name;
    }

    public string GetPrimitiveType(PrimitiveTypeCode typeCode) => typeCode.ToString();

    public string GetSystemType() => SystemType;

    public string GetSZArrayType(string elementType) => elementType + "[]";

    public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind)
    {
        var type = reader.GetTypeDefinition(handle);
        var name = FullName(reader, type.Namespace, type.Name);
        foreach (var field in type.GetFields().Select(reader.GetFieldDefinition).Where(field => reader.StringComparer.Equals(field.Name, "value__")))
        {
            var signature = reader.GetBlobReader(field.Signature);
            _ = signature.ReadSignatureHeader();
            _enums[name] = (PrimitiveTypeCode)signature.ReadByte();
        }

        return name;
    }

    public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind)
    {
        var type = reader.GetTypeReference(handle);
        return FullName(reader, type.Namespace, type.Name);
    }

    public PrimitiveTypeCode GetUnderlyingEnumType(string type) => _enums.GetValueOrDefault(type, _otherEnums);

    public bool IsSystemType(string type) => type == SystemType;

    private static string FullName(MetadataReader reader, StringHandle space, StringHandle name) =>
        space.IsNil ? reader.GetString(name) : reader.GetString(space) + "." + reader.GetString(name);
}
