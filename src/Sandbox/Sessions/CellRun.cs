using System.Collections.Immutable;
using Distribute.Contracts.Compilation;
using Distribute.Contracts.Images;
using Distribute.Contracts.Isolates;
using Distribute.Contracts.Outcomes;
using Distribute.Sandbox.Pools;

namespace Distribute.Sandbox.Sessions;

/// <summary>One cell from its text to its result: compile, share, scatter, run, sync, gather. A notebook cell has only some of these.</summary>
internal sealed class CellRun(SessionState state, CellRequest request, CellLog log)
{
    private readonly DistributeOptions? _options = request.Distribute;

    private string? PoolName => _options?.Pool;

    private TimeSpan? TimeLimit => _options is null ? request.Timeout : _options.Timeout;

    /// <summary>Runs it.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled before anything ran.</exception>
    /// <exception cref="IsolateException">A rank could not be started or prepared; nothing ran.</exception>
    public async Task<CellResult> RunAsync(CancellationToken cancellationToken)
    {
        state.Tick();
        var target = _options is null ? new RunTarget(state.Notebook, 1, [0]) : RunTarget.Choose(request, state, log);
        if (target is null) return log.ToResult(PoolName);
        // Before anything counts on what a rank has.
        foreach (var (rank, loss) in target.Pool.TakeLosses()) log.Warn(SessionDiagnostics.RankDied(rank, loss));
        var plan = _options is null ? null : SharePlan.Choose(_options, state, target.Pool, log);
        if (log.HasErrors) return log.ToResult(PoolName);
        var references = await state.References.ReadAsync(request.Code, state.Compiler, log, cancellationToken).ConfigureAwait(false);
        if (references is null) return log.ToResult(PoolName);
        var files = references.Files;
        var scope = (plan?.Scope() ?? state.Notebook.Own).WithReferences(files);
        if (Compile(target, references.Text, scope, cancellationToken) is not { } compiled) return log.ToResult(PoolName);
        CheckUses(compiled.Image!);
        var afterwards = CheckAfterwards(target.Pool, compiled.Image!, plan);
        if (log.HasErrors) return log.ToResult(PoolName);
        var ranks = await PrepareAsync(target, references.Batches, compiled, cancellationToken).ConfigureAwait(false);
        if (plan is not null && !await new ShareStep(state, target.Pool, plan, log).RunAsync(ranks, compiled.Image!, cancellationToken).ConfigureAwait(false))
            return log.ToResult(PoolName);
        references.Commit?.Invoke();
        target.Pool.Own = target.Pool.Own.WithReferences(files);
        Accept(target.Pool, compiled, scope);
        return await RunAsync(target, ranks, compiled.Image!, afterwards, cancellationToken).ConfigureAwait(false);
    }

    private CompileResult? Compile(RunTarget target, string text, Scope scope, CancellationToken cancellationToken)
    {
        var pool = target.Pool;
        var start = log.Elapsed;
        IReadOnlySet<int> assigned = target.Ranks[^1] < pool.Ranks.Count
            ? pool.Assigned.Common(target.Ranks.Count == pool.Ranks.Count ? pool.Ranks : [.. target.Ranks.Select(rank => pool.Ranks[rank])])
            : ImmutableHashSet<int>.Empty;
        var compiled = state.Compiler.Compile(new CompileRequest
        {
            Text = text, Scope = scope, Cells = state.Registry.Cells, Assigned = assigned,
            MayMakeLinesLater = TimeLimit is null,
        }, cancellationToken);
        log.Add(compiled.Diagnostics);
        if (_options is { Debug: true }) log.Note($"compiled in {Plural.Time(log.Elapsed - start)}{(compiled.FromCache ? ", found again" : "")}", debugOnly: true);
        return log.HasErrors || compiled.Image is null ? null : compiled;
    }

