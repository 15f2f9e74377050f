using Distribute.Contracts.State;

namespace Distribute.ProcessHost;

/// <summary>
/// The newest copy of each of a rank's variables, for a fresh process to take. What one snapshot holds keeps its shape; what
/// two variables of different snapshots shared is two objects afterwards. Not thread safe.
/// </summary>
internal sealed class Checkpoints
{
    private readonly List<Part> _parts = [];

    /// <summary>The parts, oldest first: later ones overwrite earlier ones.</summary>
    public IReadOnlyList<Part> Parts => _parts;

    /// <summary>The slots that some part holds.</summary>
    public IEnumerable<int> Slots => _parts.SelectMany(part => part.Live);

    /// <summary>The images that the values need.</summary>
    public IEnumerable<string> Images => _parts.SelectMany(part => part.Snapshot.Images);

    /// <summary>Takes a newer copy.</summary>
    /// <param name="snapshot">The copy.</param>
    /// <param name="slots">Source to target slots; null for the same.</param>
    /// <param name="asked">The slots that were to be copied: those that could not be must not come back as what they were before.</param>
    public void Add(StateSnapshot snapshot, IReadOnlyDictionary<int, int>? slots, IReadOnlyCollection<int> asked)
    {
        Forget(asked.Contains);
        var live = snapshot.Variables.Select(variable => slots is not null && slots.TryGetValue(variable.SlotId, out var target) ? target : variable.SlotId).ToHashSet();
        if (live.Count == 0) return;
        Forget(live.Contains);
        _parts.Add(new Part(snapshot, slots, live));
    }

    /// <summary>Forgets the copies of some variables.</summary>
    public void Forget(Predicate<int> slots)
    {
        foreach (var part in _parts) part.Live.RemoveWhere(slots);
        _parts.RemoveAll(part => part.Live.Count == 0);
    }

    /// <summary>One snapshot.</summary>
    /// <param name="Snapshot">The copy.</param>
    /// <param name="Map">Source to target slots; null for the same.</param>
    /// <param name="Live">The target slots for which it is the newest.</param>
    public sealed record Part(StateSnapshot Snapshot, IReadOnlyDictionary<int, int>? Map, HashSet<int> Live);
}
