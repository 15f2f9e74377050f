using System.Text.Json.Nodes;

namespace Distribute.Jupyter.Showing;

/// <summary>An error as front ends show it. Immutable.</summary>
/// <param name="Name">Its name: a type, or what happened.</param>
/// <param name="Value">Its message.</param>
/// <param name="Traceback">All there is to read, line by line; the only part that most front ends show.</param>
internal sealed record CellError(string Name, string Value, IReadOnlyList<string> Traceback)
{
    public JsonObject ToJson() => new()
    {
        ["ename"] = Name,
        ["evalue"] = Value,
        ["traceback"] = new JsonArray([.. Traceback.Select(line => (JsonNode)JsonValue.Create(line))]),
    };
}
