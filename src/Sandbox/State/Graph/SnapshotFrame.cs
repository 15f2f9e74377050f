using System.Buffers.Binary;
using MessagePack;

namespace Distribute.Sandbox.State.Graph;

/// <summary>
/// The outer form of a snapshot: magic, version, and the layout it depends on; a checksum; the sections as MessagePack
/// binaries; and the blocks of plain data after them, each with a checksum of its own.
/// </summary>
internal sealed class SnapshotFrame
{
    private const string Magic = "distribute.state";
    private const int Version = 1;
    private const int SectionCount = 8;

    // A block's length and checksum, eight bytes each.
    private const int BlockEntry = 16;

    private readonly ReadOnlyMemory<byte> _blocks;
    private readonly ReadOnlyMemory<byte> _blockTable;
    private readonly int[] _blockStarts;

    private SnapshotFrame(int length, ReadOnlyMemory<byte>[] sections, ReadOnlyMemory<byte> blocks)
    {
        Length = length;
        (Types, Headers, Leaves, Bodies) = (sections[0], sections[1], sections[2], sections[3]);
        (Rebuilds, Order, Roots, _blockTable, _blocks) = (sections[4], sections[5], sections[6], sections[7], blocks);
        if (_blockTable.Length % BlockEntry != 0) throw Faults.Damaged("its table of blocks is broken");
        _blockStarts = new int[BlockCount + 1];
        for (var index = 0; index < BlockCount; index++)
        {
            var end = _blockStarts[index] + BinaryPrimitives.ReadInt64LittleEndian(_blockTable.Span[(index * BlockEntry)..]);
            if (end < _blockStarts[index] || end > blocks.Length) throw Faults.Damaged("it ends too early");
            _blockStarts[index + 1] = (int)end;
        }

        if (_blockStarts[^1] != blocks.Length) throw Faults.Damaged("it has bytes that nothing refers to");
    }

    /// <summary>All bytes.</summary>
    public int Length { get; }

    public int BlockCount => _blockTable.Length / BlockEntry;

    public ReadOnlyMemory<byte> Types { get; }

    public ReadOnlyMemory<byte> Headers { get; }

    public ReadOnlyMemory<byte> Leaves { get; }

    public ReadOnlyMemory<byte> Bodies { get; }

    public ReadOnlyMemory<byte> Rebuilds { get; }

    public ReadOnlyMemory<byte> Order { get; }

    public ReadOnlyMemory<byte> Roots { get; }

    private static readonly string Layout = $"{Environment.Version.Major}/{IntPtr.Size * 8}/{(BitConverter.IsLittleEndian ? "le" : "be")}";

    /// <summary>Copies a block to where it belongs and checks it.</summary>
    public void CopyBlock(int index, Span<byte> target)
    {
        if (index < 0 || index >= BlockCount) throw Faults.Damaged("it refers to a block that it does not have");
        var source = _blocks.Span[_blockStarts[index].._blockStarts[index + 1]];
        if (source.Length != target.Length) throw Faults.Damaged("an array has the wrong size");
        var sum = BinaryPrimitives.ReadUInt64LittleEndian(_blockTable.Span[(index * BlockEntry + 8)..]);
        if (Checksum.Copy(source, target) != sum) throw Faults.Damaged("its bytes are damaged");
    }

    /// <summary>Puts sections and blocks into one run of bytes; each block is copied once.</summary>
    public static byte[] Seal(IReadOnlyList<SectionBuffer> sections, IReadOnlyList<Block> blocks)
    {
        var opening = new SectionBuffer();
        var writer = new MessagePackWriter(opening);
        writer.WriteArrayHeader(3);
        writer.Write(Magic);
        writer.Write(Version);
        writer.Write(Layout);
        writer.Flush();
        var fixedSize = opening.Length + 9 + 5 + (SectionCount * 5) + (blocks.Count * BlockEntry);
        var front = fixedSize + sections.Sum(section => (long)section.Length);
        var total = front + blocks.Sum(block => (long)block.Length);
        if (total > Array.MaxLength) throw Faults.TooLarge();

        var bytes = GC.AllocateUninitializedArray<byte>((int)total);
        opening.Written.CopyTo(bytes);
        var at = opening.Length + 9;
        bytes[at] = 0xce;
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(at + 1), (uint)front);
        at += 5;
        foreach (var section in sections) at = Put(bytes, at, section.Written);
        var table = blocks.Count == 0 ? [] : new byte[blocks.Count * BlockEntry];
        CopyBlocks(blocks, bytes.AsSpan((int)front), table);
        Put(bytes, at, table);
        Resign(bytes, opening.Length);
        return bytes;
    }

    /// <summary>Opens the frame and checks all but the blocks.</summary>
    public static SnapshotFrame Open(ReadOnlyMemory<byte> bytes)
    {
        var reader = new MessagePackReader(bytes);
        if (reader.ReadArrayHeader() != 3 || reader.ReadString() != Magic) throw Faults.Damaged("it is not a snapshot");
        var version = reader.ReadInt32();
        if (version != Version) throw Faults.Damaged($"its version is {version}, and this program reads version {Version}");
        var layout = reader.ReadString();
        if (layout != Layout) throw Faults.Damaged($"it was taken on another kind of runtime ({layout}, here {Layout})");
        var sum = reader.ReadUInt64();
        var signed = (int)reader.Consumed;
        var front = reader.ReadUInt32();
        if (front < signed || front > bytes.Length) throw Faults.Damaged("it ends too early");
        if (Checksum.Of(bytes.Span[signed..(int)front]) != sum) throw Faults.Damaged("its bytes are damaged");
        var sections = new ReadOnlyMemory<byte>[SectionCount];
        for (var index = 0; index < SectionCount; index++) sections[index] = Take(ref reader, bytes);
        if (reader.Consumed != front) throw Faults.Damaged("its sections do not fill it");
        return new SnapshotFrame(bytes.Length, sections, bytes[(int)front..]);
    }

    /// <summary>Writes the checksum that the bytes should have.</summary>
    /// <param name="bytes">A whole snapshot.</param>
    /// <param name="at">Where the checksum stands: after the opening.</param>
    internal static void Resign(Span<byte> bytes, int at)
    {
        var front = BinaryPrimitives.ReadUInt32BigEndian(bytes[(at + 10)..]);
        bytes[at] = 0xcf;
        BinaryPrimitives.WriteUInt64BigEndian(bytes[(at + 1)..], Checksum.Of(bytes[(at + 9)..(int)front]));
    }

    private static ReadOnlyMemory<byte> Take(ref MessagePackReader reader, ReadOnlyMemory<byte> bytes)
    {
        var content = reader.ReadBytes() ?? throw Faults.Damaged("a section is missing");
        return bytes.Slice((int)(reader.Consumed - content.Length), (int)content.Length);
    }

    private static int Put(byte[] bytes, int at, ReadOnlySpan<byte> content)
    {
        bytes[at] = 0xc6;
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(at + 1), (uint)content.Length);
        content.CopyTo(bytes.AsSpan(at + 5));
        return at + 5 + content.Length;
    }

    private static void CopyBlocks(IReadOnlyList<Block> blocks, Span<byte> target, Span<byte> table)
    {
        for (var index = 0; index < blocks.Count; index++)
        {
            var source = blocks[index].Span;
            BinaryPrimitives.WriteInt64LittleEndian(table[(index * BlockEntry)..], source.Length);
            BinaryPrimitives.WriteUInt64LittleEndian(table[(index * BlockEntry + 8)..], Checksum.Copy(source, target));
            target = target[source.Length..];
        }
    }
}
