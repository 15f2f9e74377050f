using System.Buffers.Binary;
using System.Runtime.ExceptionServices;
using Distribute.Contracts.State;
using MessagePack;

namespace Distribute.Sandbox.State.Graph;

/// <summary>
/// The outer form of a snapshot: magic, version, and the layout it depends on; a checksum; the sections as MessagePack
/// binaries; and the blocks of plain data after them, each with a checksum of its own.
/// </summary>
internal sealed class SnapshotFrame : SnapshotContent
{
    private const string Magic = "distribute.state";
    private const int Version = 3;

    // A block's length and checksum, eight bytes each.
    private const int BlockEntry = 16;

    private readonly ReadOnlyMemory<byte> _blocks;
    private readonly ReadOnlyMemory<byte> _blockTable;
    private readonly int[] _blockStarts;

    // Where blocks come from that do not follow; the others say for themselves that they are whole.
    private readonly LentBytes? _lent;

    // The last section is the table of blocks.
    private SnapshotFrame(int size, ReadOnlyMemory<byte>[] sections, ReadOnlyMemory<byte> blocks, LentBytes? lent) : base(sections)
    {
        Size = size;
        _lent = lent;
        (_blockTable, _blocks) = (sections[SectionCount], blocks);
        if (_blockTable.Length % BlockEntry != 0) throw Faults.Damaged("its table of blocks is broken");
        _blockStarts = new int[BlockCount + 1];
        for (var index = 0; index < BlockCount; index++)
        {
            var end = _blockStarts[index] + BinaryPrimitives.ReadInt64LittleEndian(_blockTable.Span[(index * BlockEntry)..]);
            if (end < _blockStarts[index] || end > (lent is null ? blocks.Length : Array.MaxLength)) throw Faults.Damaged("it ends too early");
            _blockStarts[index + 1] = (int)end;
        }

        if (lent is not null) Size = (long)size + _blockStarts[^1];
        else if (_blockStarts[^1] != blocks.Length) throw Faults.Damaged("it has bytes that nothing refers to");
    }

    public override long Size { get; }

    public override int BlockCount => _blockTable.Length / BlockEntry;

    private static readonly string Layout = $"{Environment.Version.Major}/{IntPtr.Size * 8}/{(BitConverter.IsLittleEndian ? "le" : "be")}";

    /// <summary>Copies a block to where it belongs and checks it.</summary>
    public override void CopyBlock(int index, Span<byte> target)
    {
        if (index < 0 || index >= BlockCount) throw Faults.Damaged("it refers to a block that it does not have");
        if (_blockStarts[index + 1] - _blockStarts[index] != target.Length) throw Faults.Damaged("an array has the wrong size");
        if (_lent is not null)
        {
            FreshMemory.Fill(target, (offset, piece) => _lent(index, offset, piece));
            return;
        }

        var source = _blocks.Span[_blockStarts[index].._blockStarts[index + 1]];
        var sum = BinaryPrimitives.ReadUInt64LittleEndian(_blockTable.Span[(index * BlockEntry + 8)..]);
        if (Checksum.Copy(source, target) != sum) throw Faults.Damaged("its bytes are damaged");
    }

    /// <summary>The whole as bytes, with the blocks from wherever they are.</summary>
    public byte[] Fetch()
    {
        var blocks = new Block[BlockCount];
        for (var index = 0; index < blocks.Length; index++)
        {
            var bytes = GC.AllocateUninitializedArray<byte>(_blockStarts[index + 1] - _blockStarts[index]);
            CopyBlock(index, bytes);
            blocks[index] = new Block(bytes, 0, bytes.Length);
        }

        return Seal([.. Sections.Take(SectionCount)], blocks);
    }

