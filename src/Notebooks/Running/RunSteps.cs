using Distribute.Contracts.Compilation;
using Distribute.Notebooks.Documents;
using Distribute.Notebooks.Outputs;
using Distribute.Notebooks.Reports;
using Distribute.Sandbox.Sessions;

namespace Distribute.Notebooks.Running;

/// <summary>
/// One run's progress from cell to cell: the execution count and what was recorded. Outputs are rendered at the end,
/// since a late cell may still update an early cell's display.
/// </summary>
internal sealed class RunSteps(ICellRunner runner, TimeProvider time, INotebookEvents? events)
{
    private readonly DisplayIndex _displays = new();
    private readonly List<(int Index, int? Count, CellOutputs Outputs)> _recorded = [];
    private int _count;

    public async Task<CellRun> StepAsync(int index, NotebookCell cell, CancellationToken cancellationToken)
    {
        if (cell.Kind != NotebookCellKind.Code) return Untouched(index, RunKind.Markdown);
        if (Languages.ToRun(cell) is not { } source) return Untouched(index, RunKind.Magic, OtherLanguage(cell));
        if (NotebookRunner.IsToRun(cell)) return await ExecuteAsync(index, source, cancellationToken).ConfigureAwait(false);
        _recorded.Add((index, null, new CellOutputs(null, _displays)));
        return Untouched(index, RunKind.Notebook);
    }

    public NotebookDocument WithOutputs(NotebookDocument document)
    {
        var cells = document.Cells.ToBuilder();
        foreach (var (index, count, outputs) in _recorded) cells[index] = cells[index].WithOutputs(outputs.Render(), count);
        return document with { Cells = cells.ToImmutable() };
    }

    private async Task<CellRun> ExecuteAsync(int index, string source, CancellationToken cancellationToken)
    {
        var count = ++_count;
        var outputs = new CellOutputs(count, _displays);
        _recorded.Add((index, count, outputs));
        var front = events?.CellStarted(index, count, source);
        var begun = time.GetTimestamp();
        var (kind, result) = await RunAsync(source, count, front is null ? outputs : new TeeEvents(outputs, front), cancellationToken).ConfigureAwait(false);
        outputs.Complete(result, kind == RunKind.Distribute);
        return new CellRun { Index = index, ExecutionCount = count, Kind = kind, Result = result, Elapsed = time.GetElapsedTime(begun) };
    }

    private async Task<CellRunResult> RunAsync(string source, int count, ISessionEvents follower, CancellationToken cancellationToken)
    {
        try
        {
            return await runner.RunAsync(source, count, follower, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new CellRunResult(RunKind.Notebook, new CellResult { Ok = false, Interrupted = true });
        }
        catch (Exception fault)
        {
            // Hours of output may be on record: a fault of ours costs this cell and is told, it does not cost the run.
            var message = $"fault in the engine, not in the cell: {fault}";
            var diagnostic = new CellDiagnostic("error", NotebookRunner.FaultId, message, 1, 1);
            return new CellRunResult(RunKind.Notebook, new CellResult { Ok = false, Diagnostics = [diagnostic] });
        }
    }

    private static CellRun Untouched(int index, RunKind kind, params CellDiagnostic[] diagnostics) =>
        new() { Index = index, Kind = kind, Result = new CellResult { Ok = true, Diagnostics = diagnostics } };

    private static CellDiagnostic OtherLanguage(NotebookCell cell) =>
        new("warning", NotebookRunner.OtherLanguageId, $"not run: {cell.Language}", 1, 1);
}
