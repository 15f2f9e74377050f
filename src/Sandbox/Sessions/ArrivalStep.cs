using Distribute.Contracts.Images;
using Distribute.Contracts.Isolates;
using Distribute.Contracts.State;
using Distribute.Sandbox.Pools;

namespace Distribute.Sandbox.Sessions;

/// <summary>
/// Brings pool variables to the notebook: the array of all ranks' values (<c>--gather</c>, <c>#!load</c>) or one
/// rank's (<c>#!load --from</c>). The notebook's variables are declared by an image that runs nothing.
/// </summary>
internal sealed class ArrivalStep(SessionState state, Pool pool, string option, CellLog log)
{
    /// <summary>Finds the variables, among the pool's and those that a cell is about to declare or to get from the notebook.</summary>
    /// <returns>The variables; null when the log got an error.</returns>
    public List<CellSymbol>? Find(IReadOnlyList<string> names, CellImage? accepted = null, IReadOnlyList<CellSymbol>? brought = null)
    {
        var known = new PoolNames(state, pool, accepted, brought);
        var found = new List<CellSymbol>();
        foreach (var name in names.Distinct(StringComparer.Ordinal))
        {
            if (known.Find(name) is not { } variable)
            {
                log.Error(known.Missing(option, name));
                return null;
            }

            if (variable.TypeSource is null)
            {
                log.Error(SessionDiagnostics.NoTypeToGather(option, name, variable.TypeDisplay));
                return null;
            }

            found.Add(variable);
        }

        return found;
    }

    /// <summary>Brings the array of the ranks' values, one element each.</summary>
    public async Task GatherAsync(IReadOnlyList<CellSymbol> variables, IReadOnlyList<RankHost> ranks, CancellationToken cancellationToken)
    {
        if (variables.Count == 0) return;
        var parts = new List<StateSnapshot[]>();
        foreach (var variable in variables)
        {
            var snapshots = await Task.WhenAll(ranks.Select(rank => rank.Isolate.LendAsync([variable.SlotId], cancellationToken).AsTask())).ConfigureAwait(false);
            if (IsWhole(variable, ranks, snapshots)) parts.Add(snapshots);
        }

        if (log.HasErrors && parts.Count < variables.Count) return;
        var arrays = variables.Select(variable => (variable.Name, TypeSpelling.ArrayOf(variable.TypeSource!))).ToList();
        if (await DeclareAsync(variables, arrays, parts.SelectMany(part => part), cancellationToken).ConfigureAwait(false) is not { } arrival) return;
        for (var i = 0; i < variables.Count; i++)
            await arrival.Rank.Isolate.GatherAsync(arrival.Slots[i], variables[i].SlotId, parts[i], cancellationToken).ConfigureAwait(false);
        Remember(arrival);
        log.Note($"{Verb} {Names(variables)} from {Plural.Ranks(ranks.Count)}, {Plural.Size(parts.Sum(part => part.Sum(snapshot => snapshot.Size)))}");
    }

    /// <summary>Brings one rank's values.</summary>
    public async Task LoadAsync(IReadOnlyList<CellSymbol> variables, RankHost rank, CancellationToken cancellationToken)
    {
        var snapshot = await rank.Isolate.LendAsync([.. variables.Select(variable => variable.SlotId)], cancellationToken).ConfigureAwait(false);
        if (!variables.All(variable => IsWhole(variable, [rank], [snapshot]))) return;
        var types = variables.Select(variable => (variable.Name, variable.TypeSource!)).ToList();
        if (await DeclareAsync(variables, types, [snapshot], cancellationToken).ConfigureAwait(false) is not { } arrival) return;
        var map = variables.Select((variable, i) => (variable.SlotId, arrival.Slots[i])).ToDictionary(pair => pair.SlotId, pair => pair.Item2);
        await arrival.Rank.Isolate.MergeAsync(snapshot, map, cancellationToken).ConfigureAwait(false);
        Remember(arrival);
        log.Note($"{Verb} {Names(variables)} from rank {rank.Rank}, {Plural.Size(snapshot.Size)}");
    }

    private string Verb => option == "--gather" ? "gathered" : "loaded";

    private static string Names(IReadOnlyList<CellSymbol> variables) => string.Join(", ", variables.Select(variable => variable.Name));

