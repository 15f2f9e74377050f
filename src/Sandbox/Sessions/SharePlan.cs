using System.Collections.Immutable;
using Distribute.Contracts.Compilation;
using Distribute.Contracts.Images;
using Distribute.Sandbox.Pools;

namespace Distribute.Sandbox.Sessions;

/// <summary>
/// Which of the notebook's variables a distributed cell sees and gets: all that it uses, exactly those named, or none;
/// and those that are scattered.
/// </summary>
internal sealed class SharePlan
{
    private readonly SessionState _state;
    private readonly Pool _pool;

    private SharePlan(SessionState state, Pool pool) => (_state, _pool) = (state, pool);

    /// <summary>The variables named by <c>--share</c>; null for automatic.</summary>
    public IReadOnlyList<CellSymbol>? Named { get; private init; }

    /// <summary>The variables named by <c>--scatter</c>.</summary>
    public IReadOnlyList<CellSymbol> Scattered { get; private init; } = [];

    /// <summary>The variables that certainly come in, whatever the pool meant by their names before.</summary>
    public IReadOnlyList<CellSymbol> Brought => Named is null ? Scattered : [.. Scattered, .. Named];

    /// <summary>Checks the names.</summary>
    /// <returns>The plan; null when the log got an error.</returns>
    public static SharePlan? Choose(DistributeOptions options, SessionState state, Pool pool, CellLog log)
    {
        if (options.Share is null && options.Scatter.Count == 0) return new SharePlan(state, pool);
        var notebook = state.Notebook.Own;
        var named = options.Share is null ? null : Find("--share", options.Share, notebook, log);
        var scattered = Find("--scatter", options.Scatter, notebook, log);
        return log.HasErrors ? null : new SharePlan(state, pool) { Named = named, Scattered = scattered! };
    }

    /// <summary>What the cell sees.</summary>
    public Scope Scope()
    {
        var notebook = _state.Notebook.Own;
        if (Named is null && Scattered.Count == 0) return _pool.Seen(notebook);
        var own = Scattered.Aggregate(_pool.Own, (scope, variable) => scope.Declare([variable]));
        if (Named is null) return own with { Parent = notebook };
        // Variables that came in earlier stay visible under their last meaning; those named now have the notebook's.
        own = own.Declare(_pool.Followed.Values);
        own = Named.Aggregate(own, (scope, variable) => scope.Forget(variable.Name));
        var names = Named.Select(variable => variable.Name).ToImmutableHashSet(StringComparer.Ordinal);
        return own with { Parent = notebook, Shares = names.Contains };
    }

    /// <summary>The variables that a rank is to get now.</summary>
    public List<CellSymbol>? NeededBy(RankHost rank, CellImage image)
    {
        if (Named is not null) return Named.Count == 0 ? null : [.. Named.Except(Scattered)];
        List<CellSymbol>? needed = null;
        foreach (var symbol in image.Uses)
        {
            if (symbol.SlotId < 0 || _pool.OwnSlots.Contains(symbol.SlotId)) continue;
            if (_state.MentionOf(symbol.SlotId) is not { } mention) continue;
            if (rank.Copied.TryGetValue(symbol.SlotId, out var copied) && copied >= mention) continue;
            if (Scattered.Any(other => other.SlotId == symbol.SlotId)) continue;
            needed ??= [];
            if (!needed.Exists(other => other.SlotId == symbol.SlotId)) needed.Add(symbol);
        }

        if (needed is not null && _pool.Together.Count > 0) AddAliases(needed, rank);
        return needed;
    }

    // Copied again alone, a variable would no longer share its objects with those that it came with.
    private void AddAliases(List<CellSymbol> needed, RankHost rank)
    {
        foreach (var slot in needed.SelectMany(symbol => _pool.Together.GetValueOrDefault(symbol.SlotId) ?? []).ToList())
        {
            if (!rank.Copied.ContainsKey(slot) || _pool.OwnSlots.Contains(slot) || needed.Exists(symbol => symbol.SlotId == slot)) continue;
            if (_pool.Followed.Values.FirstOrDefault(symbol => symbol.SlotId == slot) is { } alias) needed.Add(alias);
        }
    }

    private static List<CellSymbol>? Find(string option, IReadOnlyList<string> names, Scope notebook, CellLog log)
    {
        var found = new List<CellSymbol>();
        foreach (var name in names.Distinct(StringComparer.Ordinal))
        {
            if (notebook.Variable(name) is { } variable) found.Add(variable);
            else
            {
                var known = notebook.Own.Where(symbol => symbol.Kind == CellSymbolKind.Variable).Select(symbol => symbol.Name);
                log.Error(notebook.Lookup(name).FirstOrDefault() is { } other
                    ? SessionDiagnostics.NotAVariable(option, other) : SessionDiagnostics.UnknownVariable(option, name, "the notebook", known));
                return null;
            }
        }

        return found;
    }
}
