using System.Runtime.InteropServices;
using Distribute.Contracts.State;

namespace Distribute.Sandbox.State.Graph;

/// <summary>A snapshot whose blocks are still in the source's arrays: each is copied once, to where it goes.</summary>
internal sealed class LentContent(IReadOnlyList<ReadOnlyMemory<byte>> sections, IReadOnlyList<Block> blocks) : SnapshotContent(sections)
{
    public override long Size { get; } = sections.Sum(section => (long)section.Length) + blocks.Sum(block => (long)block.Length);

    public override int BlockCount => blocks.Count;

    public override void CopyBlock(int index, Span<byte> target)
    {
        if (blocks[index].Length != target.Length) throw Faults.Damaged("an array has the wrong size");
        FreshMemory.Copy(blocks[index].Span, target);
    }

    public byte[] Seal() => SnapshotFrame.Seal(Sections, blocks);

    public long Write(SnapshotPiece take, int threads) => SnapshotFrame.Write(Sections, blocks, take, threads);

    /// <summary>Holds the blocks' arrays in place; null where there are more of them than it pays for.</summary>
    public LentMemory? Hold()
    {
        if (blocks.Count is 0 or > MostHeld) return null;
        // First, because it fails where all would be too much, and who holds something must let it go.
        var opening = SnapshotFrame.Opening(Sections, blocks);
        var holds = new List<PinnedGCHandle<Array>>(blocks.Count);
        var addresses = new long[blocks.Count];
        for (var index = 0; index < addresses.Length; index++)
        {
            holds.Add(new PinnedGCHandle<Array>(blocks[index].Source));
            addresses[index] = blocks[index].Address;
        }

        return new LentMemory(opening, addresses, () =>
        {
            foreach (var hold in holds) hold.Dispose();
        });
    }

    // Each is a handle, and a call of the system for the one who reads.
    private const int MostHeld = 256;

    /// <summary>A fingerprint of all that the content says.</summary>
    public ulong Fingerprint()
    {
        var sum = 0UL;
        foreach (var section in Sections) sum = Join(sum, Checksum.Of(section.Span));
        foreach (var block in blocks) sum = Join(sum, Checksum.Of(block.Span));
        return sum;
    }

    private static ulong Join(ulong sum, ulong next) => (System.Numerics.BitOperations.RotateLeft(sum, 29) ^ next) * 0x9E3779B185EBCA87;
}

/// <summary>Content as what a snapshot reads from.</summary>
internal sealed class LentSnapshot(LentContent content) : SnapshotSource
{
    public LentContent Content { get; } = content;

    public override long Size => Content.Size;

    public override ReadOnlyMemory<byte> ToBytes() => Content.Seal();

    public override long Write(SnapshotPiece take, int threads = 1) => Content.Write(take, threads);

    public override LentMemory? Hold() => Content.Hold();
}
