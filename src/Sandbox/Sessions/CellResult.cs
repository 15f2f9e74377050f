using Distribute.Contracts.Compilation;
using Distribute.Contracts.Outcomes;

namespace Distribute.Sandbox.Sessions;

/// <summary>What came of a cell. Immutable.</summary>
public sealed record CellResult
{
    /// <summary>True when there is no error diagnostic and every rank that was to run completed.</summary>
    public required bool Ok { get; init; }

    /// <summary>The pool's name; null for a notebook cell.</summary>
    public string? Pool { get; init; }

    /// <summary>"thread" or "process"; null when nothing was to run.</summary>
    public string? Mode { get; init; }

    /// <summary>Errors and warnings about the text, the options, sharing, sync and gather. With a usage or compile error nothing ran.</summary>
    public IReadOnlyList<CellDiagnostic> Diagnostics { get; init; } = [];

    /// <summary>All ranks of the pool in order, those not targeted as NotRun; empty when nothing was to run.</summary>
    public IReadOnlyList<RankResult> Ranks { get; init; } = [];

    /// <summary>From request to result, everything included.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>What the session did besides running, for <c>--debug</c> and for notes ("synced a, b to 3 ranks"); in order.</summary>
    public IReadOnlyList<SessionNote> Notes { get; init; } = [];

    /// <summary>True when the caller's token ended it.</summary>
    public bool Interrupted { get; init; }
}

/// <summary>One rank's part of a result. Immutable.</summary>
/// <param name="Rank">The rank's number.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Stdout">All it printed, up to the limit.</param>
/// <param name="Stderr">All it wrote to the error stream, up to the limit.</param>
/// <param name="DroppedBytes">Bytes of output beyond the limit.</param>
public sealed record RankResult(int Rank, RankOutcome Outcome, string Stdout, string Stderr, long DroppedBytes);

/// <summary>Something the session did.</summary>
/// <param name="At">Time since the request came.</param>
/// <param name="Text">What, in one line.</param>
/// <param name="DebugOnly">True when only <c>--debug</c> shows it.</param>
public sealed record SessionNote(TimeSpan At, string Text, bool DebugOnly);
