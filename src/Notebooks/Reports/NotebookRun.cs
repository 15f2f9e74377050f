using System.Collections.Immutable;
using Distribute.Sandbox.Sessions;

namespace Distribute.Notebooks.Reports;

/// <summary>What a cell of a run was.</summary>
public enum RunKind
{
    /// <summary>Code that ran on the ranks of a pool.</summary>
    Distribute,

    /// <summary>Code that ran on the notebook rank.</summary>
    Notebook,

    /// <summary>A command about pools and variables, or code in a language that is not run.</summary>
    Magic,

    /// <summary>Text: a Markdown or raw cell.</summary>
    Markdown,
}

/// <summary>The facts of one notebook's run. Immutable.</summary>
public sealed record NotebookRun
{
    /// <summary>The notebook, as the caller named it.</summary>
    public required string Notebook { get; init; }

    /// <summary>True when every cell was reached and every one is ok.</summary>
    public required bool Ok { get; init; }

    /// <summary>From the first cell to the last, everything included.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>True when the caller's token ended it before its end.</summary>
    public bool Interrupted { get; init; }

    /// <summary>The cells that were reached, in order; texts among them are listed too.</summary>
    public required ImmutableArray<CellRun> Cells { get; init; }

    /// <summary>The command line's exit code: 0 all ran, 1 a cell failed, 130 interrupted.</summary>
    public int ExitCode => Interrupted ? 130 : Ok ? 0 : 1;
}

/// <summary>The facts of one cell of a run. Immutable.</summary>
public sealed record CellRun
{
    /// <summary>The cell's place in the notebook, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>Its execution count, from 1; null when nothing of it was executed.</summary>
    public int? ExecutionCount { get; init; }

    /// <summary>What it was.</summary>
    public required RunKind Kind { get; init; }

    /// <summary>What came of it; for a cell of several parts, of the last part that ran.</summary>
    public required CellResult Result { get; init; }

    /// <summary>The time of the whole cell, all its parts included.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>True when it, and every rank that was to run, is ok.</summary>
    public bool Ok => Result.Ok;

    /// <summary>The pool that it ran on; null for a cell that is not distributed.</summary>
    public string? Pool => Result.Pool;

    /// <summary>"thread" or "process"; null when nothing was to run.</summary>
    public string? Mode => Result.Mode;

    /// <summary>The kind's name in reports: distribute, notebook, magic, markdown.</summary>
    public string KindName => Kind switch
    {
        RunKind.Distribute => "distribute",
        RunKind.Notebook => "notebook",
        RunKind.Magic => "magic",
        _ => "markdown",
    };
}
