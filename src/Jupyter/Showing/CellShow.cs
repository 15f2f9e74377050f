using Distribute.Contracts.Isolates;
using Distribute.Contracts.Outcomes;
using Distribute.Magic.Dispatch;
using Distribute.Magic.Grammar;
using Distribute.Magic.Rendering;
using Distribute.Sandbox.Sessions;

namespace Distribute.Jupyter.Showing;

/// <summary>Shows one cell: each part by what is made for its kind, then the warnings.</summary>
/// <param name="output">Where.</param>
/// <param name="source">The cell's text.</param>
/// <param name="options">How the kernel works.</param>
/// <param name="ask">Asks the person; null where no one answers.</param>
internal sealed class CellShow(CellOutput output, string source, KernelOptions options, Func<string, bool, string?>? ask) : IDispatchEvents, IDisposable
{
    private volatile PartSink _part = new NotebookPart(output);
    private volatile bool _distributed;

    /// <summary>The cell's last result as text, for the history; null when it has none.</summary>
    public string? LastResult { get; private set; }

    public bool CanRead => ask is not null;

    public void PartBegan(CellPart part)
    {
        _part.Dispose();
        _distributed = part is CellPart.Distribute;
        _part = part switch
        {
            CellPart.Distribute { Options: var written } when options.PlainRanks => new DistributedPart(output, written),
            CellPart.Distribute { Options: var written } => new LanesPart(output, written, source, options.Time),
            _ => new NotebookPart(output),
        };
    }

    public void PartEnded(CellPart? part, CellResult result)
    {
        _part.Ended(result);
        foreach (var warning in result.Diagnostics.Where(diagnostic => !diagnostic.IsError))
            output.Stream(error: true, PlainLines.Diagnostic(warning, output.ExecutionCount, source));
        LastResult = result.Ranks.Select(rank => (rank.Outcome as RankOutcome.Completed)?.Value?.PlainText).LastOrDefault(text => text is not null);
    }

    /// <summary>Ends the showing of the last part.</summary>
    public void Dispose() => _part.Dispose();

    public void Began(string? pool, IReadOnlyList<int> ranks, TimeSpan? timeout) => _part.Began(pool, ranks, timeout);

    public void RankStarted(int rank) => _part.RankStarted(rank);

    public void Output(int rank, OutputStream stream, string text) => _part.Output(rank, stream, text);

    public void Displayed(int rank, MimeBundle value, string? displayId, bool update) => _part.Displayed(rank, value, displayId, update);

    public void RankEnded(RankResult result) => _part.RankEnded(result);

    public void Note(SessionNote note) => _part.Note(note);

    public string? ReadLine(int rank, string prompt, bool password)
    {
        if (ask is null) return null;
        // What the cell has said so far is often the question.
        output.Flush();
        return ask(_distributed ? $"[{rank}] {prompt}" : prompt, password);
    }
}
