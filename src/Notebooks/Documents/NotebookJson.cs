using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Distribute.Notebooks.Documents;

/// <summary>
/// Writes JSON as Jupyter writes notebooks: one space a level, no escapes but the needed ones. Strings and numbers that
/// were read are written with the very characters they had, so that an untouched notebook gives no diff.
/// </summary>
internal static class NotebookJson
{
    /// <summary>Deep enough for any chart's JSON, shallow enough for the stack of a recursive writer.</summary>
    public const int MaxDepth = 256;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };

    /// <summary>Parses JSON into an element that owns its memory.</summary>
    /// <exception cref="JsonException">It is not JSON, or nested too deep.</exception>
    public static JsonElement Parse(ReadOnlyMemory<byte> utf8)
    {
        using var document = JsonDocument.Parse(utf8, Strict);
        return document.RootElement.Clone();
    }

    /// <summary>The node as an element whose strings have the spelling that this writer gives them.</summary>
    public static JsonElement ToElement(JsonNode node) => Parse(Encoding.UTF8.GetBytes(Write(node)));

    /// <summary>The string at a path of property names, or null when any step is missing or of another kind.</summary>
    public static string? Text(JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element)) return null;
        }

        return element.ValueKind == JsonValueKind.String ? element.GetString() : null;
    }

    /// <summary>Indented text, without a line end after it.</summary>
    public static string Write(JsonNode? node, bool indented = true)
    {
        var text = new StringBuilder();
        Write(text, node, indented ? 0 : null);
        return text.ToString();
    }

    private static void Write(StringBuilder text, JsonNode? node, int? level)
    {
        switch (node)
        {
            case null:
                text.Append("null");
                break;
            case JsonObject members:
                WriteAll(text, '{', '}', members, level, (member, inner) =>
                {
                    WriteString(text, member.Key);
                    text.Append(level is null ? ":" : ": ");
                    Write(text, member.Value, inner);
                });
                break;
            case JsonArray items:
                WriteAll(text, '[', ']', items, level, (item, inner) => Write(text, item, inner));
                break;
            default:
                WriteValue(text, node.AsValue());
                break;
        }
    }

    private static void WriteAll<T>(StringBuilder text, char open, char close, ICollection<T> items, int? level, Action<T, int?> write)
    {
        text.Append(open);
        var first = true;
        foreach (var item in items)
        {
            if (!first) text.Append(',');
            first = false;
            NewLine(text, level + 1);
            write(item, level + 1);
        }

        if (!first) NewLine(text, level);
        text.Append(close);
    }

    private static void NewLine(StringBuilder text, int? level)
    {
        if (level is { } spaces) text.Append('\n').Append(' ', spaces);
    }

    private static void WriteValue(StringBuilder text, JsonValue value)
    {
        if (value.TryGetValue<JsonElement>(out var element)) text.Append(element.GetRawText());
        else if (value.TryGetValue<string>(out var content)) WriteString(text, content);
        else text.Append(value.ToJsonString());
    }

    private static void WriteString(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var c in WellFormedText.Of(value))
        {
            switch (c)
            {
                case '"': text.Append("\\\""); break;
                case '\\': text.Append("\\\\"); break;
                case '\n': text.Append("\\n"); break;
                case '\r': text.Append("\\r"); break;
                case '\t': text.Append("\\t"); break;
                case '\b': text.Append("\\b"); break;
                case '\f': text.Append("\\f"); break;
                case < ' ': text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture)); break;
                default: text.Append(c); break;
            }
        }

        text.Append('"');
    }
}
