namespace Distribute.Compiler.Generation;

/// <summary>Replacements in a cell's text, kept in order of position. Insertions at one position keep the order in which they came.</summary>
internal sealed class TextEdits
{
    private readonly List<Edit> _edits = [];
    private bool _sorted = true;

    internal readonly record struct Edit(int Start, int Length, string Text, int Order)
    {
        /// <summary>A second version of a stretch, which stands before <see cref="Text"/>; null for none.</summary>
        public Version? Version { get; init; }

        /// <summary>Whether it is a stop check, which second versions do without.</summary>
        public bool IsCheck { get; init; }
    }

    /// <summary>A stretch of the cell with the edits that came in between two moments, without stop checks.</summary>
    internal sealed record Version(int Start, int End, int FromOrder, int ToOrder)
    {
        public bool Takes(Edit edit) => edit.Order >= FromOrder && edit.Order < ToOrder && !edit.IsCheck;
    }

    /// <summary>How many edits there are, by which a moment is named.</summary>
    public int Count => _edits.Count;

    public void Insert(int position, string text) => Add(position, 0, text);

    /// <summary>Inserts a stop check.</summary>
    public void InsertCheck(int position, string text) => _edits.Add(new Edit(Moved(position), 0, text, _edits.Count) { IsCheck = true });

    /// <summary>Inserts a second version of a stretch and a text behind it.</summary>
    public void InsertVersion(int position, Version version, string text) => _edits.Add(new Edit(Moved(position), 0, text, _edits.Count) { Version = version });

    public void Delete(int start, int end) => Add(start, end - start, "");

    public void Replace(int start, int end, string text) => Add(start, end - start, text);

    public void AddAll(TextEdits others)
    {
        foreach (var edit in others._edits) _edits.Add(edit with { Start = Moved(edit.Start), Order = _edits.Count });
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

    private void Add(int start, int length, string text) => _edits.Add(new Edit(Moved(start), length, text, _edits.Count));

    // An edit before the last one is found only when all are put in order again.
    private int Moved(int start)
    {
        if (_edits.Count > 0 && _edits[^1].Start > start) _sorted = false;
        return start;
    }
}
