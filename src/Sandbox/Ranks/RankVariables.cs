using Distribute.Contracts.Isolates;
using Distribute.Contracts.Outcomes;
using Distribute.Contracts.Runtime;
using Distribute.Contracts.State;
using Distribute.Sandbox.State;

namespace Distribute.Sandbox.Ranks;

/// <summary>A rank's variables seen from outside: copied out, copied in, listed. Not while a run goes on.</summary>
internal sealed class RankVariables(SlotTable slots, ITypeNames names, Func<object?, string?, MimeBundle> show, Action bindAgain)
{
    /// <summary>Most characters of a variable's preview: it stands in a table.</summary>
    private const int PreviewLength = 80;

    /// <summary>Copies variables out; those without a value are left out.</summary>
    public StateSnapshot Snapshot(IReadOnlyList<int> slotIds) => SnapshotEncoder.Encode(WithValue(slotIds), names);

    /// <summary>The same, with large arrays lent until the next run.</summary>
    public StateSnapshot Lend(IReadOnlyList<int> slotIds) => SnapshotEncoder.Lend(WithValue(slotIds), names);

    /// <summary>Splits an array or list.</summary>
    /// <exception cref="IsolateException">The variable has no value, or is neither array nor list.</exception>
    public IReadOnlyList<StateSnapshot> Scatter(int slotId, int parts) => SnapshotEncoder.EncodeParts(Existing(slotId), parts, names);

    /// <summary>Copies variables in: all or, when it throws, none.</summary>
    /// <exception cref="IsolateException">The snapshot cannot be read here.</exception>
    public void Merge(StateSnapshot snapshot, IReadOnlyDictionary<int, int>? targets)
    {
        ReplacedMemory.MakeRoom(snapshot.Size);
        var values = new List<(Slot Slot, object? Value)>();
        foreach (var (variable, value) in SnapshotDecoder.Decode(snapshot, names))
        {
            var id = targets is not null && targets.TryGetValue(variable.SlotId, out var target) ? target : variable.SlotId;
            var slot = Existing(id);
            if (!Fits(value, slot.Type)) throw Mismatch(slot, value);
            values.Add((slot, value));
        }

        if (values.Exists(pair => pair.Slot.HasValue)) ReplacedMemory.Add(snapshot.Size);
        foreach (var (slot, value) in values) Assign(slot, value);
        foreach (var refused in snapshot.Refused) Explain(refused);
    }

    /// <summary>Copies in what fits of an earlier copy: variables that are not here any more, or have another type, are passed over.</summary>
    /// <exception cref="IsolateException">The snapshot cannot be read here.</exception>
    public void Restore(StateSnapshot snapshot, IReadOnlyDictionary<int, int>? targets)
    {
        foreach (var (variable, value) in SnapshotDecoder.Decode(snapshot, names))
        {
            var id = targets is not null && targets.TryGetValue(variable.SlotId, out var target) ? target : variable.SlotId;
            if (slots.Find(id) is { } slot && Fits(value, slot.Type)) Assign(slot, value);
        }
    }

    /// <summary>Has variables say that their value was lost.</summary>
    public void Lose(IReadOnlyDictionary<int, string> lost) => slots.Lose(lost);

    /// <summary>Fills an array variable with one element from each part.</summary>
    /// <exception cref="IsolateException">A part cannot be read here.</exception>
    public void Gather(int targetSlot, int sourceSlot, IReadOnlyList<StateSnapshot> parts)
    {
        var slot = Existing(targetSlot);
        if (!slot.Type.IsSZArray) throw new IsolateException($"'{slot.Name}' is {TypeText.Of(slot.Type)}, not an array, and cannot be gathered into.");
        var element = slot.Type.GetElementType()!;
        var size = parts.Sum(part => part.Size);
        ReplacedMemory.MakeRoom(size);
        var gathered = Array.CreateInstance(element, parts.Count);
        for (var at = 0; at < parts.Count; at++)
        {
            var found = SnapshotDecoder.Decode(parts[at], names).Where(pair => pair.Variable.SlotId == sourceSlot).ToArray();
            if (found.Length == 0) throw new IsolateException($"Part {at} holds no value for '{slot.Name}'.");
            if (!Fits(found[0].Value, element)) throw Mismatch(slot, found[0].Value);
            gathered.SetValue(found[0].Value, at);
        }

        if (slot.HasValue) ReplacedMemory.Add(size);
        Assign(slot, gathered);
    }

    /// <summary>The variables that have a value, measured as a copy of each would be.</summary>
    public IReadOnlyList<VariableInfo> List() => [.. slots.Held().Where(slot => slot.HasValue).Select(Describe)];

    private VariableInfo Describe(Slot slot)
    {
        var info = new VariableInfo(slot.Id, slot.Name, TypeText.Of(slot.Type), Preview(slot.Boxed));
        return SnapshotEncoder.Measure(slot, names) is { } measured ? info with { Size = measured.Size, Fingerprint = measured.Fingerprint } : info;
    }

    private Slot[] WithValue(IReadOnlyList<int> slotIds) => [.. slotIds.Select(slots.Find).OfType<Slot>().Where(slot => slot.HasValue)];

    // Whoever reads the variable here learns why it has no value.
    private void Explain(RefusedVariable refused)
    {
        foreach (var slot in slots.Held().Where(slot => slot.Name == refused.Name && !slot.HasValue))
            slot.WhyNone = $"could not be copied here ({refused.Path}: {refused.Reason.TrimEnd('.')})";
    }

    private static void Assign(Slot slot, object? value)
    {
        slot.Boxed = value;
        slot.WhyNone = null;
    }

    private static bool Fits(object? value, Type type) =>
        value is null ? !type.IsValueType || Nullable.GetUnderlyingType(type) is not null : type.IsInstanceOfType(value);

    private static IsolateException Mismatch(Slot slot, object? value) =>
        new($"'{slot.Name}' is {TypeText.Of(slot.Type)} here and cannot hold {(value is null ? "null" : TypeText.Of(value.GetType()))}.");

    private Slot Existing(int id) => slots.FindAndHold(id) ?? Again(id);

    private Slot Again(int id)
    {
        bindAgain();
        return slots.FindAndHold(id) ?? throw new IsolateException($"{slots.Rank.DisplayName} has no variable with slot {id}: the image that declares it is not loaded.");
    }

    private string Preview(object? value)
    {
        var text = value is string s ? s : show(value, "text/plain").PlainText;
        var line = string.Join(' ', text[..Math.Min(text.Length, PreviewLength * 2)].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length > PreviewLength || text.Length > PreviewLength * 2 ? line[..Math.Min(line.Length, PreviewLength - 1)] + "…" : line;
    }
}