    // A rank would have a property of its own under the name of one that the notebook keeps, with the default of its type, and nobody would be told.
    private void CheckUses(CellImage image)
    {
        if (_options is not null && image.Uses.FirstOrDefault(state.IsKeptHere) is { } kept) log.Error(SessionDiagnostics.PropertyOfNotebook(kept.Name));
    }

    // Names in --sync and --gather may be the cell's own, so they are known only once it compiled; they are wrong before it runs.
    private List<CellSymbol> CheckAfterwards(Pool pool, CellImage image, SharePlan? plan)
    {
        if (_options?.Sync is { } sync && !new SyncStep(state, pool, log).Check("--sync", sync.All ? null : sync.Names, image, plan?.Brought)) return [];
        if (_options is null || _options.Gather.Count == 0) return [];
        return new ArrivalStep(state, pool, "--gather", log).Find(_options.Gather, image, plan?.Brought) ?? [];
    }

    private async Task<IReadOnlyList<RankHost>> PrepareAsync(
        RunTarget target,
        IReadOnlyList<ReferenceBatch> batches,
        CompileResult compiled,
        CancellationToken cancellationToken)
    {
        var pool = target.Pool;
        if (pool.Ranks.Count < target.Count)
        {
            var start = log.Elapsed;
            await state.Starter.GrowAsync(pool, target.Count, cancellationToken).ConfigureAwait(false);
            log.Note($"started ranks in {Plural.Time(log.Elapsed - start)}", debugOnly: true);
            foreach (var rank in pool.Ranks)
                if (_options is { Debug: true } && rank.Isolate.Story is { } story) log.Note($"rank {rank.Rank}: {story}", debugOnly: true);
        }

        if (_options is not null) state.Pools[pool.Name] = pool;
        foreach (var batch in batches)
            if (!pool.References.Contains(batch)) pool.References.Add(batch);
        if (state.Registry.Add(compiled) && compiled.Image!.Declares.Count == 0) state.IsSweepDue |= state.Retention.AddLeftover();
        var ranks = target.Ranks.Count == pool.Ranks.Count ? pool.Ranks : [.. target.Ranks.Select(rank => pool.Ranks[rank])];
        await ReadyAsync(pool, ranks, compiled.Image!, cancellationToken).ConfigureAwait(false);
        return ranks;
    }

    private async Task ReadyAsync(Pool pool, IReadOnlyList<RankHost> ranks, CellImage image, CancellationToken cancellationToken)
    {
        // A sync may reach ranks that do not run, and its values may be of types from these assemblies: so all ranks get them.
        foreach (var rank in pool.Ranks)
        {
            foreach (var batch in state.Notebook.References) await rank.AddReferencesAsync(batch, cancellationToken).ConfigureAwait(false);
            if (_options is null) continue;
            foreach (var batch in pool.References) await rank.AddReferencesAsync(batch, cancellationToken).ConfigureAwait(false);
        }

        var missing = ranks.Where(rank => !rank.IsReady(image.Name) && !rank.LoadsWithRun(image.Name)).ToList();
        if (missing.Count == 0) return;
        var start = log.Elapsed;
        // With packages each rank has a copy of its own.
        var isShared = image.IsReentrant && state.Notebook.References.Count == 0 && pool.References.Count == 0;
        await Task.WhenAll(missing.Select((rank, at) => at < missing.Count - 1 && !isShared
            // A thread isolate loads on its caller's thread: side by side for several ranks, but for what the first loads for all.
            ? Task.Run(() => rank.LoadAsync(image.Name, cancellationToken).AsTask(), CancellationToken.None)
            : rank.LoadAsync(image.Name, cancellationToken).AsTask())).ConfigureAwait(false);
        if (_options is { Debug: true }) log.Note($"loaded in {Plural.Time(log.Elapsed - start)}", debugOnly: true);
    }

