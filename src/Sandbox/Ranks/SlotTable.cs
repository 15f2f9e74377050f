using Distribute.Contracts.Images;
using Distribute.Contracts.Runtime;

namespace Distribute.Sandbox.Ranks;

/// <summary>
/// A rank's variables by id. A slot that a name leads to is held; one that none leads to any more lives on only while
/// code that was compiled against it does.
/// </summary>
/// <remarks>Thread safe; the values in the slots are as safe as plain fields.</remarks>
internal sealed class SlotTable(RankInfo rank)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<int, Slot> _held = [];
    private readonly Dictionary<int, WeakReference<Slot>> _dropped = [];
    private readonly Dictionary<int, string> _lost = [];

    public RankInfo Rank { get; } = rank;

    /// <summary>The slot of a variable, made when it is not there.</summary>
    /// <param name="type">The slot's own type, a <see cref="Slot{T}"/>.</param>
    /// <param name="variable">Which.</param>
    /// <exception cref="InvalidOperationException">The slot exists with another type: a fault of the compiler.</exception>
    public Slot Bind(Type type, SlotBinding variable)
    {
        lock (_gate)
        {
            var slot = FindLocked(variable.Id);
            if (slot is null) _held[variable.Id] = slot = Make(type, variable, _lost.TryGetValue(variable.Id, out var lost) ? "was lost " + lost : null);
            if (slot.GetType() == type) return slot;
            var wanted = type.GenericTypeArguments[0];
            if (slot.Type.FullName != wanted.FullName)
            {
                throw new InvalidOperationException(
                    $"Variable '{variable.Name}' (slot {variable.Id}) exists as {TypeText.Of(slot.Type)} and was asked for as {TypeText.Of(wanted)}.");
            }

            // The type comes from another file now: a rebuilt assembly, or another version of its package.
            _dropped.Remove(variable.Id);
            return _held[variable.Id] = Make(type, variable, "was lost when its type was loaded again from another file");
        }
    }

    /// <summary>The slot with this id, or null.</summary>
    public Slot? Find(int id)
    {
        lock (_gate) return FindLocked(id);
    }

    /// <summary>Has variables that are not there yet say, when they are read without a value, that it was lost.</summary>
    /// <param name="lost">Slot ids, and when each value was lost.</param>
    public void Lose(IReadOnlyDictionary<int, string> lost)
    {
        lock (_gate)
        {
            foreach (var (id, when) in lost) _lost[id] = when;
        }
    }

    /// <summary>
    /// The slot with this id, or null, for copying in or out. That a name leads there again is known before the next sweep
    /// tells: without holding it, a value that just arrived could be collected.
    /// </summary>
    public Slot? FindAndHold(int id)
    {
        lock (_gate)
        {
            var slot = FindLocked(id);
            if (slot is not null && !_held.ContainsKey(id)) Hold(id, slot);
            return slot;
        }
    }

    /// <summary>The variables that names lead to, by id.</summary>
    public IReadOnlyList<Slot> Held()
    {
        lock (_gate) return [.. _held.Values.OrderBy(slot => slot.Id)];
    }

    /// <summary>Lets go of all but these.</summary>
    public void Retain(IReadOnlySet<int> ids)
    {
        lock (_gate)
        {
            foreach (var (id, slot) in _held)
            {
                if (ids.Contains(id)) continue;
                _held.Remove(id);
                _dropped[id] = new WeakReference<Slot>(slot);
            }

            foreach (var (id, weak) in _dropped)
            {
                if (!weak.TryGetTarget(out var slot)) _dropped.Remove(id);
                else if (ids.Contains(id)) Hold(id, slot);
            }
        }
    }

    private Slot Make(Type type, SlotBinding variable, string? whyNone)
    {
        var slot = (Slot)Activator.CreateInstance(type, variable.Id, variable.Name, Rank)!;
        slot.WhyNone = whyNone;
        return slot;
    }

    private void Hold(int id, Slot slot)
    {
        _held[id] = slot;
        _dropped.Remove(id);
    }

    private Slot? FindLocked(int id)
    {
        if (_held.TryGetValue(id, out var slot)) return slot;
        return _dropped.TryGetValue(id, out var weak) && weak.TryGetTarget(out slot) ? slot : null;
    }
}
