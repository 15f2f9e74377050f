using System.Collections.Immutable;

namespace Distribute.Sandbox.Pools;

/// <summary>
/// The slots that certainly have a value on every one of some ranks. Gives the same object again as long as nothing
/// changed, so that a compilation can be found again by it.
/// </summary>
internal sealed class AssignedSlots
{
    // Different combinations of ranks that a notebook alternates between; more than a few is not a pattern worth keeping.
    private const int MostCombinations = 8;
    private readonly List<(ImmutableHashSet<int>[] Sets, ImmutableHashSet<int> Common)> _known = [];

    /// <summary>What all of the ranks have.</summary>
    public ImmutableHashSet<int> Common(IReadOnlyList<RankHost> ranks)
    {
        var first = ranks[0].Assigned;
        var same = true;
        for (var i = 1; i < ranks.Count && same; i++) same = ReferenceEquals(ranks[i].Assigned, first);
        return same ? first : CommonOf([.. ranks.Select(rank => rank.Assigned).Distinct(ReferenceComparer.Instance)]);
    }

    /// <summary>Adds slots to several ranks; ranks that had the same set share the new one.</summary>
    public static void Add(IEnumerable<RankHost> ranks, IReadOnlyCollection<int> slots) =>
        Change(ranks, before => before.Union(slots));

    /// <summary>Drops all slots but these from several ranks.</summary>
    public static void Keep(IEnumerable<RankHost> ranks, IReadOnlySet<int> slots) =>
        Change(ranks, before => before.All(slots.Contains) ? before : [.. before.Where(slots.Contains)]);

    private static void Change(IEnumerable<RankHost> ranks, Func<ImmutableHashSet<int>, ImmutableHashSet<int>> change)
    {
        ImmutableHashSet<int>? before = null, after = null;
        foreach (var rank in ranks)
        {
            if (before is null || !ReferenceEquals(before, rank.Assigned))
            {
                before = rank.Assigned;
                after = change(before);
            }

            rank.Assigned = after!;
        }
    }

    private ImmutableHashSet<int> CommonOf(ImmutableHashSet<int>[] sets)
    {
        foreach (var (known, result) in _known)
            if (known.SequenceEqual(sets, ReferenceComparer.Instance)) return result;
        var common = sets.Aggregate((left, right) => left.Intersect(right));
        foreach (var (_, result) in _known)
            if (result.SetEquals(common)) common = result;
        if (_known.Count == MostCombinations) _known.RemoveAt(0);
        _known.Add((sets, common));
        return common;
    }

    private sealed class ReferenceComparer : IEqualityComparer<ImmutableHashSet<int>>
    {
        public static ReferenceComparer Instance { get; } = new();

        public bool Equals(ImmutableHashSet<int>? x, ImmutableHashSet<int>? y) => ReferenceEquals(x, y);

        public int GetHashCode(ImmutableHashSet<int> obj) => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(obj);
    }
}
