using Distribute.Contracts.Isolates;
using Distribute.Sandbox.State;
using static Distribute.Sandbox.Tests.State.Copying;

namespace Distribute.Sandbox.Tests.State;

public sealed class GraphTests
{
    [Fact]
    public void Variables_that_share_an_object_still_share_it()
    {
        var node = new Node { Value = 1 };
        object box = 5;
        var snapshot = Snapshot(SlotOf("a", node, 1), SlotOf("b", new[] { node }, 2), SlotOf("c", new[] { box, box }, 3));

        var values = SnapshotDecoder.Decode(snapshot, Names);

        Assert.Equal(["a", "b", "c"], values.Select(value => value.Variable.Name));
        Assert.Same(values[0].Value, ((Node[])values[1].Value!)[0]);
        Assert.NotSame(node, values[0].Value);
        var boxes = (object[])values[2].Value!;
        Assert.Same(boxes[0], boxes[1]);
        Assert.NotSame(box, boxes[0]);
    }

    [Theory]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(5_000)]
    public void Many_references_keep_their_order_their_gaps_and_what_they_share(int length)
    {
        var some = Enumerable.Range(0, 7).Select(i => new Node { Value = i }).ToArray();
        var nodes = Enumerable.Range(0, length).Select(i => i % 5 == 0 ? null : i % 3 == 0 ? some[i % 7] : new Node { Value = i }).ToArray();

        var (array, list, queue) = Copy((nodes, nodes.ToList(), new System.Collections.Concurrent.ConcurrentQueue<Node?>(nodes)));

        Assert.Equal(nodes.Select(node => node?.Value), array.Select(node => node?.Value));
        Assert.Equal(array, list, ReferenceEqualityComparer.Instance);
        Assert.Equal(array, queue, ReferenceEqualityComparer.Instance);
        for (var i = 3; i + 21 < length; i++) Assert.Equal(ReferenceEquals(nodes[i], nodes[i + 21]), ReferenceEquals(array[i], array[i + 21]));
        Assert.DoesNotContain(array, node => node is not null && nodes.Contains(node, ReferenceEqualityComparer.Instance));
    }

    [Fact]
    public void A_refused_array_of_many_leaves_the_others_as_they_are()
    {
        var nodes = Enumerable.Range(0, 3_000).Select(i => new Node { Value = i }).ToArray();
        var refused = Enumerable.Range(0, 2_000).Select(i => new Node { Value = i }).Cast<object>().Append(Thread.CurrentThread).ToArray();

        var snapshot = Snapshot(SlotOf("first", nodes, 1), SlotOf("bad", refused, 2), SlotOf("last", nodes.Reverse().ToArray(), 3));

        Assert.Equal("bad", Assert.Single(snapshot.Refused).Name);
        var values = SnapshotDecoder.Decode(snapshot, Names);
        Assert.Equal((Node[])values[0].Value!, ((Node[])values[1].Value!).Reverse(), ReferenceEqualityComparer.Instance);
    }

    [Fact]
    public void Cycles_close()
    {
        var node = new Node();
        node.Next = new Node { Next = node, Extra = new Dictionary<string, object> { ["self"] = node } };
        Func<Node> find = () => node;
        node.Extra = find;

        var copy = Copy(node);

        Assert.Same(copy, copy.Next!.Next);
        Assert.Same(copy, ((Dictionary<string, object>)copy.Next.Extra!)["self"]);
        Assert.Same(copy, ((Func<Node>)copy.Extra!)());
        var array = new object[1];
        array[0] = array;
        var copied = Copy(array);
        Assert.Same(copied, copied[0]);
    }

    [Fact]
    public void A_cycle_through_a_frozen_dictionary_closes()
    {
        var (parent, child) = (new Node { Value = 1 }, new Node { Value = 2 });
        var children = System.Collections.Frozen.FrozenDictionary.ToFrozenDictionary(new Dictionary<string, Node> { ["child"] = child });
        (parent.Extra, child.Extra, child.Next) = (children, children, parent);

        var copy = Copy(parent);

        var found = ((System.Collections.Frozen.FrozenDictionary<string, Node>)copy.Extra!)["child"];
        Assert.Same(copy, found.Next);
        Assert.Same(copy.Extra, found.Extra);
    }

    [Fact]
    public void A_list_of_a_million_nodes_does_not_overflow_the_stack()
    {
        var first = new Node();
        var last = first;
        for (var i = 1; i < 1_000_000; i++) last = last.Next = new Node { Value = i };

        var copy = Copy(first);

        var count = 0;
        for (var node = copy; node is not null; node = node.Next) Assert.Equal(count++, node.Value);
        Assert.Equal(1_000_000, count);
    }

    [Fact]
    public void Large_blocks_and_long_texts_arrive()
    {
        var numbers = Enumerable.Range(0, 100_000).Select(i => i / 3.0).ToArray();
        var text = new string('ż', 10_000);
        var (first, second, texts) = Copy((numbers, new[,] { { numbers } }, new[] { text, text }));

        Assert.Equal(numbers, first);
        Assert.Same(first, second[0, 0]);
        Assert.NotSame(numbers, first);
        Assert.Equal(text, texts[0]);
        Assert.Same(texts[0], texts[1]);
    }

    [Fact]
    public void Slots_without_a_value_are_left_out()
    {
        var snapshot = Snapshot(SlotOf("a", 1, 1), EmptySlot<int>("b", 2));

        Assert.Equal(["a"], snapshot.Variables.Select(variable => variable.Name));
        Assert.Empty(Snapshot().Variables);
        Assert.Empty(SnapshotDecoder.Decode(Snapshot(), Names));
    }

    [Fact]
    public void Images_are_those_of_the_types_inside()
    {
        Assert.Equal(["Sandbox.Tests"], Snapshot(SlotOf("a", new List<Node>())).Images);
        Assert.Empty(Snapshot(SlotOf("a", new List<int>())).Images);
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(2, 3)]
    [InlineData(10, 3)]
    [InlineData(9, 3)]
    [InlineData(5, 1)]
    [InlineData(5000, 3)]
    public void Parts_are_contiguous_and_the_first_are_longer(int length, int parts)
    {
        var source = Enumerable.Range(0, length).ToArray();

        var arrays = Parts(source, parts).Cast<int[]>().ToList();
        var lists = Parts(source.Select(i => $"{i}").ToList(), parts).Cast<List<string>>().ToList();

        Assert.Equal(source, arrays.SelectMany(part => part));
        Assert.Equal(source.Select(i => $"{i}"), lists.SelectMany(part => part));
        Assert.Equal(Enumerable.Range(0, parts).Select(i => (length / parts) + (i < length % parts ? 1 : 0)), arrays.Select(part => part.Length));
    }

    [Fact]
    public void What_has_no_parts_is_said()
    {
        Assert.Contains("neither an array nor a list", Assert.Throws<IsolateException>(() => Parts(5, 2)).Message);
        Assert.Contains("2 dimensions", Assert.Throws<IsolateException>(() => Parts(new int[1, 1], 2)).Message);
        Assert.Contains("no value", Assert.Throws<IsolateException>(() => SnapshotEncoder.EncodeParts(EmptySlot<int[]>("xs"), 2, Names)).Message);
        Assert.Contains("xs[0]", Assert.Throws<IsolateException>(() => Parts(new[] { Stream.Null }, 1)).Message);
    }

    private static List<object?> Parts<T>(T value, int parts) =>
        [.. SnapshotEncoder.EncodeParts(SlotOf("xs", value), parts, Names).Select(part => Assert.Single(SnapshotDecoder.Decode(part, Names)).Value)];
}
