using System.Collections.Immutable;
using Distribute.Notebooks.Documents;
using Distribute.Notebooks.Reports;

namespace Distribute.Notebooks.Running;

/// <summary>How a notebook is run. Immutable.</summary>
public sealed record NotebookRunOptions
{
    /// <summary>Whether cells after a failed one run. Default false.</summary>
    public bool KeepGoing { get; init; }

    /// <summary>Clock of elapsed times. Default <see cref="TimeProvider.System"/>.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}

/// <summary>What a run gives.</summary>
/// <param name="Run">Its facts.</param>
/// <param name="Document">The notebook with the new outputs of the cells that ran; the others are as they were.</param>
public sealed record ExecutedNotebook(NotebookRun Run, NotebookDocument Document);

/// <summary>Runs the code cells of a notebook in order. Thread safe; each run is on its own.</summary>
/// <remarks>
/// A code cell of HTML, JavaScript or Markdown is shown as what it is. A cell in another language is kept with the outputs it had, is listed as a magic cell with the warning
/// <see cref="OtherLanguageId"/>, and does not fail the run. An empty code cell is a notebook cell that is ok, gets no execution count and
/// loses its old outputs, as in Jupyter. Cancelling interrupts the running cell, whose output so far is in the document, and runs no more.
/// </remarks>
public static class NotebookRunner
{
    /// <summary>The id of the warning about a cell in another language.</summary>
    public const string OtherLanguageId = "DST701";

    /// <summary>The id of the error for a cell whose runner threw, which is a fault of the runner and not of the cell.</summary>
    public const string FaultId = "DST702";

    /// <summary>Runs a notebook. Throws for nothing that a cell did; cancellation is told in the result.</summary>
    /// <param name="document">The notebook.</param>
    /// <param name="runner">Runs each code cell.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="events">Follows the run; null for no one.</param>
    /// <param name="cancellationToken">Interrupts the running cell and ends the run.</param>
    public static async Task<ExecutedNotebook> RunAsync(
        NotebookDocument document,
        ICellRunner runner,
        NotebookRunOptions? options = null,
        INotebookEvents? events = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(runner);
        options ??= new NotebookRunOptions();
        var steps = new RunSteps(runner, options.Time, events);
        var begun = options.Time.GetTimestamp();
        var cells = ImmutableArray.CreateBuilder<CellRun>();
        var interrupted = false;
        for (var i = 0; i < document.Cells.Length && !interrupted; i++)
        {
            var cell = document.Cells[i];
            if (cancellationToken.IsCancellationRequested && IsToRun(cell))
            {
                interrupted = true;
                break;
            }

            var run = await steps.StepAsync(i, cell, cancellationToken).ConfigureAwait(false);
            cells.Add(run);
            events?.CellEnded(run);
            interrupted = run.Result.Interrupted;
            if (!run.Ok && !options.KeepGoing) break;
        }

        var result = new NotebookRun
        {
            Notebook = document.Path,
            Ok = !interrupted && cells.All(cell => cell.Ok),
            Interrupted = interrupted,
            Elapsed = options.Time.GetElapsedTime(begun),
            Cells = cells.ToImmutable(),
        };
        return new ExecutedNotebook(result, steps.WithOutputs(document));
    }

    internal static bool IsToRun(NotebookCell cell) => Languages.ToRun(cell) is not null && !string.IsNullOrWhiteSpace(cell.Source);
}
