using Distribute.Contracts.State;
using Distribute.ProcessHost.Wire;
using MessagePack;

namespace Distribute.ProcessHost.Worker;

/// <summary>Sends replies, and keeps the shared memory behind one until the parent has read it. Thread safe.</summary>
internal sealed class Replies(Channel channel)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<int, List<SharedMemory>> _shared = [];

    public void Done(int id) => channel.Send(new FrameBuffer(FrameKind.Done, id));

    public void Fault(int id, string message)
    {
        var frame = new FrameBuffer(FrameKind.Fault, id);
        var writer = new MessagePackWriter(frame);
        writer.Write(message);
        writer.Flush();
        channel.Send(frame);
    }

    public void Snapshots(int id, IReadOnlyList<StateSnapshot> snapshots) => Send(FrameKind.Snapshots, id, snapshots);

    public void Checkpoint(int id, StateSnapshot snapshot) => Send(FrameKind.Checkpoint, id, [snapshot]);

    public void Variables(int id, IReadOnlyList<VariableInfo> variables)
    {
        var frame = new FrameBuffer(FrameKind.Variables, id);
        var writer = new MessagePackWriter(frame);
        writer.WriteArrayHeader(variables.Count);
        foreach (var variable in variables) SnapshotCodec.Write(ref writer, variable);
        writer.Flush();
        channel.Send(frame);
    }

    /// <summary>The parent has read the memory behind a reply.</summary>
    public void Release(int id)
    {
        List<SharedMemory>? held;
        lock (_gate)
        {
            if (!_shared.Remove(id, out held)) return;
        }

        foreach (var memory in held) memory.Dispose();
    }

    private void Send(FrameKind kind, int id, IReadOnlyList<StateSnapshot> snapshots)
    {
        var held = new List<SharedMemory>();
        var frame = new FrameBuffer(kind, id);
        var writer = new MessagePackWriter(frame);
        writer.WriteArrayHeader(snapshots.Count);
        foreach (var snapshot in snapshots)
        {
            var memory = snapshot.Size > WireLimits.InlineBytes ? SharedMemory.Of(snapshot) : null;
            if (memory is not null) held.Add(memory);
            SnapshotCodec.Write(ref writer, snapshot, memory);
        }

        writer.Flush();
        if (held.Count > 0)
        {
            lock (_gate) _shared[id] = held;
        }

        channel.Send(frame);
    }
}
