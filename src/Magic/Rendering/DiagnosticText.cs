using Distribute.Contracts.Compilation;
using Distribute.Magic.Grammar;

namespace Distribute.Magic.Rendering;

/// <summary>Writes a diagnostic as a compiler would: place, id, message, the line, and a caret under the column.</summary>
internal static class DiagnosticText
{
    /// <summary>Of a longer line only the part around the caret is shown.</summary>
    private const int MaxSource = 160;

    internal static IEnumerable<Line> Of(CellDiagnostic diagnostic, int executionCount, CellText source)
    {
        var tone = diagnostic.IsError ? Tone.Error : Tone.Warning;
        var lines = Line.Split(diagnostic.Message).ToArray();
        yield return new Line(
            new Piece(FormattableString.Invariant($"cell {executionCount}({diagnostic.Line},{diagnostic.Column}): ")),
            new Piece($"{diagnostic.Severity} {diagnostic.Id}", tone),
            new Piece(": " + lines[0]));
        foreach (var more in lines.Skip(1)) yield return Line.Of("  " + more);
        if (diagnostic.Line < 1 || diagnostic.Line > source.Count || diagnostic.Column < 1) yield break;
        var line = source.Line(diagnostic.Line - 1).ToString();
        var column = Math.Min(diagnostic.Column - 1, line.Length);
        if (string.IsNullOrWhiteSpace(line)) yield break;
        var first = line.Length <= MaxSource ? 0 : Math.Clamp(column - MaxSource / 2, 0, line.Length - MaxSource);
        var shown = line.Length <= MaxSource ? line : line.Substring(first, MaxSource);
        yield return Line.Of("  " + shown.TrimEnd());
        yield return Line.Of("  " + Under(shown.AsSpan(0, Math.Min(column - first, shown.Length))) + "^", tone);
    }

    /// <summary>Blanks as wide as the text: tabs stay tabs.</summary>
    private static string Under(ReadOnlySpan<char> text)
    {
        var blanks = new char[text.Length];
        for (var at = 0; at < blanks.Length; at++) blanks[at] = text[at] == '\t' ? '\t' : ' ';
        return new string(blanks);
    }
}
