using System.Runtime.CompilerServices;
using Distribute.Sandbox.State.Plans;
using Distribute.Sandbox.State.Types;
using MessagePack;

namespace Distribute.Sandbox.State.Graph;

/// <summary>
/// Writes an object graph without recursion: a reference is a number, and the objects behind the numbers are written one
/// after another from a stack. Numbers are written as steps from the last one: objects that were found one after another
/// stand one after another, and such a step is one byte. Lives for one encoding, on one thread.
/// </summary>
internal sealed class GraphWriter(ITypeNames names) : IDisposable
{
    // So many look-ups are known of before the first of them is made.
    private const int Ahead = 32;

    private readonly ObjectTable _objects = new();
    private readonly Stack<int> _pending = new();
    private Type? _lastType;
    private int _lastEntry;
    private object? _current;
    private int _earlier;
    private Steps _steps;

    public TypeTableWriter Types { get; } = new(names);

    public SectionBuffer Leaves { get; } = new();

    public SectionBuffer Bodies { get; } = new();

    public SectionBuffer Rebuilds { get; } = new();

    /// <summary>Ids and places of the objects that are rebuilt, each after those below it.</summary>
    public List<(int Id, int Offset)> Order { get; } = [];

    public List<Block> Blocks { get; } = [];

    public ObjectTable Objects => _objects;

    /// <summary>Writes a reference; the object's content follows later.</summary>
    public void Reference(ref MessagePackWriter writer, object? value)
    {
        if (value is null)
        {
            writer.Write(0);
            return;
        }

        Reference(ref writer, value, ObjectTable.HashOf(value));
    }

    /// <summary>Writes many references.</summary>
    public void References(ref MessagePackWriter writer, ReadOnlySpan<object?> values)
    {
        while (!values.IsEmpty)
        {
            var some = values[..Math.Min(Ahead, values.Length)];
            for (var at = 0; at < some.Length; at++)
            {
                if (some[at] is { } value) _objects.Prefetch(ObjectTable.HashOf(value));
            }

            for (var at = 0; at < some.Length; at++)
            {
                if (some[at] is { } value) Reference(ref writer, value, ObjectTable.HashOf(value));
                else writer.Write(0);
            }

            values = values[some.Length..];
        }
    }

    private void Reference(ref MessagePackWriter writer, object value, uint hash)
    {
        var id = _objects.GetOrAdd(value, hash, out var added);
        if (added) _objects.SetType(id, EntryOf(value));
        if (!_objects.Expanded(id)) _pending.Push(id);
        if (id <= _earlier) Met.Add(id);
        // Zero is null, so a step that is none is told as one back, and so on.
        var step = id - _steps.Reference;
        writer.Write(step > 0 ? step : step - 1);
        _steps.Reference = id;
    }

    /// <summary>Writes bytes of an array: small ones in place, large ones as a block that is copied once, at the end.</summary>
    public void WriteBytes(ref MessagePackWriter writer, Array source, long offset, int length)
    {
        if (length <= Block.InPlace)
        {
            writer.Write(Block.Bytes(source, offset, length));
            return;
        }

        writer.Write(Blocks.Count);
        Blocks.Add(new Block(source, offset, length));
    }

    /// <summary>All that was written, as one run of bytes.</summary>
    /// <param name="roots">The variables.</param>
    /// <exception cref="Contracts.Isolates.IsolateException">It would be larger than 2 GB.</exception>
    public byte[] Seal(SectionBuffer roots)
    {
        using var front = new Front(this);
        return SnapshotFrame.Seal([.. front.Sections(roots).Select(section => section.WrittenMemory)], Blocks);
    }

    /// <summary>All that was written, with the blocks where they are.</summary>
    /// <param name="roots">The variables.</param>
    public LentContent Lend(SectionBuffer roots)
    {
        using var front = new Front(this);
        return new LentContent([.. front.Sections(roots).Select(section => (ReadOnlyMemory<byte>)section.ToArray())], Blocks);
    }

    /// <summary>Gives back what was rented.</summary>
    public void Dispose()
    {
        _objects.Dispose();
        Leaves.Dispose();
        Bodies.Dispose();
        Rebuilds.Dispose();
    }

    // Runs of types, then the lengths of arrays: what is needed to make every object's shell.
    private void WriteHeaders(SectionBuffer buffer)
    {
        var writer = new MessagePackWriter(buffer);
        writer.Write(_objects.Count);
        for (var id = 1; id <= _objects.Count;)
        {
            var first = id;
            while (id <= _objects.Count && _objects.TypeOf(id) == _objects.TypeOf(first)) id++;
            writer.Write(_objects.TypeOf(first));
            writer.Write(id - first);
        }

        for (var id = 1; id <= _objects.Count; id++)
        {
            var plan = Types.PlanOf(_objects.TypeOf(id));
            if (plan.HasHeader) plan.WriteHeader(ref writer, _objects[id]);
        }

        writer.Flush();
    }

    private void WriteOrder(SectionBuffer buffer)
    {
        var writer = new MessagePackWriter(buffer);
        foreach (var (id, offset) in Order)
        {
            writer.Write(id);
            writer.Write(offset);
        }

        writer.Flush();
    }

