using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using static Distribute.Sandbox.Tests.State.Copying;

namespace Distribute.Sandbox.Tests.State;

/// <summary>Random graphs with aliases and cycles arrive with the same values and the same shape.</summary>
public sealed class GraphProperties
{
    [Property(MaxTest = 300)]
    public void Plain_data_arrives_equal(int[] ints, double[] doubles, string?[] texts, Dictionary<int, string?> map, decimal[] decimals, DateTime time)
    {
        var copy = Copy((ints, doubles, texts, map, decimals, time));

        Assert.Equal(ints, copy.ints);
        Assert.Equal(doubles.Select(BitConverter.DoubleToInt64Bits), copy.doubles.Select(BitConverter.DoubleToInt64Bits));
        Assert.Equal(texts, copy.texts);
        Assert.Equal(map, copy.map);
        Assert.Equal(decimals.Select(decimal.GetBits), copy.decimals.Select(decimal.GetBits));
        Assert.Equal((time, time.Kind), (copy.time, copy.time.Kind));
    }

    [Property(MaxTest = 300, Arbitrary = [typeof(Graphs)])]
    public void A_graph_arrives_with_its_shape(Graph graph)
    {
        var copy = Copy(graph.Nodes);

        Assert.Equal(Describe(graph.Nodes), Describe(copy));
        Assert.Empty(Reachable(graph.Nodes).Intersect(Reachable(copy), ReferenceEqualityComparer.Instance));
    }

    // Every object by the number of its first visit: two graphs of one shape give one text.
    private static string Describe(Node[] nodes)
    {
        var numbers = new Dictionary<object, int>(ReferenceEqualityComparer.Instance);
        foreach (var found in Reachable(nodes)) numbers[found] = numbers.Count;
        var text = new System.Text.StringBuilder();
        foreach (var found in numbers.Keys)
        {
            text.Append(found.GetType().Name);
            foreach (var inner in Inner(found)) text.Append(' ').Append(inner is null ? "-" : numbers.TryGetValue(inner, out var number) ? $"#{number}" : inner);
            text.AppendLine();
        }

        return text.ToString();
    }

    private static List<object> Reachable(Node[] nodes)
    {
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance) { nodes };
        var order = new List<object> { nodes };
        for (var at = 0; at < order.Count; at++)
            foreach (var inner in Inner(order[at]))
                if (inner is not null and not int and not string && seen.Add(inner)) order.Add(inner);
        return order;
    }

    private static IEnumerable<object?> Inner(object value) => value switch
    {
        Node node => [node.Value, node.Next, node.Extra],
        Dictionary<string, object> map => map.SelectMany(pair => new[] { pair.Key, pair.Value }),
        System.Collections.IEnumerable items => items.Cast<object?>(),
        _ => throw new InvalidOperationException($"{value.GetType()} is not of the model."),
    };

    public sealed record Graph
    {
        internal Node[] Nodes { get; init; } = [];
    }

    public static class Graphs
    {
        private const int MaxNodes = 20;

        public static Arbitrary<Graph> Any() => Gen.Choose(0, int.MaxValue).Select(Make).ToArbitrary();

        private static Graph Make(int seed)
        {
            var random = new System.Random(seed);
            var nodes = Enumerable.Range(0, random.Next(1, MaxNodes)).Select(value => new Node { Value = value }).ToArray();
            Node Any() => nodes[random.Next(nodes.Length)];
            foreach (var node in nodes)
            {
                node.Next = random.Next(3) == 0 ? null : Any();
                node.Extra = random.Next(6) switch
                {
                    0 => Any(),
                    1 => new List<Node> { Any(), Any() },
                    2 => new Dictionary<string, object> { ["a"] = Any(), ["b"] = nodes },
                    3 => new HashSet<Node> { Any() },
                    4 => Any().Extra ?? $"text {seed}",
                    _ => null,
                };
            }

            return new Graph { Nodes = nodes };
        }
    }
}
