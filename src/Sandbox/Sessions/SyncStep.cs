using Distribute.Contracts.Images;
using Distribute.Contracts.Isolates;
using Distribute.Contracts.Outcomes;
using Distribute.Contracts.State;
using Distribute.Sandbox.Pools;

namespace Distribute.Sandbox.Sessions;

/// <summary>Copies one rank's variables to all other ranks of its pool: one graph, read once, written everywhere at once.</summary>
internal sealed class SyncStep(SessionState state, Pool pool, CellLog log)
{
    private const int MostNames = 3; // a hint, and no list

    /// <summary>The variables that a selection means, among those that the pool has.</summary>
    /// <param name="option">How messages name the request: <c>--sync</c>.</param>
    /// <param name="names">Names; null for all of the pool's.</param>
    /// <param name="accepted">The cell that is to run before, whose names will be there although they are not yet.</param>
    /// <param name="brought">Variables of the notebook that come in with it.</param>
    /// <returns>False when the log got an error.</returns>
    public bool Check(string option, IReadOnlyList<string>? names, CellImage? accepted = null, IReadOnlyList<CellSymbol>? brought = null)
    {
        var known = new PoolNames(state, pool, accepted, brought);
        var unknown = names?.FirstOrDefault(name => known.Find(name) is null);
        return unknown is null || log.Error(known.Missing(option, unknown));
    }

    /// <summary>The step after a cell: from rank 0, if it completed.</summary>
    public Task AfterCellAsync(SyncSelection selection, CellImage image, IReadOnlyList<RankResult> results, CancellationToken cancellationToken)
    {
        var outcome = results.FirstOrDefault(result => result.Rank == 0)?.Outcome;
        if (outcome is not RankOutcome.Completed)
        {
            log.Warn(SessionDiagnostics.NotSynced(pool.Name, 0, outcome is null or RankOutcome.NotRun ? "did not run" : $"did not complete ({outcome.Name})"));
            return Task.CompletedTask;
        }

        var names = selection.All ? null : selection.Names ?? image.Assigns;
        if (names is { Count: 0 } && Changed(image) is { Count: > 0 } changed)
        {
            log.Note($"nothing to sync: the cell assigns no variable. To copy what it changed inside of one, name it: --sync={string.Join(',', changed)}");
            return Task.CompletedTask;
        }

        return RunAsync("--sync", names, named: !selection.All && selection.Names is not null, 0, cancellationToken);
    }

    // The variables that the cell uses and may have changed without assigning them: those of any type but the keywords'.
    private static List<string> Changed(CellImage image) =>
        [.. image.Uses.Where(symbol => symbol is { Kind: CellSymbolKind.Variable, TypeSource: { } type } && type.AsSpan().ContainsAny('.', '['))
            .Select(symbol => symbol.Name).Distinct().Order(StringComparer.Ordinal).Take(MostNames)];

    /// <summary>Copies.</summary>
    /// <param name="option">How messages name the request.</param>
    /// <param name="names">Names that were checked; null for all of the rank's.</param>
    /// <param name="named">Whether the person named them, so that what cannot be copied is an error.</param>
    /// <param name="from">The source rank.</param>
    /// <param name="cancellationToken">Gives up before anything was changed.</param>
    public async Task RunAsync(string option, IReadOnlyList<string>? names, bool named, int from, CancellationToken cancellationToken)
    {
        var start = log.Elapsed;
        var variables = Variables(names);
        var targets = pool.Ranks.Where(rank => rank.Rank != from).ToList();
        if (variables.Count == 0 || targets.Count == 0)
        {
            log.Note(variables.Count == 0 ? "nothing to sync" : "nothing to sync to: the pool has one rank");
            return;
        }

        StateSnapshot snapshot;
        try
        {
            snapshot = await pool.Ranks[from].Isolate.LendAsync([.. variables.Select(variable => variable.SlotId)], cancellationToken).ConfigureAwait(false);
        }
        catch (IsolateException exception)
        {
            log.Error(SessionDiagnostics.CopyFailed(option, Plural.Ranks(targets.Count), exception.Message));
            return;
        }

        Report(option, snapshot, variables, named, from);
        var copied = variables.Where(variable => snapshot.Variables.Any(found => found.SlotId == variable.SlotId)).ToList();
        if (copied.Count == 0) return;
        var reached = await MergeAsync(option, snapshot, copied, targets, cancellationToken).ConfigureAwait(false);
        Remember(copied, pool.Ranks[from], reached);
        log.Note($"synced {string.Join(", ", copied.Select(variable => variable.Name))} to {Plural.Ranks(reached.Count)}, {Plural.Size(snapshot.Size)}, {Plural.Time(log.Elapsed - start)}");
    }

    private List<CellSymbol> Variables(IReadOnlyList<string>? names)
    {
        if (names is null)
            return [.. pool.Own.Own.Where(symbol => symbol.Kind == CellSymbolKind.Variable).Concat(pool.Followed.Values).OrderBy(symbol => symbol.Name, StringComparer.Ordinal)];
        var seen = pool.Seen(state.Notebook.Own);
        return [.. names.Select(name => pool.Followed.GetValueOrDefault(name) ?? seen.Variable(name)).OfType<CellSymbol>().DistinctBy(symbol => symbol.SlotId)];
    }

    private void Report(string option, StateSnapshot snapshot, List<CellSymbol> variables, bool named, int from)
    {
        foreach (var refused in snapshot.Refused)
        {
            if (named) log.Error(SessionDiagnostics.Refused(option, refused));
            else log.Warn(SessionDiagnostics.Refused(option, refused));
        }

        if (!named) return;
        foreach (var variable in variables)
            if (!snapshot.Variables.Any(found => found.SlotId == variable.SlotId) && !snapshot.Refused.Any(refused => refused.Name == variable.Name))
                log.Error(SessionDiagnostics.NothingToSync(option, variable.Name, from));
    }

    private async Task<List<RankHost>> MergeAsync(string option, StateSnapshot snapshot, List<CellSymbol> copied, List<RankHost> targets, CancellationToken cancellationToken)
    {
        var failures = await Task.WhenAll(targets.Select(async target =>
        {
            try
            {
                await target.MergeAsync(snapshot, copied.Images(), null, cancellationToken).ConfigureAwait(false);
                return null;
            }
            catch (IsolateException exception)
            {
                return exception;
            }
        })).ConfigureAwait(false);
        for (var i = 0; i < failures.Length; i++)
            if (failures[i] is { } failure) log.Error(SessionDiagnostics.CopyFailed(option, $"rank {targets[i].Rank}", failure.Message));
        return [.. targets.Where((_, i) => failures[i] is null)];
    }

    private static void Remember(List<CellSymbol> copied, RankHost source, List<RankHost> reached)
    {
        AssignedSlots.Add(reached, [.. copied.Select(variable => variable.SlotId)]);
        // What follows the notebook is as new on the targets as on the source.
        foreach (var variable in copied)
            if (source.Copied.TryGetValue(variable.SlotId, out var at))
                foreach (var rank in reached) rank.Copied[variable.SlotId] = at;
    }
}
