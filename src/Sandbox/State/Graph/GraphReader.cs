using Distribute.Sandbox.State.Plans;
using Distribute.Sandbox.State.Types;
using MessagePack;

namespace Distribute.Sandbox.State.Graph;

/// <summary>
/// Reads an object graph without recursion: first a shell for every object, then their contents. Lives for one decoding,
/// on one thread, and trusts no length that the bytes do not back.
/// </summary>
internal sealed class GraphReader(SnapshotContent frame, TypeTableReader types)
{
    private readonly Dictionary<int, List<Unfinished>> _waiting = [];
    private object?[] _objects = [];
    // Numbers, not the plans themselves: a million references would be so many more for each collection to look at.
    private int[] _entries = [];
    private bool[] _done = [];
    private int _lastEntry = -1;
    private ObjectPlan? _lastPlan;
    private long _claimable = frame.Size;
    private int _nextBlock;
    private int _missing;
    // The last reference, from which the next one is a step.
    private int _reference;

    // A body that refers to what does not exist yet: where its content begins, and the reference before it.
    private readonly record struct Unfinished(int Id, int Place, int Reference);

    public TypeTableReader Types => types;

    /// <summary>Makes the strings.</summary>
    public TextCache Texts { get; } = new();

    /// <summary>Whether the last content that was read referred to late objects that do not exist yet.</summary>
    public bool IsIncomplete => _missing != 0;

    /// <summary>The object with an id.</summary>
    public object? At(int id) => id == 0 ? null : _objects[id];

    /// <summary>Reads a reference; null also for a late object that is missing still (then the content is read again later).</summary>
    public object? Reference(ref ContentReader reader)
    {
        var step = reader.ReadInt32();
        if (step == 0) return null;
        _reference += step > 0 ? step : step + 1;
        var value = _objects[_reference];
        if (value is null) _missing = _reference;
        return value;
    }

    /// <summary>Reads a count of values that follow, each of at least one byte.</summary>
    public int ReadCount(ref ContentReader reader) => Claim(reader.ReadInt32(), 1);

    /// <summary>Checks a length against the bytes that are there, all lengths together.</summary>
    public int Claim(long length, int bytesEach)
    {
        if (length < 0 || length > Array.MaxLength || length * bytesEach > _claimable) throw Faults.Damaged("it claims more values than it has bytes");
        _claimable -= length * bytesEach;
        return (int)length;
    }

    /// <summary>Reads bytes that <see cref="GraphWriter.WriteBytes"/> wrote.</summary>
    public void ReadBytes(ref ContentReader reader, Array target, int length)
    {
        if (reader.NextMessagePackType == MessagePackType.Binary)
        {
            var bytes = reader.ReadBytes();
            if (bytes.Length != length) throw Faults.Damaged("an array has the wrong size");
            bytes.CopyTo(Block.Bytes(target, 0, length));
            return;
        }

        var block = reader.ReadInt32();
        frame.CopyBlock(block, Block.Bytes(target, 0, length));
        _nextBlock++;
    }

    /// <summary>Reads everything.</summary>
    public void ReadAll()
    {
        Allocate();
        ReadLeaves();
        ReadBodies();
        ReadRebuilds();
        for (var id = 1; id < _objects.Length; id++)
            if (_objects[id] is null || !_done[id]) throw Faults.Damaged("an object has no content");
        if (_nextBlock < frame.BlockCount) throw Faults.Damaged("it has a block that nothing refers to");
    }

    private ObjectPlan PlanOf(int id)
    {
        // Objects of one type mostly stand together.
        var entry = _entries[id];
        if (entry == _lastEntry) return _lastPlan!;
        _lastPlan = types.PlanOf(entry);
        _lastEntry = entry;
        return _lastPlan;
    }

