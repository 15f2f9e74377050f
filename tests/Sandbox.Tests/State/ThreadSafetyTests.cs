using Distribute.Sandbox.State;
using static Distribute.Sandbox.Tests.State.Copying;

namespace Distribute.Sandbox.Tests.State;

public sealed class ThreadSafetyTests
{
    private const int Threads = 8;
    private const int Rounds = 20;

    [Fact]
    public void One_snapshot_is_read_on_many_ranks_at_once()
    {
        var node = new Node { Value = 3, Extra = new Dictionary<string, object> { ["numbers"] = Enumerable.Range(0, 5000).ToArray() } };
        node.Next = node;
        var slot = SlotOf("node", node);
        var (exact, lent) = (Snapshot(slot), SnapshotEncoder.Lend([slot], Names));

        var copies = AtOnce(number => (Node)SnapshotDecoder.Decode(number % 2 == 0 ? exact : lent, Names)[0].Value!);

        Assert.All(copies, copy => Assert.Same(copy, copy.Next));
        Assert.All(copies, copy => Assert.Equal(4999, ((int[])((Dictionary<string, object>)copy.Extra!)["numbers"])[^1]));
        Assert.Equal(copies.Count, copies.Distinct(ReferenceEqualityComparer.Instance).Count());
        Assert.Equal(copies.Count, copies.Select(copy => copy.Extra).Distinct(ReferenceEqualityComparer.Instance).Count());
    }

    [Fact]
    public void Many_ranks_copy_types_that_nobody_copied_before_at_once()
    {
        // Each round is of a type of its own, so that its plan is made by several threads at the same time.
        var types = new[] { typeof(byte), typeof(short), typeof(int), typeof(long), typeof(string), typeof(double), typeof(Point), typeof(Tagged) };
        foreach (var type in types)
        {
            var box = typeof(Fresh<>).MakeGenericType(type);
            var results = AtOnce(_ => Copy(Activator.CreateInstance(box)!));
            Assert.All(results, result => Assert.Equal(box, result.GetType()));
        }
    }

    private static List<T> AtOnce<T>(Func<int, T> work)
    {
        using var gate = new Barrier(Threads);
        var results = new T[Threads * Rounds];
        var threads = Enumerable.Range(0, Threads).Select(number => new Thread(() =>
        {
            gate.SignalAndWait();
            for (var round = 0; round < Rounds; round++) results[(number * Rounds) + round] = work(number + round);
        })).ToList();
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();
        return [.. results];
    }

    private sealed class Fresh<T>
    {
        public T? Value { get; set; }

        public List<T> More { get; } = [];
    }
}
