using Distribute.Contracts.Isolates;
using Distribute.Sandbox.Pools;

namespace Distribute.Sandbox.Sessions;

/// <summary>Where a cell is to run: checked options. Immutable.</summary>
/// <param name="Pool">The pool; a new one is not yet among the session's.</param>
/// <param name="Count"><c>__process_count__</c>: the ranks that the pool must have at least.</param>
/// <param name="Ranks">The ranks that run, in order.</param>
internal sealed record RunTarget(Pool Pool, int Count, IReadOnlyList<int> Ranks)
{
    /// <summary>Checks the options that say where.</summary>
    /// <returns>The target; null when the log got an error.</returns>
    public static RunTarget? Choose(CellRequest request, SessionState state, CellLog log)
    {
        var options = request.Distribute!;
        var living = state.Pools.GetValueOrDefault(options.Pool);
        if (!(CheckMode(options, living, state, log) && CheckLimits(options, living, log) && CheckRequest(request, log))) return null;
        if ((options.Count ?? living?.Ranks.Count) is not { } count)
        {
            log.Error(SessionDiagnostics.NoSize(options.Pool));
            return null;
        }

        if (count < 1 || count > state.Options.MaxRanks)
        {
            log.Error(SessionDiagnostics.BadSize(count, state.Options.MaxRanks));
            return null;
        }

        if (options.Ranks is { } ranks && !CheckRanks(ranks, options.Pool, count, log)) return null;
        var pool = living ?? new Pool(options.Pool, options.Mode ?? SessionState.NotebookMode, LimitsOf(options));
        return new RunTarget(pool, count, options.Ranks is null ? [.. Enumerable.Range(0, count)] : [.. options.Ranks.Distinct().Order()]);
    }

    /// <summary>Finds a living pool.</summary>
    /// <returns>The pool; null when the log got an error.</returns>
    public static Pool? Find(string name, SessionState state, CellLog log)
    {
        if (state.Pools.TryGetValue(name, out var pool)) return pool;
        log.Error(SessionDiagnostics.UnknownPool(name, state.Pools.Keys.Order(StringComparer.Ordinal)));
        return null;
    }

    /// <summary>Finds a rank of a pool.</summary>
    /// <returns>The rank; null when the log got an error.</returns>
    public static RankHost? Find(string option, int rank, Pool pool, CellLog log)
    {
        if (rank >= 0 && rank < pool.Ranks.Count) return pool.Ranks[rank];
        log.Error(SessionDiagnostics.UnknownRank(option, rank, pool.Name, pool.Ranks.Count));
        return null;
    }

    private static bool CheckMode(DistributeOptions options, Pool? living, SessionState state, CellLog log)
    {
        if (options.Mode is null || options.Mode == living?.Mode) return true;
        if (!state.Starter.Knows(options.Mode)) return log.Error(SessionDiagnostics.UnknownMode(options.Mode));
        return living is null || log.Error(SessionDiagnostics.OtherMode(options.Pool, living.Mode, options.Mode));
    }

    private static IsolateLimits LimitsOf(DistributeOptions options) =>
        new() { MemoryBytes = options.MemoryBytes, Cpus = options.Cpus, Checkpoint = options.Checkpoint };

    // Limits belong to a rank's process and are fixed when it starts. Saying them again with the cell is fine.
    private static bool CheckLimits(DistributeOptions options, Pool? living, CellLog log)
    {
        var asked = options.MemoryBytes is not null ? "--memory" : options.Cpus is not null ? "--cpus" : options.Checkpoint ? "--checkpoint" : null;
        if (asked is null) return true;
        if ((living?.Mode ?? options.Mode ?? SessionState.NotebookMode) == SessionState.NotebookMode) return log.Error(SessionDiagnostics.NeedsProcess(asked));
        if (living is null) return true;
        var changed = options.MemoryBytes is { } bytes && bytes != living.Limits.MemoryBytes ? "--memory"
            : options.Cpus is { } cpus && cpus != living.Limits.Cpus ? "--cpus"
            : options.Checkpoint && !living.Limits.Checkpoint ? "--checkpoint" : null;
        return changed is null || log.Error(SessionDiagnostics.OtherLimits(options.Pool, changed));
    }

    private static bool CheckRequest(CellRequest request, CellLog log)
    {
        if (request.Distribute!.Timeout is { } limit && limit <= TimeSpan.Zero) return log.Error(SessionDiagnostics.BadTimeout());
        return !string.IsNullOrWhiteSpace(request.Code) || log.Error(SessionDiagnostics.EmptyCode());
    }

    private static bool CheckRanks(IReadOnlyList<int> ranks, string pool, int count, CellLog log)
    {
        if (ranks.Count == 0) return log.Error(SessionDiagnostics.NoRanks());
        foreach (var rank in ranks)
            if (rank < 0 || rank >= count) return log.Error(SessionDiagnostics.UnknownRank("--ranks", rank, pool, count));
        return true;
    }
}
