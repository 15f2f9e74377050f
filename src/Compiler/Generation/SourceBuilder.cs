using System.Text;

namespace Distribute.Compiler.Generation;

/// <summary>
/// Builds generated C# out of our own text and of stretches of the cell's text, and remembers which character came from where,
/// so that diagnostics and semantic questions travel in both directions.
/// </summary>
internal sealed class SourceBuilder(string cell, string document, IReadOnlyList<int> lineStarts)
{
    private readonly StringBuilder _text = new();
    private readonly List<Piece> _pieces = [];

    private readonly record struct Piece(int Generated, int Original, int Length);

    public SourceBuilder Add(string text)
    {
        _text.Append(text);
        return this;
    }

    public SourceBuilder Line(string text)
    {
        _text.Append(text).Append('\n');
        return this;
    }

    /// <summary>Adds a stretch of the cell with its edits, on lines that debug information places in the cell.</summary>
    public SourceBuilder Cell(int start, int end, TextEdits edits, string before = "", string after = "")
    {
        while (start < end && cell[start] is '\n' or '\r') start++;
        Place(start);
        _text.Append(before);
        CopyEdited(start, end, edits);
        _text.Append(after).Append("\n#line hidden\n");
        return this;
    }

    /// <summary>Adds a stretch of the cell with its edits, in place.</summary>
    public SourceBuilder Inline(int start, int end, TextEdits edits)
    {
        CopyEdited(start, end, edits);
        return this;
    }

    private void Place(int position) => _text.Append("\n#line ").Append(LineOf(position) + 1).Append(" \"").Append(document).Append("\"\n");

    private void CopyEdited(int start, int end, TextEdits edits, TextEdits.Version? version = null)
    {
        var at = start;
        foreach (var edit in edits.Within(start, end))
        {
            if (version is not null && !version.Takes(edit)) continue;
            Copy(at, edit.Start);
            if (edit.Version is { } second)
            {
                Place(second.Start);
                CopyEdited(second.Start, second.End, edits, second);
                Place(second.Start);
            }

            _text.Append(edit.Text);
            for (var i = edit.Start; i < edit.Start + edit.Length; i++)
                if (cell[i] == '\n') _text.Append('\n');
            at = edit.Start + edit.Length;
        }

        Copy(at, end);
    }

    private void Copy(int start, int end)
    {
        if (end <= start) return;
        _pieces.Add(new Piece(_text.Length, start, end - start));
        _text.Append(cell, start, end - start);
    }

    /// <summary>Where a character of the generated text came from; -1 for our own text.</summary>
    public int ToOriginal(int generated)
    {
        int low = 0, high = _pieces.Count - 1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var piece = _pieces[middle];
            if (generated < piece.Generated) high = middle - 1;
            else if (generated > piece.Generated + piece.Length) low = middle + 1;
            else if (generated == piece.Generated + piece.Length && middle < high && _pieces[middle + 1].Generated == generated) low = middle + 1; // where one piece ends and the next begins, it is the next
            else return piece.Original + (generated - piece.Generated);
        }

        return -1;
    }

    /// <summary>Where a character of the cell went first; -1 when it was left out.</summary>
    public int ToGenerated(int original)
    {
        foreach (var piece in _pieces)
            if (original >= piece.Original && original < piece.Original + piece.Length)
                return piece.Generated + (original - piece.Original);
        return -1;
    }

    private int LineOf(int position)
    {
        int low = 0, high = lineStarts.Count - 1;
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (lineStarts[middle] <= position) low = middle;
            else high = middle - 1;
        }

        return low;
    }

    public override string ToString() => _text.ToString();
}
