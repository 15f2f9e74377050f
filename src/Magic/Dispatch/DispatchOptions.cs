namespace Distribute.Magic.Dispatch;

/// <summary>What holds for all cells of a notebook unless a cell says otherwise. Immutable.</summary>
public sealed record DispatchOptions
{
    /// <summary>The largest n: the session's own limit. Default 256, at least 1.</summary>
    public int MaxRanks { get; init; } = 256;

    /// <summary>Time limit of notebook code, and of each rank of a distributed part that sets none. More than zero; null (the default) for none.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>"thread" or "process": where the ranks of a new pool live when its cell does not say. Null (the default): the session's choice.</summary>
    public string? Mode { get; init; }

    /// <summary>The clock of elapsed times. Default <see cref="TimeProvider.System"/>.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
