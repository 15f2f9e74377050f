using Distribute.Contracts.Isolates;
using Distribute.Contracts.Runtime;
using Distribute.Contracts.State;
using Distribute.Sandbox.Ranks;
using Distribute.Sandbox.State.Graph;
using MessagePack;

namespace Distribute.Sandbox.State;

/// <summary>Copies variables out of a rank. Thread safe as long as nobody changes the values meanwhile.</summary>
public static class SnapshotEncoder
{
    /// <summary>
    /// Encodes the variables as one graph: shared objects stay shared and cycles close. Slots without a value are left out;
    /// a variable that cannot be copied is refused by name and the others are copied.
    /// </summary>
    /// <returns>A snapshot that depends on nothing any more.</returns>
    /// <exception cref="IsolateException">The snapshot would be larger than 2 GB, or memory does not suffice.</exception>
    public static StateSnapshot Encode(IReadOnlyList<Slot> slots, ITypeNames names) => Encode(Values(slots), names, lend: false);

    /// <summary>As <see cref="Encode(IReadOnlyList{Slot}, ITypeNames)"/>, but large arrays of plain data are lent and not copied.</summary>
    /// <returns>A snapshot that is good as long as nobody changes the values.</returns>
    public static StateSnapshot Lend(IReadOnlyList<Slot> slots, ITypeNames names) => Encode(Values(slots), names, lend: true);

    /// <summary>How large a copy of a variable would be, and a number that is equal where copies would be equal; null when it cannot be copied.</summary>
    public static (long Size, ulong Fingerprint)? Measure(Slot slot, ITypeNames names) =>
        Lend([slot], names) is { Refused.Count: 0, Source: LentSnapshot lent } ? (lent.Size, lent.Content.Fingerprint()) : null;

    /// <summary>
    /// Splits a one-dimensional array or a list over a number of parts: contiguous blocks in order, the first
    /// (length mod parts) one longer. An array gives arrays, a list gives lists of its own type.
    /// </summary>
    /// <param name="slot">The variable.</param>
    /// <param name="parts">How many parts, at least 1.</param>
    /// <param name="names">Names types.</param>
    /// <returns>Snapshots that are good as long as nobody changes the value.</returns>
    /// <exception cref="IsolateException">The variable has no value, is neither array nor list, or holds something that cannot be copied.</exception>
    public static IReadOnlyList<StateSnapshot> EncodeParts(Slot slot, int parts, ITypeNames names)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(parts, 1);
        if (!slot.HasValue) throw new IsolateException($"'{slot.Name}' cannot be scattered: it has no value on {slot.Rank.DisplayName}.");
        var list = Partition.Check(slot.Name, slot.Boxed);
        var snapshots = new StateSnapshot[parts];
        for (var part = 0; part < parts; part++)
        {
            var (start, length) = Partition.Of(list.Count, parts, part);
            snapshots[part] = Encode([(new SnapshotVariable(slot.Id, slot.Name), Partition.Take(slot.Name, list, start, length))], names, lend: true);
            if (snapshots[part].Refused is [var refused, ..]) throw new IsolateException($"'{slot.Name}' cannot be scattered: {refused.Path}: {refused.Reason}.");
        }

        return snapshots;
    }

    private static List<(SnapshotVariable Variable, object? Value)> Values(IReadOnlyList<Slot> slots) =>
        [.. slots.Where(slot => slot.HasValue).Select(slot => (new SnapshotVariable(slot.Id, slot.Name), slot.Boxed))];

    private static StateSnapshot Encode(List<(SnapshotVariable Variable, object? Value)> values, ITypeNames names, bool lend)
    {
        using var graph = new GraphWriter(names);
        try
        {
            return Encode(graph, values, lend);
        }
        catch (OutOfMemoryException fault)
        {
            throw Faults.NoMemory(values.Select(value => value.Variable.Name), fault);
        }
    }

    private static StateSnapshot Encode(GraphWriter graph, List<(SnapshotVariable Variable, object? Value)> values, bool lend)
    {
        using var roots = new SectionBuffer();
        var kept = new List<SnapshotVariable>();
        var refused = new List<RefusedVariable>();
        var shared = new SharedObjects(graph);
        var writer = new MessagePackWriter(roots);
        foreach (var (variable, value) in values)
        {
            try
            {
                var id = graph.WriteRoot(value);
                writer.Write(variable.SlotId);
                writer.Write(variable.Name);
                writer.Write(id);
                kept.Add(variable);
                shared.Add(variable);
            }
            catch (RefusedException refusal)
            {
                var path = PathFinder.Find(variable.Name, value!, refusal.Offender);
                refused.Add(new RefusedVariable(variable.Name, path, $"{TypeText.Of(refusal.Offender.GetType())}: {refusal.Message}"));
            }
        }

        writer.Flush();
        var snapshot = lend
            ? new StateSnapshot(new LentSnapshot(graph.Lend(roots)), kept)
            : new StateSnapshot { Bytes = graph.Seal(roots), Variables = kept };
        return snapshot with { Refused = refused, Together = shared.Groups(), Images = graph.Types.Images };
    }
}
