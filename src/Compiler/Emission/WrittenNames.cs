using System.Buffers.Binary;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Text;
using System.Text.RegularExpressions;

namespace Distribute.Compiler.Emission;

/// <summary>
/// Gives the types that a person wrote their own names at run time: what the compiler needs as
/// <c>__cells.Cell_3.t_Point.Point</c> is <c>Point</c> to <c>ToString</c>, <c>typeof</c>, serializers and stack traces.
/// </summary>
/// <remarks>
/// Edits the metadata in place, format ECMA-335 II.22 (TypeRef, TypeDef) and II.23.3 (custom attributes). Definitions and
/// references change alike, so that images still find each other; those that later cells are compiled against keep the long names.
/// </remarks>
internal static partial class WrittenNames
{
    private const int AfterFlags = 4;
    private const int LargeHeap = 1 << 16;

    // A compressed length takes one byte below this, and then two below 0x4000.
    private const int OneByte = 0x80;

    /// <summary>The image for running; the same bytes when it names no type of a cell.</summary>
    public static byte[] Apply(byte[] pe)
    {
        if (pe.AsSpan().IndexOf("t_"u8) < 0) return pe;
        using var reader = new PEReader(new MemoryStream(pe, writable: false));
        var metadata = reader.GetMetadataReader();
        var edited = (byte[])pe.Clone();
        var bytes = edited.AsSpan(reader.PEHeaders.MetadataStartOffset, reader.PEHeaders.MetadataSize);
        var width = StringSize(metadata);
        // Flags and name stand before a definition's namespace; a reference ends with it.
        var definitions = metadata.TypeDefinitions.Where(handle => IsCellSpace(metadata, metadata.GetTypeDefinition(handle).Namespace)).ToArray();
        foreach (var handle in definitions) Row(metadata, bytes, TableIndex.TypeDef, handle).Slice(AfterFlags + width, width).Clear();
        var references = metadata.TypeReferences.Where(handle => IsCellSpace(metadata, metadata.GetTypeReference(handle).Namespace)).ToArray();
        foreach (var handle in references) Row(metadata, bytes, TableIndex.TypeRef, handle)[^width..].Clear();
        if (definitions.Length + references.Length == 0) return pe;
        var blobs = metadata.GetHeapMetadataOffset(HeapIndex.Blob);
        foreach (var handle in metadata.CustomAttributes)
        {
            var attribute = metadata.GetCustomAttribute(handle);
            if (attribute.Value.IsNil) continue;
            foreach (var name in AttributeTypes.NamedIn(metadata, attribute))
                if (CellSpace().Replace(name, "") is var shorter && shorter.Length < name.Length)
                    Shorten(bytes[(blobs + MetadataTokens.GetHeapOffset(attribute.Value))..], name, shorter);
        }

        return edited;
    }

    private static bool IsCellSpace(MetadataReader metadata, StringHandle space) =>
        !space.IsNil && CellSpace().IsMatch(metadata.GetString(space) + ".");

    private static int StringSize(MetadataReader metadata) => metadata.GetHeapSize(HeapIndex.String) >= LargeHeap ? 4 : 2;

    private static Span<byte> Row(MetadataReader metadata, Span<byte> bytes, TableIndex table, EntityHandle handle)
    {
        var size = metadata.GetTableRowSize(table);
        return bytes.Slice(metadata.GetTableMetadataOffset(table) + ((MetadataTokens.GetRowNumber(handle) - 1) * size), size);
    }

    // Attributes name types as text: typeof(Point) in an argument, and the state machine of an async method or an iterator.
    // Equal values share a blob, so the name may be short already.
    private static void Shorten(Span<byte> heap, string name, string shorter)
    {
        var (length, header) = ReadLength(heap);
        var blob = heap.Slice(header, length);
        var (before, after) = (Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(shorter));
        for (var from = 0; blob[from..].IndexOf(before) is var found and >= 0;)
        {
            var at = from + found;
            from = at + 1;
            var own = before.Length < OneByte ? 1 : 2;
            if (at < own || ReadLength(blob[(at - own)..]).Length != before.Length) continue;
            WriteLength(blob[(at - own)..], own, after.Length);
            after.CopyTo(blob[at..]);
            blob[(at + before.Length)..].CopyTo(blob[(at + after.Length)..]);
            length -= before.Length - after.Length;
            blob = blob[..length];
            WriteLength(heap, header, length);
        }
    }

    private static (int Length, int Header) ReadLength(ReadOnlySpan<byte> bytes) => bytes[0] switch
    {
        < OneByte => (bytes[0], 1),
        < 0xC0 => (BinaryPrimitives.ReadUInt16BigEndian(bytes) & 0x3FFF, 2),
        _ => ((int)(BinaryPrimitives.ReadUInt32BigEndian(bytes) & 0x1FFFFFFF), 4),
    };

    // In as many bytes as it had: nothing behind it may move.
    private static void WriteLength(Span<byte> bytes, int header, int length)
    {
        if (header == 1) bytes[0] = (byte)length;
        else if (header == 2) BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)(0x8000 | length));
        else BinaryPrimitives.WriteUInt32BigEndian(bytes, 0xC0000000 | (uint)length);
    }

    [GeneratedRegex(@"__cells\.Cell_\d+\.t_[^.]+\.")]
    private static partial Regex CellSpace();
}
