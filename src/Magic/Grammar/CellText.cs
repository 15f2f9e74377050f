namespace Distribute.Magic.Grammar;

/// <summary>A cell's text and where its lines are, by C#'s own rules for line ends. Used by one thread.</summary>
internal sealed class CellText
{
    private readonly List<(int Start, int End)> _lines = [];
    private readonly List<(int Start, int End)> _blanked = [];
    private string? _blank;

    internal CellText(string text)
    {
        Text = text;
        var start = 0;
        for (var at = 0; at < text.Length; at++)
        {
            if (!IsLineEnd(text[at])) continue;
            _lines.Add((start, at));
            if (text[at] == '\r' && at + 1 < text.Length && text[at + 1] == '\n') at++;
            start = at + 1;
        }

        _lines.Add((start, text.Length));
    }

    internal string Text { get; }

    /// <summary>Number of lines, at least one.</summary>
    internal int Count => _lines.Count;

    /// <summary>A line's place, its end excluded; lines count from 0 here.</summary>
    internal (int Start, int End) this[int line] => _lines[line];

    /// <summary>A line without its end; lines count from 0 here.</summary>
    internal ReadOnlySpan<char> Line(int line) => Text.AsSpan(_lines[line].Start, _lines[line].End - _lines[line].Start);

    /// <summary>Has a line's letters left out of all that is kept; lines count from 0 here.</summary>
    internal void Blank(int line) => _blanked.Add(_lines[line]);

    /// <summary>The text with all outside of [start, end) turned to blanks; line ends and tabs stay.</summary>
    internal string Keep(int start, int end)
    {
        _blank ??= string.Create(Text.Length, Text, static (target, source) =>
        {
            for (var at = 0; at < target.Length; at++) target[at] = IsLineEnd(source[at]) || source[at] == '\t' ? source[at] : ' ';
        });
        var kept = string.Concat(_blank.AsSpan(0, start), Text.AsSpan(start, end - start), _blank.AsSpan(end));
        foreach (var (from, to) in _blanked) kept = string.Concat(kept.AsSpan(0, from), _blank.AsSpan(from, to - from), kept.AsSpan(to));
        return kept;
    }

    private static bool IsLineEnd(char letter) => letter is '\n' or '\r' or '\u0085' or '\u2028' or '\u2029';
}
