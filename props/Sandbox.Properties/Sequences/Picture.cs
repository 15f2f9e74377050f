namespace Distribute.Sandbox.Properties.Sequences;

// The first cell of every sequence has the text of this file, without its namespace: model and cells run the same code.

/// <summary>A node of graphs with aliases and cycles.</summary>
public class Node
{
    /// <summary>A value of its own.</summary>
    public int Value;

    /// <summary>Another node, or none.</summary>
    public Node? Next;

    /// <summary>More nodes, some more than once.</summary>
    public List<Node> Others = new List<Node>();
}

/// <summary>Makes, changes and draws values.</summary>
public static class Picture
{
    /// <summary>A graph that follows from a number.</summary>
    public static Node Make(int seed)
    {
        var random = new Random(seed);
        var nodes = new Node[random.Next(1, 6)];
        for (var i = 0; i < nodes.Length; i++) nodes[i] = new Node { Value = i + seed };
        foreach (var node in nodes)
        {
            node.Next = random.Next(3) == 0 ? null : nodes[random.Next(nodes.Length)];
            for (var i = random.Next(3); i > 0; i--) node.Others.Add(nodes[random.Next(nodes.Length)]);
        }

        return nodes[0];
    }

    /// <summary>Changes a graph in a way that shows who else holds it.</summary>
    public static void Change(Node node, int by)
    {
        node.Value += by;
        if (by % 2 == 0) node.Others.Add(new Node { Value = by, Next = node });
        else (node.Next ?? node).Value -= by;
    }

    /// <summary>The text of some variables as one graph.</summary>
    public static string Of(params (string Name, Func<object?> Read)[] variables)
    {
        var numbers = new Dictionary<object, int>(System.Collections.Generic.ReferenceEqualityComparer.Instance);
        var pending = new Queue<object>();
        var text = new System.Text.StringBuilder();
        foreach (var (name, read) in variables)
        {
            text.Append(name).Append('=');
            try
            {
                Add(read());
            }
            catch (InvalidOperationException)
            {
                text.Append("none");
            }

            text.Append(';');
        }

        while (pending.TryDequeue(out var next))
        {
            text.Append('|');
            if (next is Node node)
            {
                text.Append(node.Value).Append(',');
                Add(node.Next);
                Add(node.Others);
            }
            else
            {
                foreach (var item in (System.Collections.IEnumerable)next) Add(item);
            }
        }

        return text.ToString();

        void Add(object? value)
        {
            if (value is null or int or string) text.Append(value ?? "-").Append(' ');
            else if (numbers.TryGetValue(value, out var number)) text.Append('#').Append(number).Append(' ');
            else
            {
                text.Append('#').Append(numbers.Count).Append(' ');
                numbers.Add(value, numbers.Count);
                pending.Enqueue(value);
            }
        }
    }
}
