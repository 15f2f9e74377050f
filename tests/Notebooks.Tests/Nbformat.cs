using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Distribute.Notebooks.Tests;

/// <summary>Asserts what the schema of nbformat 4.5 demands of a notebook's structure.</summary>
internal static class Nbformat
{
    private static readonly Dictionary<string, string[]> OutputKeys = new()
    {
        ["stream"] = ["name", "output_type", "text"],
        ["display_data"] = ["data", "metadata", "output_type"],
        ["execute_result"] = ["data", "execution_count", "metadata", "output_type"],
        ["error"] = ["ename", "evalue", "output_type", "traceback"],
    };

    public static JsonArray AssertValid(string text)
    {
        var root = JsonNode.Parse(text)!.AsObject();
        Assert.Equal(4, (int)root["nbformat"]!);
        Assert.True((int)root["nbformat_minor"]! >= 5);
        Assert.IsType<JsonObject>(root["metadata"]);
        var ids = new HashSet<string>();
        foreach (var cell in root["cells"]!.AsArray()) AssertCell(cell!.AsObject(), ids);
        return root["cells"]!.AsArray();
    }

    private static void AssertCell(JsonObject cell, HashSet<string> ids)
    {
        var id = (string)cell["id"]!;
        Assert.Matches(new Regex(@"\A[a-zA-Z0-9_-]{1,64}\z"), id);
        Assert.True(ids.Add(id), $"id {id} twice");
        Assert.IsType<JsonObject>(cell["metadata"]);
        AssertMultiline(cell["source"]);
        if ((string)cell["cell_type"]! != "code")
        {
            Assert.False(cell.ContainsKey("outputs"));
            return;
        }

        Assert.True(cell.ContainsKey("execution_count"));
        foreach (var output in cell["outputs"]!.AsArray()) AssertOutput(output!.AsObject());
    }

    private static void AssertOutput(JsonObject output)
    {
        var type = (string)output["output_type"]!;
        Assert.Equal(OutputKeys[type], output.Select(pair => pair.Key).Order());
        if (type == "stream") AssertMultiline(output["text"]);
        if (type == "stream") Assert.Contains((string)output["name"]!, (string[])["stdout", "stderr"]);
        if (type == "error") Assert.All(output["traceback"]!.AsArray(), line => Assert.NotNull((string?)line));
        if (output["data"] is not JsonObject data) return;
        foreach (var (mime, content) in data)
        {
            if (!Regex.IsMatch(mime, @"\Aapplication/(.*\+)?json\z")) AssertMultiline(content);
        }
    }

    private static void AssertMultiline(JsonNode? node)
    {
        if (node is JsonArray lines) Assert.All(lines, line => Assert.NotNull((string?)line));
        else Assert.NotNull((string?)node);
    }
}
