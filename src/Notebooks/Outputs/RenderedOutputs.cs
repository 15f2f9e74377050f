using System.Text.Json.Nodes;

namespace Distribute.Notebooks.Outputs;

/// <summary>The outputs of a cell as a notebook stores them.</summary>
/// <param name="Json">The list <c>outputs</c> of nbformat. Treat it as read-only.</param>
/// <param name="Ranks">For a distributed cell the rank of each output, null for one of no rank; null for any other cell.</param>
public sealed record RenderedOutputs(JsonArray Json, IReadOnlyList<int?>? Ranks)
{
    /// <summary>No outputs, of a cell that is not distributed.</summary>
    public static RenderedOutputs None => new([], null);
}