    /// <summary>Puts sections and blocks into one run of bytes; each block is copied once.</summary>
    public static byte[] Seal(IReadOnlyList<ReadOnlyMemory<byte>> sections, IReadOnlyList<Block> blocks)
    {
        var (front, total) = Sizes(sections, blocks);
        var bytes = GC.AllocateUninitializedArray<byte>(total);
        var table = new byte[blocks.Count * BlockEntry];
        var target = bytes.AsSpan(front);
        for (var index = 0; index < blocks.Count; index++)
        {
            var source = blocks[index].Span;
            Enter(table, index, source.Length, Checksum.Copy(source, target));
            target = target[source.Length..];
        }

        WriteFront(bytes.AsSpan(0, front), sections, table);
        return bytes;
    }

    /// <summary>The same, piece by piece.</summary>
    /// <returns>How many bytes there are.</returns>
    public static long Write(IReadOnlyList<ReadOnlyMemory<byte>> sections, IReadOnlyList<Block> blocks, SnapshotPiece take, int threads)
    {
        var (front, total) = Sizes(sections, blocks);
        var segments = new List<(Block Block, int Start, long Offset)>();
        var offset = (long)front;
        foreach (var block in blocks)
        {
            for (var segment = 0; segment < Checksum.SegmentsOf(block.Length); segment++) segments.Add((block, segment * Checksum.Segment, offset + ((long)segment * Checksum.Segment)));
            offset += block.Length;
        }

        var sums = new ulong[segments.Count];
        if (threads == 1 || segments.Count <= threads)
        {
            var room = segments.Count == 0 ? [] : new byte[Checksum.CopyStep];
            for (var at = 0; at < sums.Length; at++) WriteSegment(at, room);
        }
        else
        {
            RunAll(() => Parallel.For(0, sums.Length, new ParallelOptions { MaxDegreeOfParallelism = threads }, () => new byte[Checksum.CopyStep], (at, _, room) =>
            {
                WriteSegment(at, room);
                return room;
            }, _ => { }));
        }

        var table = new byte[blocks.Count * BlockEntry];
        for (int index = 0, first = 0; index < blocks.Count; index++)
        {
            var count = Checksum.SegmentsOf(blocks[index].Length);
            Enter(table, index, blocks[index].Length, Checksum.Join(sums.AsSpan(first, count)));
            first += count;
        }

        using var opening = new SectionBuffer();
        var written = opening.GetSpan(front)[..front];
        WriteFront(written, sections, table);
        take(0, written);
        return total;

        void WriteSegment(int at, byte[] room)
        {
            var (block, start, place) = segments[at];
            sums[at] = Checksum.Copy(block.Span.Slice(start, Math.Min(Checksum.Segment, block.Length - start)), room, (piece, bytes) => take(place + piece, bytes));
        }
    }

    // One thread's failure is the failure, and not a collection of them.
    private static void RunAll(Action parallel)
    {
        try
        {
            parallel();
        }
        catch (AggregateException many)
        {
            ExceptionDispatchInfo.Throw(many.InnerExceptions[0]);
        }
    }

    /// <summary>All but the blocks, for one who reads those where they are.</summary>
    public static byte[] Opening(IReadOnlyList<ReadOnlyMemory<byte>> sections, IReadOnlyList<Block> blocks)
    {
        var (front, _) = Sizes(sections, blocks);
        var table = new byte[blocks.Count * BlockEntry];
        for (var index = 0; index < blocks.Count; index++) Enter(table, index, blocks[index].Length, 0);
        var bytes = new byte[front];
        WriteFront(bytes, sections, table);
        return bytes;
    }

