using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace Distribute.Notebooks.Documents;

/// <summary>Reads the JSON of an <c>.ipynb</c>, nbformat 4. Later minor versions are read as the newest known one.</summary>
internal static class IpynbReader
{
    /// <exception cref="NotebookFormatException">The JSON is not a notebook of nbformat 4.</exception>
    public static NotebookDocument Read(JsonElement root, string path)
    {
        if (root.ValueKind != JsonValueKind.Object) throw NotANotebook(path, "its JSON is not an object");
        RequireVersion(root, path);
        if (!root.TryGetProperty("cells", out var cells) || cells.ValueKind != JsonValueKind.Array)
            throw NotANotebook(path, "it has no list \"cells\"");

        try
        {
            var language = Languages.OfNotebook(root);
            var result = ImmutableArray.CreateBuilder<NotebookCell>();
            foreach (var cell in cells.EnumerateArray()) result.Add(ReadCell(cell, result.Count, language, path));
            return new NotebookDocument { Path = path, Format = NotebookFormat.Ipynb, Cells = result.ToImmutable(), Raw = root };
        }
        catch (InvalidOperationException error)
        {
            // What System.Text.Json throws for a string with half of a surrogate pair.
            throw new NotebookFormatException(path, "a text in it has an incomplete \\u escape pair", error);
        }
    }

    private static void RequireVersion(JsonElement root, string path)
    {
        if (!root.TryGetProperty("nbformat", out var version) || version.ValueKind != JsonValueKind.Number || !version.TryGetInt32(out var major))
            throw NotANotebook(path, "it has no number \"nbformat\"");
        if (major < 4)
            throw new NotebookFormatException(path, $"nbformat {major} is too old; open and save it in Jupyter to bring it to nbformat 4");
        if (major > 4)
            throw new NotebookFormatException(path, $"nbformat {major} is newer than nbformat 4, the newest that can be read");
    }

    private static NotebookCell ReadCell(JsonElement cell, int index, string language, string path)
    {
        if (cell.ValueKind != JsonValueKind.Object) throw NotANotebook(path, $"cell {index} (from 0) is not an object");
        var type = NotebookJson.Text(cell, "cell_type")
            ?? throw NotANotebook(path, $"cell {index} (from 0) has no \"cell_type\"");
        var source = ReadSource(cell)
            ?? throw NotANotebook(path, $"the source of cell {index} (from 0) is neither text nor a list of lines");
        var kind = type switch
        {
            "code" => NotebookCellKind.Code,
            "markdown" => NotebookCellKind.Markdown,
            _ => NotebookCellKind.Raw,
        };
        return new NotebookCell
        {
            Kind = kind,
            Source = source,
            Id = NotebookJson.Text(cell, "id"),
            Raw = cell,
            Language = kind switch
            {
                NotebookCellKind.Code => Languages.OfCell(cell, source, language),
                NotebookCellKind.Markdown => Languages.Markdown,
                _ => "raw",
            },
        };
    }

    private static string? ReadSource(JsonElement cell)
    {
        if (!cell.TryGetProperty("source", out var source)) return null;
        if (source.ValueKind == JsonValueKind.String) return source.GetString();
        if (source.ValueKind != JsonValueKind.Array) return null;
        var text = new StringBuilder();
        foreach (var line in source.EnumerateArray())
        {
            if (line.ValueKind != JsonValueKind.String) return null;
            text.Append(line.GetString());
        }

        return text.ToString();
    }

    private static NotebookFormatException NotANotebook(string path, string why) => new(path, $"not a notebook: {why}");
}
