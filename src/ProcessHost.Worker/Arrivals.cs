using Distribute.Contracts.State;
using Distribute.ProcessHost.Wire;
using Distribute.Sandbox.State;
using MessagePack;

namespace Distribute.ProcessHost.Worker;

/// <summary>Snapshots that arrive: bytes in the parent's shared memory, and arrays in its own, are read where they are. Lives as long as they are decoded.</summary>
internal sealed class Arrivals(int parent) : IDisposable
{
    private readonly List<MappedBytes> _mapped = [];

    public StateSnapshot Read(ref FrameReader reader) => SnapshotCodec.Read(ref reader, Map, out _, Borrow);

    public StateSnapshot[] ReadAll(ref FrameReader reader)
    {
        var snapshots = new StateSnapshot[reader.ReadArrayHeader()];
        for (var at = 0; at < snapshots.Length; at++) snapshots[at] = Read(ref reader);
        return snapshots;
    }

    public void Dispose()
    {
        foreach (var mapped in _mapped) ((IDisposable)mapped).Dispose();
    }

    private LentElsewhere Borrow(ReadOnlyMemory<byte> opening, long[] addresses) =>
        new(opening, (block, offset, target) => FarMemory.Read(parent, addresses[block] + offset, target));

    private ReadOnlyMemory<byte> Map(int descriptor, long length)
    {
        using var file = SharedMemory.Open(parent, descriptor);
        var mapped = new MappedBytes(file, checked((int)length));
        _mapped.Add(mapped);
        return mapped.Memory;
    }
}
