using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Distribute.Notebooks.Documents;

/// <summary>Writes a document as nbformat 4.5, adding what that version demands and changing nothing else.</summary>
internal static partial class IpynbWriter
{
    private const int Minor = 5;

    public static string Write(NotebookDocument document)
    {
        var root = JsonObject.Create(document.Raw)!;
        var cells = new JsonArray();
        var used = new HashSet<string>(StringComparer.Ordinal);
        var kept = KeptIds(document);
        for (var i = 0; i < document.Cells.Length; i++)
        {
            var cell = document.Cells[i];
            var json = Complete(cell);
            if (cell.Id is null || !used.Add(cell.Id) || !IdPattern().IsMatch(cell.Id)) json["id"] = NewId(i, cell.Source, kept);
            cells.Add((JsonNode)json);
        }

        root["cells"] = cells;
        if (root["metadata"] is not JsonObject) root["metadata"] = new JsonObject();
        if (!IsMinorEnough(root["nbformat_minor"])) root["nbformat_minor"] = Minor;
        return NotebookJson.Write(root) + "\n";
    }

    private static JsonObject Complete(NotebookCell cell)
    {
        var json = JsonObject.Create(cell.Raw)!;
        if (json["metadata"] is not JsonObject) json["metadata"] = new JsonObject();
        if (cell.Kind != NotebookCellKind.Code) return json;
        if (!json.ContainsKey("execution_count")) json["execution_count"] = null;
        if (json["outputs"] is not JsonArray) json["outputs"] = new JsonArray();
        return json;
    }

    private static bool IsMinorEnough(JsonNode? minor) =>
        minor is JsonValue value && value.TryGetValue<int>(out var number) && number >= Minor;

    private static HashSet<string> KeptIds(NotebookDocument document) =>
        [.. document.Cells.Select(cell => cell.Id).OfType<string>()];

    // From place and text, so that writing the same notebook twice gives the same file.
    private static string NewId(int index, string source, HashSet<string> taken)
    {
        for (var attempt = 0; ; attempt++)
        {
            var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{index} {attempt} {source}"));
            var id = Convert.ToHexStringLower(hash.AsSpan(0, 4));
            if (taken.Add(id)) return id;
        }
    }

    [GeneratedRegex(@"\A[a-zA-Z0-9_-]{1,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex IdPattern();
}
