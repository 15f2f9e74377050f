using System.Text;
using System.Text.Json.Nodes;
using Distribute.Contracts.Outcomes;
using Distribute.Notebooks.Documents;

namespace Distribute.Notebooks.Outputs;

/// <summary>Who an output comes from: a pool and a rank of it; no pool for the notebook; no rank for the cell as a whole.</summary>
internal readonly record struct Origin(string? Pool, int? Rank)
{
    /// <summary>The rank to name in a notebook; the notebook's own rank is not named.</summary>
    public int? ShownRank => Pool is null ? null : Rank;

    /// <summary><c>[2] </c> for a rank of a pool, empty for all else.</summary>
    public string Prefix => ShownRank is { } rank ? $"[rank {rank}] " : "";
}

/// <summary>One output of a cell while it is being recorded.</summary>
internal abstract class OutputEntry(Origin origin)
{
    public Origin Origin { get; } = origin;

    /// <summary>The output as nbformat has it, or null when there is nothing to see.</summary>
    public abstract JsonObject? ToJson(int? executionCount);
}

/// <summary>Text of one stream.</summary>
internal sealed class StreamEntry(Origin origin, bool error) : OutputEntry(origin)
{
    private readonly StringBuilder _text = new();
    private bool _lineIsEmpty = true;
    private bool _lineReturned;

    public bool EndsInLine => !_lineIsEmpty;

    /// <summary>Whether text belongs to a progress line that this entry has begun and not ended.</summary>
    public bool Continues(string text) => _lineReturned || (!_lineIsEmpty && text.StartsWith('\r'));

    public void Append(string text)
    {
        _text.Append(text);
        var end = text.LastIndexOf('\n');
        if (end >= 0) (_lineIsEmpty, _lineReturned) = (true, false);
        var line = text.AsSpan(end + 1);
        _lineIsEmpty &= line.IsEmpty;
        _lineReturned |= line.Contains('\r');
    }

    public override JsonObject? ToJson(int? executionCount)
    {
        var shown = CarriageReturns.Collapse(_text.ToString());
        if (shown.Length == 0) return null;
        return new JsonObject
        {
            ["name"] = error ? "stderr" : "stdout",
            ["output_type"] = "stream",
            ["text"] = SourceLines.ToJson(shown),
        };
    }
}

/// <summary>A displayed value or the cell's result.</summary>
internal sealed class DataEntry(Origin origin, bool isResult, MimeBundle value) : OutputEntry(origin)
{
    /// <summary>What is shown; an update of a display replaces it.</summary>
    public MimeBundle Value { get; set; } = value;

    public override JsonObject ToJson(int? executionCount)
    {
        var json = new JsonObject { ["data"] = MimeJson.ToJson(Value) };
        if (isResult) json["execution_count"] = executionCount;
        json["metadata"] = Origin.ShownRank is { } rank ? new JsonObject { ["rank"] = rank } : new JsonObject();
        json["output_type"] = isResult ? "execute_result" : "display_data";
        return json;
    }
}

/// <summary>An error of a rank or of the cell as a whole.</summary>
internal sealed class ErrorEntry(Origin origin, string name, string message, IReadOnlyList<string> traceback) : OutputEntry(origin)
{
    public override JsonObject ToJson(int? executionCount) => new()
    {
        ["ename"] = name,
        ["evalue"] = message,
        ["output_type"] = "error",
        ["traceback"] = new JsonArray([.. traceback.Select(line => (JsonNode)JsonValue.Create(line)!)]),
    };
}
