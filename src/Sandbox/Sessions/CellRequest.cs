namespace Distribute.Sandbox.Sessions;

/// <summary>A cell, or one part of a cell, to run. Immutable.</summary>
public sealed record CellRequest
{
    /// <summary>The C# text. Magic lines are blanked, so that lines count from the cell's first line.</summary>
    public required string Code { get; init; }

    /// <summary>The cell's execution count, from 1. Several parts of one cell have the same one.</summary>
    public required int ExecutionCount { get; init; }

    /// <summary>Where and how to distribute it; null for the notebook rank.</summary>
    public DistributeOptions? Distribute { get; init; }

    /// <summary>Time limit for a notebook cell's code; a distributed cell has its own. Null for none.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The line of the cell on which the part's magic stands, from 1: where diagnostics about options point.</summary>
    public int MagicLine { get; init; } = 1;
}

/// <summary>The options of <c>#!distribute</c>. Immutable.</summary>
public sealed record DistributeOptions
{
    /// <summary>The pool's name. Default "default".</summary>
    public string Pool { get; init; } = "default";

    /// <summary>The number of ranks, at least 1; null for the pool's size.</summary>
    public int? Count { get; init; }

    /// <summary>"thread" or "process"; null for the pool's mode, or "thread" for a new pool.</summary>
    public string? Mode { get; init; }

    /// <summary>Most bytes of memory for each rank's process; null for the pool's, or for none in a new pool. At least 64 MB.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>The processors for each rank's process (<c>0-1,4</c>); null for the pool's, or for all in a new pool.</summary>
    public string? Cpus { get; init; }

    /// <summary>Whether a new pool's ranks keep copies of their variables after each cell. Default false.</summary>
    public bool Checkpoint { get; init; }

    /// <summary>The ranks to run on; null for all.</summary>
    public IReadOnlyList<int>? Ranks { get; init; }

    /// <summary>What to copy from rank 0 afterwards; null for nothing.</summary>
    public SyncSelection? Sync { get; init; }

    /// <summary>Exactly these notebook variables are copied in first; null for automatic, empty for none.</summary>
    public IReadOnlyList<string>? Share { get; init; }

    /// <summary>Variables gathered into notebook arrays afterwards.</summary>
    public IReadOnlyList<string> Gather { get; init; } = [];

    /// <summary>Notebook arrays or lists split over the ranks first.</summary>
    public IReadOnlyList<string> Scatter { get; init; } = [];

    /// <summary>Time limit for each rank's code, more than zero; null for none.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>True to interrupt the others when one rank fails. Default false.</summary>
    public bool StopOnError { get; init; }

    /// <summary>Say less.</summary>
    public bool Quiet { get; init; }

    /// <summary>Tell what happened when.</summary>
    public bool Debug { get; init; }
}

/// <summary>Which variables a sync copies.</summary>
/// <param name="All">Everything that the source rank has.</param>
/// <param name="Names">These; null for those that the cell's own text declares or assigns.</param>
public sealed record SyncSelection(bool All, IReadOnlyList<string>? Names);
