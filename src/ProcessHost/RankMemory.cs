using System.Globalization;
using Distribute.Contracts.Images;
using Distribute.Contracts.Isolates;
using Distribute.Contracts.References;
using Distribute.Contracts.State;

namespace Distribute.ProcessHost;

/// <summary>
/// What the parent remembers of a rank, so that a fresh process can take a dead one's place: references, images, which
/// variables had a value, and their newest copies. Thread safe.
/// </summary>
internal sealed class RankMemory(bool keepsCheckpoints)
{
    private readonly Lock _gate = new();
    private readonly List<ResolvedReferences> _references = [];
    private readonly List<CellImage> _images = [];
    private readonly Dictionary<string, int[]> _slots = new(StringComparer.Ordinal);
    private readonly HashSet<int> _held = [];
    private readonly Dictionary<int, string> _lost = [];
    private readonly Checkpoints _checkpoints = new();
    private int _lastCell;
    private bool _isRunning;

    /// <summary>Remembers references.</summary>
    public void Add(ResolvedReferences references)
    {
        lock (_gate)
        {
            if (!_references.Exists(known => ReferenceEquals(known, references))) _references.Add(references);
        }
    }

    /// <summary>Remembers images.</summary>
    /// <returns>Those that it did not have.</returns>
    public IReadOnlyList<string> Add(IReadOnlyList<CellImage> images)
    {
        var added = new List<string>();
        lock (_gate)
        {
            foreach (var image in images)
            {
                if (_slots.ContainsKey(image.Name)) continue;
                _slots[image.Name] = [.. image.Declares.Concat(image.Uses).Select(symbol => symbol.SlotId).Where(slot => slot >= 0).Distinct()];
                _images.Add(image);
                added.Add(image.Name);
            }
        }

        return added;
    }

    /// <summary>Forgets images that could not be loaded.</summary>
    public void Remove(IReadOnlyCollection<string> images)
    {
        lock (_gate)
        {
            _images.RemoveAll(image => images.Contains(image.Name));
            foreach (var image in images) _slots.Remove(image);
        }
    }

    /// <summary>Forgets what no name leads to.</summary>
    public void Retain(IReadOnlySet<string> images, IReadOnlySet<int> slots)
    {
        lock (_gate)
        {
            _checkpoints.Forget(slot => !slots.Contains(slot));
            _held.IntersectWith(slots);
            foreach (var slot in _lost.Keys)
                if (!slots.Contains(slot)) _lost.Remove(slot);
            // A value may be of a type that no name leads to any more.
            var kept = new HashSet<string>(images, StringComparer.Ordinal);
            var needed = new Stack<string>(_checkpoints.Images);
            while (needed.TryPop(out var name))
            {
                if (!kept.Add(name) || _images.Find(image => image.Name == name) is not { } image) continue;
                foreach (var dependency in image.Dependencies) needed.Push(dependency);
            }

            foreach (var image in _images)
                if (!kept.Contains(image.Name)) _slots.Remove(image.Name);
            _images.RemoveAll(image => !kept.Contains(image.Name));
        }
    }

    /// <summary>A run begins.</summary>
    /// <returns>The slots to copy afterwards; null for none.</returns>
    public IReadOnlyCollection<int>? Ran(RunRequest request)
    {
        lock (_gate)
        {
            (_lastCell, _isRunning) = (request.ExecutionCount, true);
            if (!_slots.TryGetValue(request.Image, out var slots)) return keepsCheckpoints ? [] : null;
            foreach (var slot in slots) _held.Add(slot);
            return keepsCheckpoints ? slots : null;
        }
    }

    /// <summary>A run has ended, however.</summary>
    public void Ended(RunRequest request)
    {
        lock (_gate)
        {
            if (_lastCell == request.ExecutionCount) _isRunning = false;
        }
    }

    /// <summary>A copy of what a run may have changed came.</summary>
    public void Keep(string image, StateSnapshot snapshot)
    {
        lock (_gate) _checkpoints.Add(snapshot, null, _slots.GetValueOrDefault(image) ?? []);
    }

    /// <summary>Variables were copied in.</summary>
    public void Merged(StateSnapshot snapshot, IReadOnlyDictionary<int, int>? slots)
    {
        lock (_gate)
        {
            foreach (var variable in snapshot.Variables)
                _held.Add(slots is not null && slots.TryGetValue(variable.SlotId, out var target) ? target : variable.SlotId);
            // What is lent is good for a moment; a checkpoint is for later.
            if (keepsCheckpoints) _checkpoints.Add(snapshot.Source is null ? snapshot : snapshot with { Bytes = snapshot.Bytes }, slots, []);
        }
    }

    /// <summary>A variable has got a value.</summary>
    public void Touched(int slot)
    {
        lock (_gate) _held.Add(slot);
    }

    /// <summary>The process died: remembers what was lost with it.</summary>
    /// <param name="reason">How, after "its process".</param>
    public void Die(string reason)
    {
        lock (_gate)
        {
            var when = string.Create(CultureInfo.InvariantCulture, $"{(_isRunning ? "in" : "after")} cell {_lastCell}");
            var text = $"when the rank's process died {when}: it {reason}";
            var kept = _checkpoints.Slots.ToHashSet();
            foreach (var slot in _held)
                if (!kept.Contains(slot)) _lost[slot] = text;
            _held.IntersectWith(kept);
        }
    }

    /// <summary>What became of the variables, for the person.</summary>
    public string Fate() => keepsCheckpoints
        ? "A fresh process took its place, with the variables as the last checkpoint has them; statics of types and packages are lost."
        : "A fresh process took its place; the rank's variables, and statics of types and packages, are lost (--checkpoint keeps the variables).";

    /// <summary>What a process that has some of it already is still to get.</summary>
    public (IReadOnlyList<ResolvedReferences> References, IReadOnlyList<CellImage> Images) Missing(int references, IReadOnlySet<string> images)
    {
        lock (_gate) return ([.. _references.Skip(references)], [.. _images.Where(image => !images.Contains(image.Name))]);
    }

    /// <summary>The PDB of an image; empty when the image is not known any more. May compile.</summary>
    public byte[] LinesOf(string image)
    {
        CellImage? found;
        lock (_gate) found = _images.Find(one => one.Name == image);
        return found?.ReadPdb() ?? [];
    }

    /// <summary>What was lost, by slot.</summary>
    public IReadOnlyDictionary<int, string> Lost()
    {
        lock (_gate) return new Dictionary<int, string>(_lost);
    }

    /// <summary>The copies to give a fresh process.</summary>
    public IReadOnlyList<Checkpoints.Part> Kept()
    {
        lock (_gate) return [.. _checkpoints.Parts];
    }
}
