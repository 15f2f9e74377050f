using Distribute.Contracts.Isolates;

namespace Distribute.Magic.Rendering;

/// <summary>One rank's unfinished lines and where it stands. Used on the render loop's thread only.</summary>
/// <param name="rank">The rank alone; null for the notebook, whose lines have no mark.</param>
internal sealed class RankView(IReadOnlyList<int>? rank)
{
    private readonly LineBuffer _out = new();
    private readonly LineBuffer _error = new();

    /// <summary>When its code began; null before.</summary>
    internal long? Started { get; set; }

    /// <summary>True from its end on.</summary>
    internal bool Ended { get; set; }

    /// <summary>The line that waits for its end, as a status shows it; null for none.</summary>
    internal Line? Pending => _out.HasPending ? new Line(Line.Mark(rank), new Piece(_out.Pending(MaxPending))) : null;

    private const int MaxPending = 400;

    /// <summary>Adds output; gives the lines that are whole now.</summary>
    internal IEnumerable<Line> Append(OutputStream stream, string text) =>
        (stream == OutputStream.Out ? _out : _error).Append(text).Select(line => Of(stream, line));

    /// <summary>Ends the lines that wait.</summary>
    internal IReadOnlyList<Line> Flush()
    {
        var lines = new List<Line>();
        if (_out.Flush() is { } line) lines.Add(Of(OutputStream.Out, line));
        if (_error.Flush() is { } error) lines.Add(Of(OutputStream.Error, error));
        return lines;
    }

    private Line Of(OutputStream stream, string line) => stream == OutputStream.Out
        ? new Line(Line.Mark(rank), new Piece(line))
        : new Line(Line.Mark(rank, "err"), new Piece(line, Tone.Error));
}
