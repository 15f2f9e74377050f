using Distribute.Notebooks.Reports;
using Distribute.Sandbox.Sessions;

namespace Distribute.Notebooks.Running;

/// <summary>Runs the text of one code cell, magic lines included.</summary>
public interface ICellRunner
{
    /// <summary>Runs a cell. What user code or an option did wrong is in the result, not an exception.</summary>
    /// <param name="source">The cell's whole text.</param>
    /// <param name="executionCount">The cell's execution count, from 1.</param>
    /// <param name="events">Follows it.</param>
    /// <param name="cancellationToken">Interrupts it: its ranks stop and the result says so.</param>
    Task<CellRunResult> RunAsync(string source, int executionCount, ISessionEvents events, CancellationToken cancellationToken);
}

/// <summary>What came of a cell's text.</summary>
/// <param name="Kind">What the text was: distribute, notebook or magic.</param>
/// <param name="Result">The result; of a cell of several parts, that of the last part that ran.</param>
public sealed record CellRunResult(RunKind Kind, CellResult Result);
