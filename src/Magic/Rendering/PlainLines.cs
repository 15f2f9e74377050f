using Distribute.Contracts.Compilation;
using Distribute.Contracts.Isolates;
using Distribute.Magic.Grammar;
using Distribute.Sandbox.Sessions;

namespace Distribute.Magic.Rendering;

/// <summary>
/// What a pipe would show of a distributed part, piece by piece, for front ends that have streams of their own: whole lines,
/// each behind the mark of its rank (<c>[2] text</c>), without colour. Used by one thread at a time.
/// </summary>
public sealed class PlainLines
{
    private readonly SortedDictionary<(int Rank, OutputStream Stream), LineBuffer> _buffers = [];

    /// <summary>Adds a piece of a rank's output.</summary>
    /// <param name="rank">The rank.</param>
    /// <param name="stream">Where it wrote.</param>
    /// <param name="text">The piece.</param>
    /// <returns>The lines that are whole now; empty when there is none.</returns>
    public string Append(int rank, OutputStream stream, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!_buffers.TryGetValue((rank, stream), out var buffer)) _buffers[(rank, stream)] = buffer = new LineBuffer();
        return string.Concat(buffer.Append(text).Select(line => Marked(rank, line)));
    }

    /// <summary>Ends what waits for its line end on a rank.</summary>
    /// <param name="rank">The rank.</param>
    /// <param name="stream">Where it wrote.</param>
    /// <returns>The line; empty for none.</returns>
    public string End(int rank, OutputStream stream) =>
        _buffers.TryGetValue((rank, stream), out var buffer) && buffer.Flush() is { } line ? Marked(rank, line) : "";

    /// <summary>The plain results of ranks, equal ones once.</summary>
    /// <param name="ranks">The ranks whose results to show.</param>
    public static string Values(IReadOnlyList<RankResult> ranks) => Text(ResultText.Values(ranks, marked: true));

    /// <summary><c>4 ranks, 3 ok, 1 failed, 0.42 s</c>.</summary>
    /// <param name="ranks">All ranks of the pool.</param>
    /// <param name="elapsed">How long the part took.</param>
    public static string Closing(IReadOnlyList<RankResult> ranks, TimeSpan elapsed) => Text([ResultText.Closing(ranks, elapsed)]);

    /// <summary>The failures of ranks in full, equal ones once.</summary>
    /// <param name="ranks">The ranks.</param>
    public static string Failures(IReadOnlyList<RankResult> ranks) => Text(ResultText.Failures(ranks, marked: true));

    /// <summary>How much output beyond the limit was dropped; empty when nothing was.</summary>
    /// <param name="ranks">The ranks.</param>
    /// <param name="marked">False for the notebook, whose lines have no mark.</param>
    public static string Dropped(IReadOnlyList<RankResult> ranks, bool marked) => Text(ResultText.Dropped(ranks, marked));

    /// <summary>A diagnostic with its place, its line, and a caret under the column.</summary>
    /// <param name="diagnostic">The diagnostic.</param>
    /// <param name="executionCount">The cell's execution count.</param>
    /// <param name="source">The cell's text.</param>
    public static string Diagnostic(CellDiagnostic diagnostic, int executionCount, string source) =>
        Text(DiagnosticText.Of(diagnostic, executionCount, new CellText(source)));

    private static string Marked(int rank, string line) => Line.Mark([rank]).Text + line + "\n";

    private static string Text(IEnumerable<Line> lines) => string.Concat(lines.Select(line => line + "\n"));
}
