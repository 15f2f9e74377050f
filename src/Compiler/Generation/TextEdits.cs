namespace Distribute.Compiler.Generation;

/// <summary>Replacements in a cell's text, kept in order of position. Insertions at one position keep the order in which they came.</summary>
internal sealed class TextEdits
{
    private readonly List<Edit> _edits = [];
    private bool _sorted = true;

    internal readonly record struct Edit(int Start, int Length, string Text, int Order);

    public void Insert(int position, string text) => Add(position, 0, text);

    public void Delete(int start, int end) => Add(start, end - start, "");

    public void Replace(int start, int end, string text) => Add(start, end - start, text);

    public void AddAll(TextEdits others)
    {
        foreach (var edit in others._edits) Add(edit.Start, edit.Length, edit.Text);
    }

    /// <summary>Whether any edit brings a piece of text in.</summary>
    public bool Brings(string text) => _edits.Exists(edit => edit.Text.Contains(text, StringComparison.Ordinal));

    /// <summary>The edits that lie within a span; edits inside a deleted stretch are left out.</summary>
    public IEnumerable<Edit> Within(int start, int end)
    {
        if (!_sorted)
        {
            _edits.Sort((a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : a.Order.CompareTo(b.Order));
            _sorted = true;
        }

        var from = LowerBound(start);
        var covered = start;
        for (var i = from; i < _edits.Count && _edits[i].Start <= end; i++)
        {
            var edit = _edits[i];
            if (edit.Start < covered || edit.Start + edit.Length > end) continue;
            if (edit.Start == end && edit.Length == 0 && end != start && !edit.Text.EndsWith(Closing, StringComparison.Ordinal)) continue;
            yield return edit;
            covered = Math.Max(covered, edit.Start + edit.Length);
        }
    }

    /// <summary>Marks an insertion as belonging to the text before it, so that a span that ends there takes it along.</summary>
    public const string Closing = "/**/";

    private int LowerBound(int start)
    {
        int low = 0, high = _edits.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_edits[middle].Start < start) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    private void Add(int start, int length, string text)
    {
        if (_edits.Count > 0 && _edits[^1].Start > start) _sorted = false;
        _edits.Add(new Edit(start, length, text, _edits.Count));
    }
}
