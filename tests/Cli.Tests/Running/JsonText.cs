using System.Text.Json.Nodes;

namespace Distribute.Cli.Tests.Running;

internal static class JsonText
{
    /// <summary>Text that a notebook may keep as one string or as lines.</summary>
    private static IEnumerable<string> Pieces(this JsonNode node) =>
        node is JsonArray lines ? lines.Select(line => (string)line!) : [(string)node!];

    public static string AsText(this JsonNode node) => string.Concat(node.Pieces());
}