    /// <summary>Opens the frame and checks all but the blocks.</summary>
    /// <param name="bytes">All of it; or, where the blocks are elsewhere, what <see cref="Opening(IReadOnlyList{ReadOnlyMemory{byte}}, IReadOnlyList{Block})"/> gave.</param>
    /// <param name="lent">Where the blocks come from; null when they follow.</param>
    public static SnapshotFrame Open(ReadOnlyMemory<byte> bytes, LentBytes? lent = null)
    {
        var reader = new ContentReader(bytes);
        if (reader.ReadArrayHeader() != 3 || reader.ReadString() != Magic) throw Faults.Damaged("it is not a snapshot");
        var version = reader.ReadInt32();
        if (version != Version) throw Faults.Damaged($"its version is {version}, and this program reads version {Version}");
        var layout = reader.ReadString();
        if (layout != Layout) throw Faults.Damaged($"it was taken on another kind of runtime ({layout}, here {Layout})");
        var sum = reader.ReadUInt64();
        var signed = reader.Consumed;
        var front = reader.ReadUInt32();
        if (front < signed || front > bytes.Length) throw Faults.Damaged("it ends too early");
        if (Checksum.Of(bytes.Span[signed..(int)front]) != sum) throw Faults.Damaged("its bytes are damaged");
        var sections = new ReadOnlyMemory<byte>[SectionCount + 1];
        for (var index = 0; index < sections.Length; index++)
        {
            var length = reader.ReadBytes().Length;
            sections[index] = bytes.Slice(reader.Consumed - length, length);
        }

        if (reader.Consumed != front) throw Faults.Damaged("its sections do not fill it");
        return new SnapshotFrame(bytes.Length, sections, bytes[(int)front..], lent);
    }

    /// <summary>Writes the checksum that the bytes should have.</summary>
    /// <param name="bytes">A whole snapshot.</param>
    /// <param name="at">Where the checksum stands: after the opening.</param>
    internal static void Resign(Span<byte> bytes, int at)
    {
        var front = BinaryPrimitives.ReadUInt32BigEndian(bytes[(at + 10)..]);
        bytes[at] = MessagePackCode.UInt64;
        BinaryPrimitives.WriteUInt64BigEndian(bytes[(at + 1)..], Checksum.Of(bytes[(at + 9)..(int)front]));
    }

    // All before the blocks, and all.
    private static (int Front, int Total) Sizes(IReadOnlyList<ReadOnlyMemory<byte>> sections, IReadOnlyList<Block> blocks)
    {
        // The checksum, the length up to here, a header for each section, and the table.
        var front = Mark.Length + 9 + 5 + ((SectionCount + 1) * 5) + ((long)blocks.Count * BlockEntry) + sections.Sum(section => (long)section.Length);
        var total = front + blocks.Sum(block => (long)block.Length);
        return total <= Array.MaxLength ? ((int)front, (int)total) : throw Faults.TooLarge();
    }

    private static void WriteFront(Span<byte> bytes, IReadOnlyList<ReadOnlyMemory<byte>> sections, byte[] table)
    {
        Mark.CopyTo(bytes);
        var at = Mark.Length + 9;
        bytes[at] = MessagePackCode.UInt32;
        BinaryPrimitives.WriteUInt32BigEndian(bytes[(at + 1)..], (uint)bytes.Length);
        at += 5;
        foreach (var section in sections) at = Put(bytes, at, section.Span);
        Put(bytes, at, table);
        Resign(bytes, Mark.Length);
    }

    private static readonly byte[] Mark = MakeMark();

    private static byte[] MakeMark()
    {
        using var buffer = new SectionBuffer();
        var writer = new MessagePackWriter(buffer);
        writer.WriteArrayHeader(3);
        writer.Write(Magic);
        writer.Write(Version);
        writer.Write(Layout);
        writer.Flush();
        return buffer.ToArray();
    }

    private static int Put(Span<byte> bytes, int at, ReadOnlySpan<byte> content)
    {
        bytes[at] = MessagePackCode.Bin32;
        BinaryPrimitives.WriteUInt32BigEndian(bytes[(at + 1)..], (uint)content.Length);
        content.CopyTo(bytes[(at + 5)..]);
        return at + 5 + content.Length;
    }

    private static void Enter(Span<byte> table, int index, long length, ulong sum)
    {
        BinaryPrimitives.WriteInt64LittleEndian(table[(index * BlockEntry)..], length);
        BinaryPrimitives.WriteUInt64LittleEndian(table[((index * BlockEntry) + 8)..], sum);
    }
}