    /// <summary>Objects of earlier variables that the last written one leads to as well.</summary>
    public HashSet<int> Met { get; } = [];

    /// <summary>Says that the object whose content is being written cannot be copied.</summary>
    public RefusedException Refuse(string reason) => new(_current!, reason);

    /// <summary>Writes a variable's value and all that it leads to, or nothing.</summary>
    /// <returns>The value's id, 0 for null.</returns>
    /// <exception cref="RefusedException">Something cannot be copied; the writer is as it was before.</exception>
    public int WriteRoot(object? value)
    {
        Met.Clear();
        if (value is null) return 0;
        _earlier = _objects.Count;
        var mark = (_objects.Count, Leaves.Length, Bodies.Length, Rebuilds.Length, Order.Count, Blocks.Count, Types.Count);
        var steps = _steps;
        try
        {
            var id = _objects.GetOrAdd(value, out var added);
            if (added)
            {
                _current = value;
                _objects.SetType(id, EntryOf(value));
                _pending.Push(id);
                Expand();
            }
            else
            {
                Met.Add(id);
            }

            return id;
        }
        catch (Exception)
        {
            _pending.Clear();
            _objects.Truncate(mark.Item1);
            Leaves.Truncate(mark.Item2);
            Bodies.Truncate(mark.Item3);
            Rebuilds.Truncate(mark.Item4);
            Order.RemoveRange(mark.Item5, Order.Count - mark.Item5);
            Types.Truncate(mark.Item7);
            (_lastType, _lastEntry) = (null, 0);
            _steps = steps;
            Blocks.RemoveRange(mark.Item6, Blocks.Count - mark.Item6);
            throw;
        }
    }

    private void Expand()
    {
        var leaves = new MessagePackWriter(Leaves);
        var bodies = new MessagePackWriter(Bodies);
        while (_pending.TryPop(out var id))
        {
            if (id < 0)
            {
                // All that is below a rebuilt object has been written: now it may be rebuilt. Its place was pushed under its id.
                Order.Add((-id, _pending.Pop()));
                continue;
            }

            ref var expanded = ref _objects.Expanded(id);
            if (expanded) continue;
            expanded = true;
            _current = _objects[id];
            var plan = Types.PlanOf(_objects.TypeOf(id));
            switch (plan.Phase)
            {
                case Phase.Body:
                    bodies.Write(id - _steps.Body);
                    _steps.Body = id;
                    plan.Write(ref bodies, _current, this);
                    break;
                case Phase.Leaf:
                    leaves.Write(id - _steps.Leaf);
                    _steps.Leaf = id;
                    plan.Write(ref leaves, _current, this);
                    break;
                default:
                    ExpandLater(id, plan);
                    break;
            }
        }

        leaves.Flush();
        bodies.Flush();
    }

    private void ExpandLater(int id, ObjectPlan plan)
    {
        _pending.Push(Rebuilds.Length);
        _pending.Push(-id);
        var writer = new MessagePackWriter(Rebuilds);
        // It is read at a moment of its own, so its steps begin anew.
        var reference = _steps.Reference;
        _steps.Reference = 0;
        plan.Write(ref writer, _current!, this);
        _steps.Reference = reference;
        writer.Flush();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int EntryOf(object value)
    {
        var type = value.GetType();
        if (ReferenceEquals(type, _lastType)) return _lastEntry;
        return FindEntry(value, type);
    }

    private int FindEntry(object value, Type type)
    {
        if (WellKnown.IsCandidate(type) && WellKnown.NameOf(value) is not null) return Types.WellKnownEntry;
        try
        {
            var plan = PlanCache.For(type);
            if (plan is RefusedPlan refused) throw new RefusedException(value, refused.Reason);
            var entry = Types.EntryOf(plan);
            // A well-known instance and an ordinary one may have one type, so such types are looked up each time.
            if (!WellKnown.IsCandidate(type)) (_lastType, _lastEntry) = (type, entry);
            return entry;
        }
        catch (UnnamedTypeException unnamed)
        {
            throw new RefusedException(value, unnamed.Message);
        }
    }

    // The last numbers, from which the next ones are steps.
    private record struct Steps(int Reference, int Body, int Leaf);

    // The sections that are known only at the end.
    private sealed class Front : IDisposable
    {
        private readonly GraphWriter _graph;
        private readonly SectionBuffer _types = new();
        private readonly SectionBuffer _headers = new();
        private readonly SectionBuffer _order = new();

        public Front(GraphWriter graph)
        {
            _graph = graph;
            graph.Types.WriteTo(_types);
            graph.WriteHeaders(_headers);
            graph.WriteOrder(_order);
        }

        public IEnumerable<SectionBuffer> Sections(SectionBuffer roots) => [_types, _headers, _graph.Leaves, _graph.Bodies, _graph.Rebuilds, _order, roots];

        public void Dispose()
        {
            _types.Dispose();
            _headers.Dispose();
            _order.Dispose();
        }
    }
}
