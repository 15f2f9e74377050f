using Distribute.Contracts.State;

namespace Distribute.Sandbox.Sessions;

/// <summary>A pool as <c>#!ranks</c> shows it. Immutable.</summary>
/// <param name="Name">The pool's name; empty for the notebook.</param>
/// <param name="Mode">"thread" or "process".</param>
/// <param name="Ranks">Its ranks in order.</param>
public sealed record PoolInfo(string Name, string Mode, IReadOnlyList<RankStatus> Ranks);

/// <summary>A rank as <c>#!ranks</c> shows it. Immutable.</summary>
/// <param name="Rank">Its number.</param>
/// <param name="ProcessId">The process it lives in.</param>
/// <param name="MemoryBytes">Working set of its process where it has one of its own; null for a thread.</param>
/// <param name="Variables">Variables that have a value, by name.</param>
public sealed record RankStatus(int Rank, int ProcessId, long? MemoryBytes, IReadOnlyList<VariableInfo> Variables)
{
    /// <summary>Why its variables are not known, as a sentence; null when they are.</summary>
    public string? Trouble { get; init; }
}