    private void Accept(Pool pool, CompileResult compiled, Scope seen)
    {
        var image = compiled.Image!;
        state.IsSweepDue |= pool.Accept(image, seen);
        pool.LastImage = image.Name;
        state.Registry.Ran(image.Name, request.ExecutionCount);
        state.PublishSchema();
        if (_options is not null) return;
        state.Keep(image);
        state.Mention(image.Declares);
        state.Mention(image.Uses);
    }

    private async Task<CellResult> RunAsync(
        RunTarget target,
        IReadOnlyList<RankHost> ranks,
        CellImage image,
        List<CellSymbol> gathered,
        CancellationToken cancellationToken)
    {
        var limit = TimeLimit;
        var start = log.Elapsed;
        log.Events.Began(PoolName, target.Ranks, limit);
        var stopOnError = _options is { StopOnError: true };
        var loads = _options is { Debug: true } && ranks.Any(rank => !rank.IsReady(image.Name));
        var results = await new FanOut(RequestFor(image, target.Count), log.Events, limit, state.Limits.For(limit), stopOnError)
            .RunAsync(ranks, cancellationToken).ConfigureAwait(false);
        RememberAssigned(image, ranks, results);
        if (_options is { Debug: true }) log.Note($"{(loads ? "loaded and ran" : "ran")} in {Plural.Time(log.Elapsed - start)}", debugOnly: true);
        var interrupted = cancellationToken.IsCancellationRequested && !results.All(result => result.Outcome.IsOk);
        if (!interrupted && !(stopOnError && results.Any(result => !result.Outcome.IsOk)))
            interrupted = !await AfterwardsAsync(target.Pool, ranks, image, gathered, results, cancellationToken).ConfigureAwait(false);
        if (state.IsSweepDue) await state.SweepAsync().ConfigureAwait(false);
        return log.ToResult(PoolName, target.Pool.Mode, All(target.Pool, results), results.Length, interrupted);
    }

    private RunRequest RequestFor(CellImage image, int count) => new()
    {
        Image = image.Name,
        ExecutionCount = request.ExecutionCount,
        ProcessCount = count,
        Cells = state.Registry.Cells,
        StopGrace = state.Options.StopGrace,
        OutputLimit = (_options is null ? state.Options.NotebookOutputLimit : null) ?? state.Options.OutputLimit,
        CanRead = log.Events.CanRead,
    };

    private static void RememberAssigned(CellImage image, IReadOnlyList<RankHost> ranks, RankResult[] results)
    {
        if (!image.Declares.Any(symbol => symbol.AlwaysAssigned)) return;
        var slots = image.Declares.Where(symbol => symbol.AlwaysAssigned).Select(symbol => symbol.SlotId).ToList();
        AssignedSlots.Add(ranks.Where((_, i) => results[i].Outcome is RankOutcome.Completed), slots);
    }

    /// <returns>False when the caller ended it.</returns>
    private async Task<bool> AfterwardsAsync(
        Pool pool,
        IReadOnlyList<RankHost> ranks,
        CellImage image,
        List<CellSymbol> gathered,
        RankResult[] results,
        CancellationToken cancellationToken)
    {
        try
        {
            if (_options?.Sync is { } sync)
                await new SyncStep(state, pool, log).AfterCellAsync(sync, image, results, cancellationToken).ConfigureAwait(false);
            if (gathered.Count > 0)
                await new ArrivalStep(state, pool, "--gather", log).GatherAsync(gathered, ranks, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return false;
        }
        catch (IsolateException exception)
        {
            // The cell ran: its results are told, with what went wrong after it.
            log.Error(SessionDiagnostics.RankTrouble(exception.Message));
            return true;
        }
    }

    private static IReadOnlyList<RankResult> All(Pool pool, RankResult[] results)
    {
        if (results.Length == pool.Ranks.Count) return results;
        var all = pool.Ranks.Select(rank => new RankResult(rank.Rank, new RankOutcome.NotRun("The cell did not target this rank.") { WasTargeted = false }, "", "", 0)).ToArray();
        foreach (var result in results) all[result.Rank] = result;
        return all;
    }
}
