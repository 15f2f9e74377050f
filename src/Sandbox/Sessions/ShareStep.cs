using Distribute.Contracts.Images;
using Distribute.Contracts.Isolates;
using Distribute.Contracts.State;
using Distribute.Sandbox.Pools;

namespace Distribute.Sandbox.Sessions;

/// <summary>Copies notebook variables to the ranks that are to run: shared ones whole, scattered ones in parts.</summary>
internal sealed class ShareStep(SessionState state, Pool pool, SharePlan plan, CellLog log)
{
    /// <summary>Copies what the cell needs.</summary>
    /// <returns>False when the log got an error; nothing must run then.</returns>
    public async Task<bool> RunAsync(IReadOnlyList<RankHost> ranks, CellImage image, CancellationToken cancellationToken)
    {
        var needs = Needs(ranks, image);
        if (needs is null && plan.Scattered.Count == 0) return true;
        var notebook = await state.StartNotebookAsync(cancellationToken).ConfigureAwait(false);
        // All that can be refused comes before the first value moves.
        var parts = new List<(CellSymbol Variable, IReadOnlyList<StateSnapshot> Parts)>();
        foreach (var variable in plan.Scattered)
        {
            if (await SplitAsync(notebook, variable, ranks.Count, cancellationToken).ConfigureAwait(false) is not { } split) return false;
            parts.Add((variable, split));
        }

        foreach (var (variables, targets) in needs ?? [])
            if (!await ShareAsync(notebook, variables, targets, cancellationToken).ConfigureAwait(false)) return false;
        foreach (var (variable, split) in parts) await ScatterAsync(variable, split, ranks, cancellationToken).ConfigureAwait(false);
        return true;
    }

    // Ranks that need the same variables get them from one snapshot; nearly always these are all ranks.
    private List<(List<CellSymbol> Variables, List<RankHost> Ranks)>? Needs(IReadOnlyList<RankHost> ranks, CellImage image)
    {
        List<(List<CellSymbol> Variables, List<RankHost> Ranks)>? groups = null;
        foreach (var rank in ranks)
        {
            if (plan.NeededBy(rank, image) is not { Count: > 0 } needed) continue;
            groups ??= [];
            var same = groups.FindIndex(group => group.Variables.Select(Slot).SequenceEqual(needed.Select(Slot)));
            if (same < 0) groups.Add((needed, [rank]));
            else groups[same].Ranks.Add(rank);
        }

        return groups;
    }

    private static int Slot(CellSymbol symbol) => symbol.SlotId;

    private async Task<bool> ShareAsync(RankHost notebook, List<CellSymbol> variables, List<RankHost> ranks, CancellationToken cancellationToken)
    {
        var snapshot = await notebook.Isolate.LendAsync([.. variables.Select(Slot)], cancellationToken).ConfigureAwait(false);
        if (!Accept(snapshot, variables)) return false;
        if (snapshot.Variables.Count + snapshot.Refused.Count == 0) return true;
        var copied = variables.Where(variable => snapshot.Variables.Any(found => found.SlotId == variable.SlotId)).ToList();
        await Task.WhenAll(ranks.Select(rank => MergeAsync(rank, snapshot, copied.Images(), cancellationToken))).ConfigureAwait(false);
        foreach (var variable in copied) pool.Together.Remove(variable.SlotId);
        foreach (var group in snapshot.Together)
            foreach (var slot in group) pool.Together[slot] = group;
        foreach (var variable in copied)
        {
            foreach (var rank in ranks) rank.Copied[variable.SlotId] = state.Clock;
            Follow(variable);
        }

        if (copied.Count == 0) return true;
        AssignedSlots.Add(ranks, [.. copied.Select(Slot)]);
        log.Note($"shared {string.Join(", ", copied.Select(variable => variable.Name))} with {Plural.Ranks(ranks.Count)}, {Plural.Size(snapshot.Size)}", debugOnly: true);
        return true;
    }

    private bool Accept(StateSnapshot snapshot, List<CellSymbol> variables)
    {
        var automatic = plan.Named is null;
        foreach (var refused in snapshot.Refused)
        {
            if (automatic) log.Warn(SessionDiagnostics.Refused("sharing", refused));
            else log.Error(SessionDiagnostics.Refused("--share", refused));
        }

        if (automatic) return true;
        foreach (var variable in variables)
            if (!snapshot.Variables.Any(found => found.SlotId == variable.SlotId) && !snapshot.Refused.Any(refused => refused.Name == variable.Name))
                log.Error(SessionDiagnostics.NothingToShare(variable.Name));
        return !log.HasErrors;
    }

    private void Follow(CellSymbol variable)
    {
        pool.HeldSlots.Add(variable.SlotId);
        if (state.Notebook.Own.Variable(variable.Name)?.SlotId != variable.SlotId) return;
        pool.OwnSlots.Remove(variable.SlotId);
        if (plan.Named is not null) pool.Own = pool.Own.Forget(variable.Name);
        pool.Followed = pool.Followed.SetItem(variable.Name, variable);
    }

    private async Task<IReadOnlyList<StateSnapshot>?> SplitAsync(RankHost notebook, CellSymbol variable, int parts, CancellationToken cancellationToken)
    {
        try
        {
            var split = await notebook.Isolate.ScatterAsync(variable.SlotId, parts, cancellationToken).ConfigureAwait(false);
            foreach (var refused in split.SelectMany(part => part.Refused)) log.Error(SessionDiagnostics.Refused("--scatter", refused));
            return log.HasErrors ? null : split;
        }
        catch (IsolateException exception)
        {
            log.Error(SessionDiagnostics.NotScattered(variable.Name, exception.Message));
            return null;
        }
    }

    // A rank whose place dies just now tells so when it is to run; that must not keep the others from running.
    private static async Task MergeAsync(RankHost rank, StateSnapshot snapshot, IEnumerable<string> declaring, CancellationToken cancellationToken)
    {
        try
        {
            await rank.MergeAsync(snapshot, declaring, null, cancellationToken).ConfigureAwait(false);
        }
        catch (IsolateException) when (rank.Isolate.IsLost)
        {
            return;
        }
    }

    private async Task ScatterAsync(CellSymbol variable, IReadOnlyList<StateSnapshot> parts, IReadOnlyList<RankHost> ranks, CancellationToken cancellationToken)
    {
        await Task.WhenAll(ranks.Select((rank, i) => MergeAsync(rank, parts[i], [variable.Image], cancellationToken))).ConfigureAwait(false);
        pool.Adopt(variable);
        AssignedSlots.Add(ranks, [variable.SlotId]);
        foreach (var rank in ranks) rank.Copied.Remove(variable.SlotId);
        log.Note($"scattered {variable.Name} over {Plural.Ranks(ranks.Count)}, {Plural.Size(parts.Sum(part => part.Size))}", debugOnly: true);
    }
}
