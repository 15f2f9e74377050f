using System.Text.Json.Nodes;
using Distribute.Sandbox.State.Graph;
using Distribute.Sandbox.State.Plans;
using MessagePack;

namespace Distribute.Sandbox.State.Families;

/// <summary>JSON nodes: a root as its text, a node inside as the way to it from its root, so that it stays the root's own node.</summary>
internal sealed class JsonNodePlan() : ObjectPlan(typeof(JsonNode), Phase.Late)
{
    public static JsonNodePlan Instance { get; } = new();

    public override void Write(ref MessagePackWriter writer, object value, GraphWriter graph)
    {
        var node = (JsonNode)value;
        if (node.Parent is null)
        {
            WriteRoot(ref writer, node, graph);
            return;
        }

        writer.Write(false);
        graph.Reference(ref writer, node.Root);
        var steps = new Stack<JsonNode>();
        for (var step = node; step.Parent is not null; step = step.Parent) steps.Push(step);
        writer.WriteArrayHeader(steps.Count);
        foreach (var step in steps)
        {
            if (step.Parent is JsonArray) writer.Write(step.GetElementIndex());
            else writer.Write(step.GetPropertyName());
        }
    }

    public override object? Create(ref ContentReader reader, GraphReader graph)
    {
        if (reader.ReadBoolean())
        {
            var options = new JsonNodeOptions { PropertyNameCaseInsensitive = reader.ReadBoolean() };
            return JsonNode.Parse(reader.ReadString()!, options, LeafPlans.JsonText) ?? throw Faults.Damaged("a JSON node is null");
        }

        var node = (JsonNode?)graph.Reference(ref reader);
        if (graph.IsIncomplete) return null;
        var count = reader.ReadArrayHeader();
        for (var step = 0; step < count; step++)
            node = reader.NextMessagePackType == MessagePackType.Integer ? node?[reader.ReadInt32()] : node?[reader.ReadString()!];
        return node ?? throw Faults.Damaged("a JSON node is not in its root");
    }

    private static void WriteRoot(ref MessagePackWriter writer, JsonNode node, GraphWriter graph)
    {
        try
        {
            var text = node.ToJsonString();
            writer.Write(true);
            writer.Write(node.Options?.PropertyNameCaseInsensitive ?? false);
            writer.Write(text);
        }
        catch (Exception fault) when (fault is ArgumentException or InvalidOperationException or NotSupportedException or System.Text.Json.JsonException)
        {
            throw graph.Refuse($"it has no JSON text: {fault.Message}");
        }
    }
}
