using Distribute.Sandbox.State;
using static Distribute.Sandbox.Tests.State.Copying;

namespace Distribute.Sandbox.Tests.State;

/// <summary>Snapshots whose large arrays are still the source's.</summary>
public sealed class LendingTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1_024, 1)]
    [InlineData(64 * 1024, 2)]
    [InlineData(300_001, 1)]
    [InlineData(4 * 1024 * 1024, 2)]
    [InlineData(13_000_001, 1)]
    [InlineData(13_000_001, 2)]
    [InlineData(33_000_001, 5)]
    public void Given_out_in_pieces_it_is_the_same_bytes(int length, int threads)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        var snapshot = SnapshotEncoder.Lend([SlotOf("bytes", bytes, 1), SlotOf("numbers", Enumerable.Range(0, 70_000).ToArray(), 2), SlotOf("text", "short", 3)], Names);
        var expected = snapshot.Source!.ToBytes().ToArray();

        var (put, taken) = (new byte[expected.Length], new bool[expected.Length]);
        var total = snapshot.Source.Write((offset, piece) =>
        {
            piece.CopyTo(put.AsSpan((int)offset));
            Assert.False(taken.AsSpan((int)offset, piece.Length).Contains(true));
            taken.AsSpan((int)offset, piece.Length).Fill(true);
        }, threads);

        Assert.Equal(expected.Length, total);
        Assert.True(expected.AsSpan().SequenceEqual(put));
        Assert.False(taken.AsSpan().Contains(false));
        Assert.Equal(bytes, SnapshotDecoder.Decode(snapshot with { Bytes = put }, Names)[0].Value);
    }
}
