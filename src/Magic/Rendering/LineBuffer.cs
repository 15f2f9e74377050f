using System.Text;

namespace Distribute.Magic.Rendering;

/// <summary>
/// Makes whole lines of one rank's pieces of output. A carriage return begins the line again, as progress bars do, so
/// however often a line is redrawn it stays one line. Used by one thread.
/// </summary>
internal sealed class LineBuffer
{
    /// <summary>A line this long is cut: a rank that never ends its line must not be kept in memory.</summary>
    internal const int MaxLine = 1 << 20;

    private readonly StringBuilder _line = new();
    private bool _returned;

    /// <summary>True when a part of a line waits for its end.</summary>
    internal bool HasPending => _line.Length > 0;

    /// <summary>The line so far, at most that many letters of it.</summary>
    internal string Pending(int most) => _line.ToString(0, Math.Min(most, _line.Length));

    /// <summary>Adds a piece.</summary>
    /// <returns>The lines that it completes.</returns>
    internal IReadOnlyList<string> Append(string text)
    {
        List<string>? lines = null;
        for (var at = 0; at < text.Length;)
        {
            var next = text.AsSpan(at).IndexOfAny('\r', '\n');
            var end = next < 0 ? text.Length : at + next;
            Add(text.AsSpan(at, end - at));
            if (next >= 0 && text[end] == '\r') _returned = true;
            else if (next >= 0 || _line.Length >= MaxLine) (lines ??= []).Add(Take());
            at = end + 1;
        }

        return lines ?? (IReadOnlyList<string>)[];
    }

    /// <summary>Ends the line that waits, if any.</summary>
    internal string? Flush() => HasPending ? Take() : null;

    private void Add(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty) return;
        if (_returned) _line.Clear();
        _returned = false;
        _line.Append(text);
    }

    private string Take()
    {
        var line = _line.ToString();
        _line.Clear();
        _returned = false;
        return line;
    }
}
