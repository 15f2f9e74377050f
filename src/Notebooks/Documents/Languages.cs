using System.Text.Json;

namespace Distribute.Notebooks.Documents;

/// <summary>Tells the language of a notebook and of its cells from the several places where tools write it down.</summary>
internal static class Languages
{
    public const string CSharp = "csharp";

    public const string Markdown = "markdown";

    // What .NET Interactive's notebooks put in front of a section. #!value and #!share are left out: they take options and share a cell with C#.
    private static readonly HashSet<string> Sections = new(StringComparer.Ordinal)
    {
        CSharp, Markdown, "fsharp", "pwsh", "html", "javascript", "sql", "kql", "mermaid", "http", "python", "r",
    };

    // Text that a front end shows; nothing of it runs here.
    private static readonly HashSet<string> Shown = new(StringComparer.Ordinal) { Markdown, "html", "javascript" };

    /// <summary>One spelling for each language, in lower case.</summary>
    public static string Normalize(string name) => name.Trim().ToLowerInvariant() switch
    {
        "c#" or "cs" or "csharp" or ".net-csharp" or "distribute-csharp" => CSharp,
        "f#" or "fs" or "fsharp" or ".net-fsharp" => "fsharp",
        "powershell" or "pwsh" or ".net-powershell" or ".net-pwsh" => "pwsh",
        "md" or Markdown => Markdown,
        "js" or "javascript" => "javascript",
        var other => other,
    };

    /// <summary>The language of a <c>#!name</c> line that begins a section, or null for any other line.</summary>
    /// <param name="line">A line of a cell or a <c>.dib</c>.</param>
    /// <param name="more">Further names that the notebook itself declares.</param>
    public static string? OfSection(string line, IReadOnlySet<string>? more = null)
    {
        var text = line.TrimEnd();
        if (!text.StartsWith("#!", StringComparison.Ordinal)) return null;
        var name = Normalize(text[2..]);
        return Sections.Contains(name) || more?.Contains(name) == true ? name : null;
    }

    /// <summary>A code cell as a session runs it: C# as it stands, text to show with its magic in front; null for what only other languages run.</summary>
    public static string? ToRun(NotebookCell cell)
    {
        if (cell.Kind != NotebookCellKind.Code || !(cell.Language == CSharp || Shown.Contains(cell.Language))) return null;
        return cell.Language == CSharp || OfSection(FirstLine(cell.Source)) is not null ? cell.Source : $"#!{cell.Language}\n{cell.Source}";
    }

    private static string FirstLine(string source) => source.Split('\n').FirstOrDefault(line => !string.IsNullOrWhiteSpace(line)) ?? "";

    /// <summary>The language of a code cell.</summary>
    /// <param name="cell">The cell's JSON.</param>
    /// <param name="source">Its text.</param>
    /// <param name="fallback">The notebook's language.</param>
    public static string OfCell(JsonElement cell, string source, string fallback)
    {
        // A switch on the first line wins: it is what .NET Interactive obeys.
        if (OfSection(FirstLine(source)) is { } section) return section;

        var name = NotebookJson.Text(cell, "metadata", "polyglot_notebook", "kernelName")
            ?? NotebookJson.Text(cell, "metadata", "dotnet_interactive", "language")
            ?? NotebookJson.Text(cell, "metadata", "vscode", "languageId");
        return string.IsNullOrWhiteSpace(name) || name == "polyglot-notebook" ? fallback : Normalize(name);
    }

    /// <summary>The language of a whole notebook; C# where it says nothing, since the person asked to run it as C#.</summary>
    public static string OfNotebook(JsonElement notebook)
    {
        var inner = NotebookJson.Text(notebook, "metadata", "polyglot_notebook", "kernelInfo", "defaultKernelName");
        if (inner is not null && Sections.Contains(Normalize(inner))) return Normalize(inner);

        var kernel = NotebookJson.Text(notebook, "metadata", "kernelspec", "name");
        var language = NotebookJson.Text(notebook, "metadata", "kernelspec", "language");
        if (!string.IsNullOrWhiteSpace(language)) return Normalize(language);
        if (kernel is not null && (Normalize(kernel) == CSharp || kernel.Contains(CSharp, StringComparison.OrdinalIgnoreCase))) return CSharp;

        var info = NotebookJson.Text(notebook, "metadata", "language_info", "name");
        if (!string.IsNullOrWhiteSpace(info) && info != "polyglot-notebook") return Normalize(info);
        return string.IsNullOrWhiteSpace(kernel) ? CSharp : Normalize(kernel);
    }
}