    private bool IsWhole(CellSymbol variable, IReadOnlyList<RankHost> ranks, IReadOnlyList<StateSnapshot> snapshots)
    {
        var refused = snapshots.SelectMany(snapshot => snapshot.Refused).FirstOrDefault(refused => refused.Name == variable.Name);
        if (refused is not null) return log.Error(SessionDiagnostics.Refused(option, refused));
        var lacking = ranks.Where((_, i) => !snapshots[i].Variables.Any(found => found.SlotId == variable.SlotId)).Select(rank => rank.Rank).ToList();
        return lacking.Count == 0 || log.Error(SessionDiagnostics.NothingToGather(option, variable.Name, lacking));
    }

    private async Task<Arrival?> DeclareAsync(
        IReadOnlyList<CellSymbol> variables,
        IReadOnlyList<(string Name, string TypeSource)> types,
        IEnumerable<StateSnapshot> snapshots,
        CancellationToken cancellationToken)
    {
        var notebook = state.Notebook;
        var before = notebook.Own;
        var images = snapshots.SelectMany(snapshot => snapshot.Images).ToHashSet(StringComparer.Ordinal);
        var newTypes = NewTypes([.. variables.SelectMany(variable => variable.Uses), .. TypesInside(images)], before);
        if (newTypes.Count == 0 && Existing(types, before) is { } existing)
        {
            var host = await state.StartNotebookAsync(cancellationToken).ConfigureAwait(false);
            await host.LoadAsync(images.Concat(existing.Select(symbol => symbol.Image)), cancellationToken).ConfigureAwait(false);
            return new Arrival(host, existing, [.. existing.Select(symbol => symbol.SlotId)], Replaced: false);
        }

        var scope = before.Declare(newTypes);
        // The arriving types may come from assemblies that only the pool refers to.
        scope = scope.WithReferences([.. pool.Own.OwnReferences]);
        var result = state.Compiler.CompileDeclarations(scope, types, cancellationToken);
        if (result.Image is not { } image)
        {
            log.Error(SessionDiagnostics.NotDeclared(option, string.Join(" ", result.Diagnostics.Where(diagnostic => diagnostic.IsError).Select(diagnostic => diagnostic.Message))));
            return null;
        }

        state.Registry.Add(result);
        foreach (var batch in pool.References)
            if (!notebook.References.Contains(batch)) notebook.References.Add(batch);
        var rank = await state.StartNotebookAsync(cancellationToken).ConfigureAwait(false);
        await rank.LoadAsync(images.Append(image.Name), cancellationToken).ConfigureAwait(false);
        notebook.Own = scope;
        var replaced = notebook.Accept(image, scope);
        var slots = types.Select(type => image.Declares.Last(symbol => symbol.Name == type.Name).SlotId).ToList();
        return new Arrival(rank, image.Declares, slots, replaced);
    }

    // Variables that a cell or an earlier arrival declared with just these types take the values: nothing is compiled.
    private static List<CellSymbol>? Existing(IReadOnlyList<(string Name, string TypeSource)> types, Contracts.Compilation.Scope notebook)
    {
        var existing = new List<CellSymbol>();
        foreach (var (name, typeSource) in types)
        {
            if (notebook.OwnVariable(name) is not { IsReadOnly: false } symbol || symbol.TypeSource != typeSource) return null;
            existing.Add(symbol);
        }

        return existing;
    }

    private void Remember(Arrival arrival)
    {
        AssignedSlots.Add([arrival.Rank], arrival.Slots);
        state.Mention(arrival.Declares);
        state.IsSweepDue |= arrival.Replaced;
    }

    // What stands in a variable of another type, an object or a base class: the types that the pool still calls by their names.
    private IEnumerable<CellSymbol> TypesInside(HashSet<string> images) =>
        pool.Own.Own.Where(symbol => symbol.Kind == CellSymbolKind.Type && images.Contains(symbol.Image));

    // A type that only ranks know becomes known to the notebook, with the types that it is made of.
    private static List<CellSymbol> NewTypes(IReadOnlyList<CellSymbol> arriving, Contracts.Compilation.Scope notebook)
    {
        var types = new List<CellSymbol>();
        var seen = new HashSet<CellSymbol>(ReferenceEqualityComparer.Instance);
        var pending = new Stack<CellSymbol>(arriving);
        while (pending.TryPop(out var symbol))
        {
            if (!seen.Add(symbol)) continue;
            foreach (var used in symbol.Uses) pending.Push(used);
            if (symbol.Kind is not (CellSymbolKind.Type or CellSymbolKind.Namespace)) continue;
            if (notebook.Lookup(symbol.Name).IsEmpty) types.Add(symbol);
        }

        return types;
    }

    private sealed record Arrival(RankHost Rank, IReadOnlyList<CellSymbol> Declares, IReadOnlyList<int> Slots, bool Replaced);
}
