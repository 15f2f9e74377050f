using System.Text.Json.Nodes;

namespace Distribute.Cli.Tests.Running;

/// <summary>Makes notebooks to run.</summary>
internal static class NotebookText
{
    /// <summary>A C# notebook with these code cells.</summary>
    public static string Of(params string[] cells) => Of("C#", cells);

    public static string Of(string language, string[] cells) => new JsonObject
    {
        ["cells"] = new JsonArray([.. cells.Select((source, i) => new JsonObject
        {
            ["cell_type"] = "code", ["id"] = $"cell-{i}", ["metadata"] = new JsonObject(),
            ["execution_count"] = null, ["outputs"] = new JsonArray(), ["source"] = source,
        })]),
        ["metadata"] = new JsonObject
        {
            ["kernelspec"] = new JsonObject { ["display_name"] = language, ["language"] = language, ["name"] = language == "C#" ? ".net-csharp" : language },
        },
        ["nbformat"] = 4,
        ["nbformat_minor"] = 5,
    }.ToJsonString();
}
