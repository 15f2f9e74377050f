using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Distribute.Notebooks.Documents;

/// <summary>
/// Writes a document as <c>.dib</c>: texts only, no outputs. A raw cell becomes Markdown, since the form has no other
/// text; a line <c>#!csharp</c> inside a cell begins a new one when it is read again, since the form knows no other meaning.
/// </summary>
internal static class DibWriter
{
    public static string Write(NotebookDocument document)
    {
        var text = new StringBuilder();
        if (Meta(document.Raw) is { } meta) AddSection(text, "meta", meta);
        foreach (var cell in document.Cells)
        {
            var source = cell.Source.ReplaceLineEndings("\n");
            var language = cell.Kind == NotebookCellKind.Code ? cell.Language : Languages.Markdown;
            AddSection(text, language, WithoutOwnHeader(source, language));
        }

        return text.ToString();
    }

    private static void AddSection(StringBuilder text, string header, string body)
    {
        if (text.Length > 0) text.Append('\n');
        text.Append("#!").Append(header).Append('\n');
        if (body.Trim().Length > 0) text.Append('\n').Append(body.Trim('\n')).Append('\n');
    }

    // A cell that switches its language on its first line would be read as an empty cell and the real one.
    private static string WithoutOwnHeader(string source, string language)
    {
        var text = source.TrimStart('\n');
        var end = text.IndexOf('\n');
        var first = end < 0 ? text : text[..end];
        if (Languages.OfSection(first) != language) return source;
        return end < 0 ? "" : text[(end + 1)..];
    }

    private static string? Meta(JsonElement root)
    {
        if (!root.TryGetProperty("metadata", out var metadata) || metadata.ValueKind != JsonValueKind.Object) return null;
        if (!metadata.TryGetProperty("polyglot_notebook", out var meta) || meta.ValueKind != JsonValueKind.Object) return null;
        return NotebookJson.Write(JsonObject.Create(meta), indented: false);
    }
}
