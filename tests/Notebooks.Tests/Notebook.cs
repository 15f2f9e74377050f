using System.Text.Json.Nodes;

namespace Distribute.Notebooks.Tests;

/// <summary>Small notebooks as text.</summary>
internal static class Notebook
{
    public const string CSharp = """{"kernelspec":{"name":".net-csharp","language":"C#","display_name":".NET (C#)"}}""";

    public static string Of(string metadata, params string[] cells) => OfMinor(5, metadata, cells);

    public static string OfMinor(int minor, string metadata, params string[] cells) =>
        $$"""{"nbformat":4,"nbformat_minor":{{minor}},"metadata":{{metadata}},"cells":[{{string.Join(',', cells)}}]}""";

    public static string Code(string source, string metadata = "{}", string id = "") => new JsonObject
    {
        ["cell_type"] = "code",
        ["execution_count"] = null,
        ["id"] = id.Length > 0 ? id : $"id{source.GetHashCode(StringComparison.Ordinal):x8}",
        ["metadata"] = JsonNode.Parse(metadata),
        ["outputs"] = new JsonArray(),
        ["source"] = source,
    }.ToJsonString();

    public static string Markdown(string source) =>
        new JsonObject { ["cell_type"] = "markdown", ["id"] = "text", ["metadata"] = new JsonObject(), ["source"] = source }.ToJsonString();
}
