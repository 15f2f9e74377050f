using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Distribute.Notebooks.Documents;

/// <summary>
/// Reads a <c>.dib</c>: sections that each begin with a line <c>#!language</c>, and <c>#!meta</c> with JSON. Every other
/// <c>#!</c> line, <c>#!distribute</c> among them, belongs to the cell that it stands in. Text before the first
/// section is code in the notebook's language.
/// </summary>
internal static class DibReader
{
    private const string MetaHeader = "#!meta";

    /// <exception cref="NotebookFormatException">The JSON of <c>#!meta</c> cannot be read.</exception>
    public static NotebookDocument Read(string text, string path)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        var meta = ReadMeta(lines, path);
        var root = NotebookRoot(meta);
        var cells = ImmutableArray.CreateBuilder<NotebookCell>();
        foreach (var (language, source) in Sections(lines, DeclaredNames(meta), Languages.OfNotebook(root))) cells.Add(ToCell(language, source));
        return new NotebookDocument { Path = path, Format = NotebookFormat.Dib, Cells = cells.ToImmutable(), Raw = root };
    }

    private static IEnumerable<(string Language, string Source)> Sections(string[] lines, HashSet<string> names, string language)
    {
        string? current = null;
        var body = new List<string>();
        foreach (var line in lines)
        {
            var next = IsMeta(line) ? MetaHeader : Languages.OfSection(line, names);
            if (next is null)
            {
                body.Add(line);
                continue;
            }

            if (Finish(current, body, language) is { } section) yield return section;
            current = next;
            body.Clear();
        }

        if (Finish(current, body, language) is { } last) yield return last;
    }

    private static (string, string)? Finish(string? current, List<string> body, string language)
    {
        if (current == MetaHeader) return null;
        var source = Trim(body);
        // Nothing before the first header is no cell; nothing after a header is an empty one.
        if (current is null && source.Length == 0) return null;
        return (current ?? language, source);
    }

    private static string Trim(List<string> lines)
    {
        var first = lines.FindIndex(line => !string.IsNullOrWhiteSpace(line));
        if (first < 0) return "";
        var last = lines.FindLastIndex(line => !string.IsNullOrWhiteSpace(line));
        return string.Join('\n', lines.GetRange(first, last - first + 1));
    }

    private static JsonElement? ReadMeta(string[] lines, string path)
    {
        var header = Array.FindIndex(lines, IsMeta);
        if (header < 0) return null;
        var body = lines.Skip(header + 1).TakeWhile(line => Languages.OfSection(line) is null).ToArray();
        try
        {
            var meta = NotebookJson.Parse(Encoding.UTF8.GetBytes(string.Join('\n', body)));
            if (meta.ValueKind == JsonValueKind.Object) return meta;
            throw new NotebookFormatException(path, $"the {MetaHeader} section on line {header + 1} is not a JSON object");
        }
        catch (JsonException error)
        {
            var line = header + 2 + (error.LineNumber ?? 0);
            throw new NotebookFormatException(path, $"the {MetaHeader} section is not valid JSON, at line {line}", error);
        }
    }

    private static bool IsMeta(string line) => line.TrimEnd() == MetaHeader;

    // Kernels that the notebook connects to (a database, say) have sections of their own names.
    private static HashSet<string> DeclaredNames(JsonElement? meta)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        if (meta is not { } root || !root.TryGetProperty("kernelInfo", out var info) || info.ValueKind != JsonValueKind.Object) return names;
        if (!info.TryGetProperty("items", out var items) || items.ValueKind != JsonValueKind.Array) return names;
        foreach (var item in items.EnumerateArray())
        {
            if (NotebookJson.Text(item, "name") is { } name) names.Add(Languages.Normalize(name));
        }

        return names;
    }

    private static JsonElement NotebookRoot(JsonElement? meta)
    {
        var metadata = new JsonObject
        {
            ["kernelspec"] = new JsonObject { ["display_name"] = "C# (distribute)", ["language"] = "C#", ["name"] = "distribute-csharp" },
            ["language_info"] = new JsonObject { ["file_extension"] = ".cs", ["name"] = "C#" },
        };
        if (meta is { } known) metadata["polyglot_notebook"] = JsonObject.Create(known);
        return NotebookJson.ToElement(new JsonObject
        {
            ["cells"] = new JsonArray(),
            ["metadata"] = metadata,
            ["nbformat"] = 4,
            ["nbformat_minor"] = 5,
        });
    }

    private static NotebookCell ToCell(string language, string source)
    {
        var isCode = language != Languages.Markdown;
        var json = new JsonObject { ["cell_type"] = isCode ? "code" : "markdown" };
        if (isCode) json["execution_count"] = null;
        json["metadata"] = isCode && language != Languages.CSharp ? LanguageMetadata(language) : new JsonObject();
        if (isCode) json["outputs"] = new JsonArray();
        json["source"] = SourceLines.ToJson(source);
        return new NotebookCell
        {
            Kind = isCode ? NotebookCellKind.Code : NotebookCellKind.Markdown,
            Source = source,
            Language = language,
            Raw = NotebookJson.ToElement(json),
        };
    }

    // Both spellings, as .NET Interactive writes them.
    private static JsonObject LanguageMetadata(string language) => new()
    {
        ["dotnet_interactive"] = new JsonObject { ["language"] = language },
        ["polyglot_notebook"] = new JsonObject { ["kernelName"] = language },
    };
}
