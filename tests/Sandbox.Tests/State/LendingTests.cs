using Distribute.Sandbox.State;
using static Distribute.Sandbox.Tests.State.Copying;

namespace Distribute.Sandbox.Tests.State;

/// <summary>Snapshots whose large arrays are still the source's.</summary>
public sealed class LendingTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1_024)]
    [InlineData(64 * 1024)]
    [InlineData(300_001)]
    public void Given_out_in_pieces_it_is_the_same_bytes(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        var snapshot = SnapshotEncoder.Lend([SlotOf("bytes", bytes, 1), SlotOf("numbers", Enumerable.Range(0, 70_000).ToArray(), 2), SlotOf("text", "short", 3)], Names);
        var expected = snapshot.Source!.ToBytes().ToArray();

        var (put, taken) = (new byte[expected.Length], new bool[expected.Length]);
        var total = snapshot.Source.Write((offset, piece) =>
        {
            piece.CopyTo(put.AsSpan((int)offset));
            Assert.DoesNotContain(true, taken.AsSpan((int)offset, piece.Length).ToArray());
            taken.AsSpan((int)offset, piece.Length).Fill(true);
        });

        Assert.Equal(expected.Length, total);
        Assert.Equal(expected, put);
        Assert.DoesNotContain(false, taken);
        Assert.Equal(bytes, SnapshotDecoder.Decode(snapshot with { Bytes = put }, Names)[0].Value);
    }
}
