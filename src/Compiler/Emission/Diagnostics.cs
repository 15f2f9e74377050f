using System.Globalization;
using System.Text.RegularExpressions;
using Distribute.Compiler.Generation;
using Distribute.Compiler.Parsing;
using Distribute.Contracts.Compilation;
using Distribute.Contracts.Images;
using Microsoft.CodeAnalysis;

namespace Distribute.Compiler.Emission;

/// <summary>Brings the compiler's messages back to the cell: its lines and columns, and the names that the person wrote.</summary>
internal static partial class Diagnostics
{
    // Noise that generated code causes, or that says nothing to a notebook's author.
    private static readonly HashSet<string> Hidden = ["CS1701", "CS1702", "CS0105", "CS8019", "CS0162", "CS0164", "CS0168", "CS0219", "CS1998", "CS8981", "CS0436", "CS9113", "CS8632", "CS0436", "CS7022", "CS8321"];

    public static IReadOnlyList<CellDiagnostic> OfSyntax(ParsedCell cell)
    {
        var found = new List<CellDiagnostic>();
        foreach (var diagnostic in cell.Tree.GetDiagnostics())
        {
            if (diagnostic.Severity != DiagnosticSeverity.Error || diagnostic.Id == "CS7021") continue;
            found.Add(At(cell, diagnostic.Location.SourceSpan.Start, "error", diagnostic.Id, diagnostic.GetMessage(CultureInfo.InvariantCulture)));
        }

        return found;
    }

    public static IReadOnlyList<CellDiagnostic> OfBinding(
        ParsedCell cell, SourceBuilder map, IEnumerable<Diagnostic> diagnostics, string image, IReadOnlyDictionary<string, int> cells)
    {
        var found = new List<CellDiagnostic>();
        var unplaced = new List<CellDiagnostic>();
        foreach (var diagnostic in diagnostics)
        {
            if (diagnostic.Severity < DiagnosticSeverity.Warning || (diagnostic.Severity == DiagnosticSeverity.Warning && Hidden.Contains(diagnostic.Id))) continue;
            var isError = diagnostic.Severity == DiagnosticSeverity.Error;
            var position = diagnostic.Location.IsInSource ? map.ToOriginal(diagnostic.Location.SourceSpan.Start) : -1;
            if (position < 0 && !isError) continue;
            var message = Readable(diagnostic.GetMessage(CultureInfo.InvariantCulture), image, cells);
            var told = At(cell, Math.Max(0, position), isError ? "error" : "warning", diagnostic.Id, message);
            var list = position < 0 ? unplaced : found;
            if (!list.Contains(told)) list.Add(told);
        }

        // An unknown attribute is told twice: with and without its suffix.
        found.RemoveAll(suffixed => found.Any(d => d != suffixed && d == suffixed with { Message = suffixed.Message.Replace("Attribute'", "'", StringComparison.Ordinal) }));

        // Errors in our own text follow from an error in the cell; alone they must show.
        return found.Any(d => d.IsError) ? [.. found.OrderBy(d => d.Line).ThenBy(d => d.Column)] : [.. unplaced, .. found];
    }

    public static CellDiagnostic At(ParsedCell cell, int position, string severity, string id, string message)
    {
        var place = cell.Tree.GetText().Lines.GetLinePosition(Math.Min(position, cell.Text.Length));
        return new CellDiagnostic(severity, id, message, place.Line + 1, place.Character + 1);
    }

    /// <summary>A text with the names that the person wrote; of two types with one name, each also with the cell that declared it.</summary>
    public static string Readable(string message, string image, IReadOnlyDictionary<string, int> cells)
    {
        message = MemberHolder().Replace(message, "");
        if (!message.Contains("__", StringComparison.Ordinal)) return message;
        var origins = TypeName().Matches(message).GroupBy(m => m.Groups["name"].Value).Where(g => g.Select(m => m.Groups["image"].Value).Distinct().Count() > 1)
            .Select(g => g.Key).ToHashSet();
        message = TypeName().Replace(message, match =>
        {
            var (name, from) = (match.Groups["name"].Value, match.Groups["image"].Value);
            if (!origins.Contains(name)) return name;
            return from == image ? $"{name} (of this cell)" : cells.TryGetValue(from, out var count) ? $"{name} (of cell {count})" : $"{name} (of an earlier cell)";
        });
        message = Holder().Replace(message, "");
        return TypesOfName().Replace(Accessor().Replace(message, "${name}"), "This cell already contains");
    }

    [GeneratedRegex(@"(?:global::)?__cells\.(?<image>Cell_\d+)\.t_\w+\.(?<name>\w+)")]
    private static partial Regex TypeName();

    [GeneratedRegex(@"(?:global::)?(?:__cells\.)?(?:(?:Cell_\d+|Shape_\w+)\.)?(?:(?:v|k|p|t|m\d+)_\w+|x\d+|__Body)\.|(?:global::)?__cells\.(?:Cell_\d+|Shape_\w+)\.")]
    private static partial Regex Holder();

    // The class around a top-level member has its name in it: m0_Mean.Mean, p_Rate.Rate, x0.extension(string).
    [GeneratedRegex(@"(?<![\w.])(?:(?:m\d+|[pvk])_(?<name>\w+?)(?:_body|_plain)?\.(?:__o_)?(?=\k<name>\b)|x\d+\.(?=extension\())")]
    private static partial Regex MemberHolder();

    [GeneratedRegex(@"The namespace 't_\w+' already contains")]
    private static partial Regex TypesOfName();

    [GeneratedRegex(@"__slot_(?<name>\w+)\.(?:Assign|OutRef|Read|Ref)\b|__(?:p|slot)_(?<name>\w+)")]
    private static partial Regex Accessor();
}
