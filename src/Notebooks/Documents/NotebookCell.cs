using System.Text.Json;
using System.Text.Json.Nodes;
using Distribute.Notebooks.Outputs;

namespace Distribute.Notebooks.Documents;

/// <summary>What a cell of a document is.</summary>
public enum NotebookCellKind
{
    /// <summary>Code, in C# or another language.</summary>
    Code,

    /// <summary>Markdown text.</summary>
    Markdown,

    /// <summary>Text that is neither, and cells of kinds not known here.</summary>
    Raw,
}

/// <summary>One cell of a document. Immutable; thread safe.</summary>
public sealed record NotebookCell
{
    /// <summary>What it is.</summary>
    public required NotebookCellKind Kind { get; init; }

    /// <summary>Its whole text, lines joined.</summary>
    public required string Source { get; init; }

    /// <summary>The language of its text in lower case: <c>csharp</c>, <c>fsharp</c>, <c>markdown</c>, <c>raw</c> and so on.</summary>
    public required string Language { get; init; }

    /// <summary>The id in the file; null where it has none. Writing gives every cell one.</summary>
    public string? Id { get; init; }

    /// <summary>The cell as JSON, with everything that is not understood here.</summary>
    public required JsonElement Raw { get; init; }

    /// <summary>True for code that a session can run.</summary>
    public bool IsCSharp => Kind == NotebookCellKind.Code && Language == Languages.CSharp;

    /// <summary>The cell with the outputs of a run instead of those that it had.</summary>
    /// <param name="outputs">What the run gave.</param>
    /// <param name="executionCount">The count of the run, from 1; null for none.</param>
    public NotebookCell WithOutputs(RenderedOutputs outputs, int? executionCount)
    {
        var cell = JsonObject.Create(Raw)!;
        cell["execution_count"] = executionCount is { } count ? JsonValue.Create(count) : null;
        cell["outputs"] = outputs.Json.DeepClone();
        if (cell["metadata"] is not JsonObject) cell["metadata"] = new JsonObject();
        SetRanks((JsonObject)cell["metadata"]!, outputs.Ranks);
        return this with { Raw = NotebookJson.ToElement(cell) };
    }

    private static void SetRanks(JsonObject metadata, IReadOnlyList<int?>? ranks)
    {
        if (ranks is null)
        {
            if (metadata["distribute"] is not JsonObject stale || !stale.Remove("outputRanks")) return;
            if (stale.Count == 0) metadata.Remove("distribute");
            return;
        }

        if (metadata["distribute"] is not JsonObject own) metadata["distribute"] = own = new JsonObject();
        own["outputRanks"] = new JsonArray([.. ranks.Select(rank => rank is { } r ? (JsonNode)JsonValue.Create(r) : null)]);
    }
}
