using Distribute.Contracts.Compilation;
using Distribute.Contracts.Images;

namespace Distribute.Sandbox.Pools;

/// <summary>
/// Finds what no name leads to any more and drops it, on the ranks and in the registry. Runs when a name was
/// replaced, or when many cells that declare nothing have piled up; a cell that replaces nothing pays a counter.
/// </summary>
internal sealed class Retention(ImageRegistry registry)
{
    /// <summary>Images of cells that declare nothing are dropped this many at a time.</summary>
    private const int MostLeftovers = 32;
    private int _leftovers;

    /// <summary>Takes note of a new image that declares nothing.</summary>
    /// <returns>True when it is time for a sweep.</returns>
    public bool AddLeftover() => ++_leftovers >= MostLeftovers;

    /// <summary>Drops what is unreachable from the notebook's names and from each pool's.</summary>
    /// <returns>The slots that the notebook keeps.</returns>
    public async Task<IReadOnlySet<int>> SweepAsync(Pool notebook, IReadOnlyCollection<Pool> pools, CancellationToken cancellationToken)
    {
        _leftovers = 0;
        var all = new HashSet<string>(StringComparer.Ordinal);
        var sweeps = new List<Task>();
        var kept = Reach(notebook, notebook.Own.Own.Concat(pools.SelectMany(CodeOf)));
        foreach (var (pool, reach) in pools.Select(pool => (pool, Reach(pool, NamesOf(pool, notebook.Own)))).Prepend((notebook, kept)))
        {
            all.UnionWith(reach.Images);
            sweeps.Add(SweepAsync(pool, reach, cancellationToken));
        }

        registry.Keep(all);
        await Task.WhenAll(sweeps).ConfigureAwait(false);
        return kept.Slots;
    }

    // A pool's code may use a notebook variable whose name means something else by now: the value stays for new ranks.
    private static IEnumerable<CellSymbol> CodeOf(Pool pool) =>
        pool.Own.Own.Where(symbol => symbol.Kind != CellSymbolKind.Variable).SelectMany(symbol => symbol.Uses);

    private static IEnumerable<CellSymbol> NamesOf(Pool pool, Scope notebook)
    {
        foreach (var (name, variable) in pool.Followed)
            if (notebook.Variable(name)?.SlotId != variable.SlotId) pool.Followed = pool.Followed.Remove(name);
        return pool.Seen(notebook).Visible;
    }

    private static async Task SweepAsync(Pool pool, Reach reach, CancellationToken cancellationToken)
    {
        var freesSlots = !pool.HeldSlots.IsSubsetOf(reach.Slots);
        pool.HeldSlots = [.. reach.Slots];
        pool.OwnSlots.IntersectWith(reach.Slots);
        AssignedSlots.Keep(pool.Ranks, reach.Slots);
        await Task.WhenAll(pool.Ranks
            .Where(rank => freesSlots || rank.HasMoreThan(reach.Images))
            .Select(rank => rank.RetainAsync(reach.Images, reach.Slots, cancellationToken).AsTask())).ConfigureAwait(false);
    }

    private Reach Reach(Pool pool, IEnumerable<CellSymbol> roots)
    {
        var reach = new Reach();
        foreach (var symbol in roots)
        {
            if (symbol.SlotId >= 0) reach.Slots.Add(symbol.SlotId);
            Follow(symbol.Image, reach);
        }

        if (pool.LastImage is { } last) Follow(last, reach);
        return reach;
    }

    private void Follow(string image, Reach reach) => registry.Walk(image, reach.Images, found =>
    {
        foreach (var used in found.Uses)
            if (used.SlotId >= 0) reach.Slots.Add(used.SlotId);
        foreach (var declared in found.Declares)
            if (declared.Captured && declared.SlotId >= 0) reach.Slots.Add(declared.SlotId);
    });
}

/// <summary>What the names of a pool lead to.</summary>
internal sealed class Reach
{
    /// <summary>Image names.</summary>
    public HashSet<string> Images { get; } = new(StringComparer.Ordinal);

    /// <summary>Slot ids.</summary>
    public HashSet<int> Slots { get; } = [];
}
