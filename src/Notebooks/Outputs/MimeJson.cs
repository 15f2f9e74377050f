using System.Text.Json;
using System.Text.Json.Nodes;
using Distribute.Contracts.Outcomes;
using Distribute.Notebooks.Documents;

namespace Distribute.Notebooks.Outputs;

/// <summary>Gives a value's representations the shape that nbformat stores. Thread safe.</summary>
public static class MimeJson
{
    /// <summary>Text as a list of lines, binary content as base64 text, JSON types as JSON.</summary>
    /// <remarks>Content of a JSON type that is not JSON is stored as text.</remarks>
    public static JsonObject ToJson(MimeBundle value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var data = new JsonObject();
        foreach (var (type, content) in value.Data.OrderBy(pair => pair.Key, StringComparer.Ordinal)) data[type] = Content(type, content);
        return data;
    }

    /// <summary>As messages between a front end and its kernel have it: all text as one string, JSON types as JSON.</summary>
    /// <remarks>Content of a JSON type that is not JSON is sent as text.</remarks>
    public static JsonObject ToMessage(MimeBundle value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var data = new JsonObject();
        foreach (var (type, content) in value.Data) data[type] = IsJson(type) ? ParseOrText(content) : JsonValue.Create(content);
        return data;
    }

    private static JsonNode? Content(string type, string content)
    {
        if (IsJson(type)) return ParseOrText(content);
        return IsBinary(type) ? JsonValue.Create(content) : SourceLines.ToJson(content);
    }

    private static bool IsJson(string type) =>
        type == "application/json"
        || (type.StartsWith("application/", StringComparison.Ordinal) && type.EndsWith("+json", StringComparison.Ordinal));

    private static bool IsBinary(string type) =>
        type is "application/pdf" or "application/octet-stream"
        || (type.StartsWith("image/", StringComparison.Ordinal) && type != "image/svg+xml")
        || type.StartsWith("audio/", StringComparison.Ordinal)
        || type.StartsWith("video/", StringComparison.Ordinal);

    private static JsonNode? ParseOrText(string content)
    {
        try
        {
            return JsonNode.Parse(content, documentOptions: new() { MaxDepth = NotebookJson.MaxDepth - 8, AllowDuplicateProperties = false });
        }
        catch (JsonException)
        {
            // User code chose the type and the content; what it wrote is still worth showing.
            return JsonValue.Create(content);
        }
    }
}
