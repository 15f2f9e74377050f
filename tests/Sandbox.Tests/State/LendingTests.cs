using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Distribute.Contracts.Isolates;
using Distribute.Contracts.State;
using Distribute.Sandbox.State;
using static Distribute.Sandbox.Tests.State.Copying;

namespace Distribute.Sandbox.Tests.State;

/// <summary>Snapshots whose large arrays are still the source's.</summary>
public sealed class LendingTests
{
    [Fact]
    public void Held_in_place_it_is_read_from_its_addresses()
    {
        var days = Enumerable.Range(0, 40_000).Select(i => DateTime.UnixEpoch.AddDays(i)).ToArray();
        var grid = new double[700, 500];
        grid[699, 499] = 4;
        var snapshot = SnapshotEncoder.Lend([SlotOf("days", days, 1), SlotOf("grid", grid, 2), SlotOf("again", days, 3), SlotOf("text", "short", 4)], Names);
        using var held = snapshot.Source!.Hold()!;
        Assert.Equal(2, held.Addresses.Count);
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
        var elsewhere = new StateSnapshot(new LentElsewhere(held.Opening, (block, offset, target) =>
        {
            var bytes = new byte[target.Length];
            Marshal.Copy((nint)held.Addresses[block] + offset, bytes, 0, bytes.Length);
            bytes.CopyTo(target);
        }), snapshot.Variables);

        var values = SnapshotDecoder.Decode(elsewhere, Names).Select(pair => pair.Value).ToArray();
        Assert.Equal(days, Assert.IsType<DateTime[]>(values[0]));
        Assert.NotSame(days, values[0]);
        Assert.Equal(grid, values[1]);
        Assert.Same(values[0], values[2]);
        Assert.Equal("short", values[3]);
        Assert.Equal(snapshot.Bytes.Length, elsewhere.Size);
        Assert.True(snapshot.Bytes.Span.SequenceEqual(elsewhere.Bytes.Span));
    }

    [Fact]
    public void What_fails_while_several_threads_write_is_the_failure_itself()
    {
        var snapshot = SnapshotEncoder.Lend([SlotOf("bytes", new byte[20_000_000], 1)], Names);
        Assert.Throws<IOException>(() => snapshot.Source!.Write((_, _) => throw new IOException("full"), threads: 2));
    }

    [Fact]
    public void Nothing_is_held_where_there_are_no_arrays_or_too_many()
    {
        Assert.Null(SnapshotEncoder.Lend([SlotOf("text", "short", 1)], Names).Source!.Hold());
        Assert.Null(SnapshotEncoder.Lend([SlotOf("many", Enumerable.Range(0, 300).Select(_ => new int[1_000]).ToArray(), 1)], Names).Source!.Hold());
    }

    [Fact]
    public void What_is_too_large_is_not_held()
    {
        var watched = HoldTooMuch();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.False(watched.IsAlive);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference HoldTooMuch()
    {
        var (one, other) = (GC.AllocateUninitializedArray<byte>(1_200_000_000), GC.AllocateUninitializedArray<byte>(1_200_000_000));
        var snapshot = SnapshotEncoder.Lend([SlotOf("one", one, 1), SlotOf("other", other, 2)], Names);
        Assert.Throws<IsolateException>(() => snapshot.Source!.Hold());
        return new WeakReference(one);
    }

    [Fact]
    public void What_cannot_be_read_from_elsewhere_is_an_error()
    {
        var snapshot = SnapshotEncoder.Lend([SlotOf("data", new int[100_000], 1)], Names);
        using var held = snapshot.Source!.Hold()!;
        var gone = new StateSnapshot(new LentElsewhere(held.Opening, (_, _, _) => throw new IOException("gone")), snapshot.Variables);
        Assert.Throws<IsolateException>(() => SnapshotDecoder.Decode(gone, Names));
        var damaged = held.Opening.ToArray();
        damaged[^1] ^= 1;
        Assert.Throws<IsolateException>(() => SnapshotDecoder.Decode(new StateSnapshot(new LentElsewhere(damaged, (_, _, _) => { }), snapshot.Variables), Names));
    }

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
