using Distribute.Contracts.Images;
using Distribute.Contracts.Isolates;
using Distribute.Contracts.State;
using Distribute.Sandbox.Pools;

namespace Distribute.Sandbox.Sessions;

/// <summary>The requests that are not cells: load, sync, list, reset, stop, restart.</summary>
internal sealed class PoolRequests(SessionState state)
{
    /// <summary><c>#!load</c>.</summary>
    public async Task<CellResult> LoadAsync(string poolName, IReadOnlyList<string> names, int? from, CellLog log, CancellationToken cancellationToken)
    {
        state.Tick();
        if (RunTarget.Find(poolName, state, log) is not { } pool) return log.ToResult(poolName);
        Refresh(pool, log);
        var rank = from is { } number ? RunTarget.Find("--from", number, pool, log) : null;
        if (log.HasErrors) return log.ToResult(poolName);
        var step = new ArrivalStep(state, pool, "#!load", log);
        if (step.Find(names) is not { } variables) return log.ToResult(poolName);
        if (rank is null) await step.GatherAsync(variables, pool.Ranks, cancellationToken).ConfigureAwait(false);
        else await step.LoadAsync(variables, rank, cancellationToken).ConfigureAwait(false);
        if (state.IsSweepDue) await state.SweepAsync().ConfigureAwait(false);
        return log.ToResult(poolName, pool.Mode);
    }

    /// <summary><c>#!sync</c>.</summary>
    public async Task<CellResult> SyncAsync(string poolName, IReadOnlyList<string>? names, int from, CellLog log, CancellationToken cancellationToken)
    {
        if (RunTarget.Find(poolName, state, log) is not { } pool || RunTarget.Find("--from", from, pool, log) is null) return log.ToResult(poolName);
        Refresh(pool, log);
        var step = new SyncStep(state, pool, log);
        if (step.Check("#!sync", names)) await step.RunAsync("#!sync", names, names is not null, from, cancellationToken).ConfigureAwait(false);
        return log.ToResult(poolName, pool.Mode);
    }

    /// <summary><c>#!ranks</c>.</summary>
    public async Task<IReadOnlyList<PoolInfo>> ListAsync(string? poolName, CancellationToken cancellationToken)
    {
        IEnumerable<Pool> pools = poolName switch
        {
            null => state.Pools.Values.OrderBy(pool => pool.Name, StringComparer.Ordinal).Prepend(state.Notebook),
            "" => [state.Notebook],
            _ => state.Pools.TryGetValue(poolName, out var one) ? [one] : [],
        };
        return await Task.WhenAll(pools.Where(pool => pool.Ranks.Count > 0).Select(pool => DescribeAsync(pool, cancellationToken))).ConfigureAwait(false);
    }

    /// <summary><c>#!ranks --reset</c>.</summary>
    public async Task<CellResult> ResetAsync(string poolName, CellLog log, CancellationToken cancellationToken)
    {
        if (RunTarget.Find(poolName, state, log) is not { } pool) return log.ToResult(poolName);
        // Statics of packages, and whatever code still runs, are forgotten only with the place where they live: a rank keeps
        // its number and its pool, and gets a new place.
        await Task.WhenAll(pool.Ranks.Select(rank => state.Starter.RestartAsync(pool, rank.Rank, cancellationToken))).ConfigureAwait(false);
        pool.Forget();
        await state.SweepAsync().ConfigureAwait(false);
        log.Note($"pool '{poolName}' forgot its variables and definitions; {Plural.Ranks(pool.Ranks.Count)} kept");
        return log.ToResult(poolName, pool.Mode);
    }

    /// <summary><c>#!ranks --stop</c>.</summary>
    public async Task<CellResult> StopAsync(string poolName, CellLog log)
    {
        if (RunTarget.Find(poolName, state, log) is not { } pool) return log.ToResult(poolName);
        state.Pools.Remove(poolName);
        await pool.DisposeAsync().ConfigureAwait(false);
        await state.SweepAsync().ConfigureAwait(false);
        log.Note($"pool '{poolName}' ended, {Plural.Ranks(pool.Ranks.Count)}");
        return log.ToResult(poolName, pool.Mode);
    }

    /// <summary><c>#!ranks --restart R</c>.</summary>
    public async Task<CellResult> RestartAsync(string poolName, int number, CellLog log, CancellationToken cancellationToken)
    {
        if (RunTarget.Find(poolName, state, log) is not { } pool || RunTarget.Find("--restart", number, pool, log) is null) return log.ToResult(poolName);
        await state.Starter.RestartAsync(pool, number, cancellationToken).ConfigureAwait(false);
        log.Note($"rank {number} of pool '{poolName}' is a fresh one");
        return log.ToResult(poolName, pool.Mode);
    }

    private static void Refresh(Pool pool, CellLog log)
    {
        foreach (var (rank, loss) in pool.TakeLosses()) log.Warn(SessionDiagnostics.RankDied(rank, loss));
    }

    private async Task<PoolInfo> DescribeAsync(Pool pool, CancellationToken cancellationToken)
    {
        var seen = pool == state.Notebook ? pool.Own : pool.Seen(state.Notebook.Own);
        var slots = seen.Visible.Where(symbol => symbol.Kind == CellSymbolKind.Variable).Concat(pool.Followed.Values).Select(symbol => symbol.SlotId).ToHashSet();
        var ranks = await Task.WhenAll(pool.Ranks.Select(async rank =>
        {
            IReadOnlyList<VariableInfo> variables = [];
            string? trouble = null;
            try
            {
                variables = await rank.Isolate.ListAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (IsolateException failed)
            {
                // A value's own text may end its process. The others are listed all the same.
                trouble = failed.Message;
            }

            // A replaced variable that earlier code still uses has a value but no name any more.
            var named = variables.Where(variable => slots.Contains(variable.SlotId)).OrderBy(variable => variable.Name, StringComparer.Ordinal).ToList();
            return new RankStatus(rank.Rank, rank.Isolate.ProcessId ?? Environment.ProcessId, MemoryOf(rank.Isolate.ProcessId), named) { Trouble = trouble };
        })).ConfigureAwait(false);
        return new PoolInfo(pool.Name, pool.Mode, ranks);
    }

    private static long? MemoryOf(int? processId)
    {
        if (processId is not { } id) return null;
        try
        {
            using var process = System.Diagnostics.Process.GetProcessById(id);
            return process.WorkingSet64;
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            // The process has ended since: it has no memory to tell.
            return null;
        }
    }
}
