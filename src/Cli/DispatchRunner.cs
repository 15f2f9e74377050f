using Distribute.Contracts.Isolates;
using Distribute.Contracts.Outcomes;
using Distribute.Magic.Dispatch;
using Distribute.Magic.Grammar;
using Distribute.Magic.Rendering;
using Distribute.Notebooks.Reports;
using Distribute.Notebooks.Running;
using Distribute.Sandbox.Sessions;

namespace Distribute.Cli;

/// <summary>Runs each cell of a notebook through the dispatcher and shows it while it runs.</summary>
internal sealed class DispatchRunner(CellDispatcher dispatcher, TextRenderer renderer, TextWriter output) : ICellRunner, INotebookEvents
{
    private CellView? _view;

    public ISessionEvents? CellStarted(int index, int executionCount, string source) => _view = renderer.BeginCell(source, executionCount);

    public void CellEnded(CellRun cell)
    {
        foreach (var other in cell.Result.Diagnostics.Where(d => d.Id == NotebookRunner.OtherLanguageId))
            output.WriteLine($"note: cell {cell.Index + 1} of the notebook was {other.Message} (only C# cells run)");
        // A fault of the engine never came through the dispatcher, so nothing has shown it yet.
        if (cell.Result.Diagnostics.Any(d => d.Id == NotebookRunner.FaultId)) _view?.PartEnded(null, cell.Result);
    }

    public async Task<CellRunResult> RunAsync(string source, int executionCount, ISessionEvents events, CancellationToken cancellationToken)
    {
        var view = _view!;
        var result = await dispatcher.RunAsync(source, executionCount, new Following(events, view), cancellationToken).ConfigureAwait(false);
        await view.CompleteAsync().ConfigureAwait(false);
        var kind = result.Kind switch
        {
            "distribute" => RunKind.Distribute,
            "magic" => RunKind.Magic,
            _ => RunKind.Notebook,
        };
        return new CellRunResult(kind, result.Result);
    }

    /// <summary>Session events go to all followers of the cell, the view among them; parts only to the view.</summary>
    private sealed class Following(ISessionEvents all, CellView view) : IDispatchEvents
    {
        public bool CanRead => all.CanRead;

        public void PartBegan(CellPart part) => view.PartBegan(part);

        public void PartEnded(CellPart? part, CellResult result) => view.PartEnded(part, result);

        public void Began(string? pool, IReadOnlyList<int> ranks, TimeSpan? timeout) => all.Began(pool, ranks, timeout);

        public void RankStarted(int rank) => all.RankStarted(rank);

        public void Output(int rank, OutputStream stream, string text) => all.Output(rank, stream, text);

        public void Displayed(int rank, MimeBundle value, string? displayId, bool update) => all.Displayed(rank, value, displayId, update);

        public void RankEnded(RankResult result) => all.RankEnded(result);

        public void Note(SessionNote note) => all.Note(note);

        public string? ReadLine(int rank, string prompt, bool password) => all.ReadLine(rank, prompt, password);
    }
}