    private void Allocate()
    {
        var reader = new ContentReader(frame.Headers);
        var count = reader.ReadInt32();
        // Each object has at least its number in front of its content.
        if (count < 0 || count > frame.Leaves.Length + frame.Bodies.Length + frame.Rebuilds.Length) throw Faults.Damaged("it claims more objects than it has bytes");
        (_objects, _entries, _done) = (new object?[count + 1], new int[count + 1], new bool[count + 1]);
        for (var id = 1; id <= count;)
        {
            var entry = reader.ReadInt32();
            var run = reader.ReadInt32();
            if (run <= 0 || run > count - id + 1) throw Faults.Damaged("its list of objects is broken");
            _entries.AsSpan(id, run).Fill(entry);
            id += run;
        }

        for (var id = 1; id <= count; id++)
        {
            var plan = PlanOf(id);
            if (plan.Phase is Phase.Body or Phase.Rebuild) _objects[id] = plan.Allocate(ref reader, this);
        }
    }

    private void ReadLeaves()
    {
        var reader = new ContentReader(frame.Leaves);
        var id = 0;
        while (!reader.End)
        {
            id = Begin(ref reader, id, Phase.Leaf, out var plan);
            _objects[id] = plan.Create(ref reader, this);
        }
    }

    private void ReadBodies()
    {
        var reader = new ContentReader(frame.Bodies);
        var id = 0;
        while (!reader.End)
        {
            id = Begin(ref reader, id, Phase.Body, out var plan);
            var body = new Unfinished(id, reader.Consumed, _reference);
            _missing = 0;
            plan.Fill(ref reader, _objects[id]!, this);
            if (_missing != 0) Wait(body);
        }
    }

    private void ReadRebuilds()
    {
        var order = new ContentReader(frame.Order);
        var pending = new List<(int Id, int Place)>();
        while (!order.End) pending.Add((order.ReadInt32(), order.ReadInt32()));
        foreach (var (id, _) in pending) Start(id, isLate: true);
        while (pending.Count > 0)
        {
            _claimable = frame.Size;
            var left = pending.FindAll(entry => !TryRebuild(entry.Id, entry.Place));
            if (left.Count == pending.Count) throw Faults.Damaged("its objects wait for one another");
            pending = left;
        }

        if (_waiting.Count > 0) throw Faults.Damaged("an object has no content");
    }

    private bool TryRebuild(int id, int place)
    {
        var reader = new ContentReader(frame.Rebuilds[place..]);
        (_missing, _reference) = (0, 0);
        if (PlanOf(id).Phase == Phase.Rebuild)
        {
            PlanOf(id).Fill(ref reader, _objects[id]!, this);
            return _missing == 0;
        }

        var value = PlanOf(id).Create(ref reader, this);
        if (_missing != 0 || value is null) return false;
        _objects[id] = value;
        if (_waiting.Remove(id, out var bodies)) foreach (var body in bodies) FillAgain(body);
        return true;
    }

    private void FillAgain(Unfinished body)
    {
        var reader = new ContentReader(frame.Bodies[body.Place..]);
        (_missing, _reference) = (0, body.Reference);
        var claimable = _claimable;
        PlanOf(body.Id).Fill(ref reader, _objects[body.Id]!, this);
        _claimable = claimable;
        if (_missing != 0) Wait(body);
    }

    private void Wait(Unfinished body)
    {
        if (!_waiting.TryGetValue(_missing, out var bodies)) _waiting[_missing] = bodies = [];
        bodies.Add(body);
    }

    private int Begin(ref ContentReader reader, int before, Phase phase, out ObjectPlan plan)
    {
        var id = before + reader.ReadInt32();
        plan = Start(id, isLate: false);
        if (plan.Phase != phase) throw Faults.Damaged("an object stands in the wrong place");
        return id;
    }

    private ObjectPlan Start(int id, bool isLate)
    {
        if (id <= 0 || _done[id]) throw Faults.Damaged("an object has two contents");
        var plan = PlanOf(id);
        if (plan.Phase is Phase.Rebuild or Phase.Late != isLate) throw Faults.Damaged("an object has two contents");
        _done[id] = true;
        return plan;
    }
}
