using System.Security.Cryptography;
using Distribute.Contracts.State;
using Distribute.ProcessHost.Wire;
using MessagePack;

namespace Distribute.ProcessHost.Talking;

/// <summary>Reads what a child sends. The child may be broken or hostile: nothing here trusts it.</summary>
internal static class Arrival
{
    /// <summary>Whether it speaks our version and knows its half of the secret.</summary>
    public static bool IsWelcome(ref FrameReader reader, byte[] secret) =>
        reader.ReadInt32() == WireLimits.Version && CryptographicOperations.FixedTimeEquals(reader.ReadBytes(), secret);

    public static VariableInfo[] Variables(ref FrameReader reader)
    {
        var variables = new VariableInfo[reader.ReadArrayHeader()];
        for (var at = 0; at < variables.Length; at++) variables[at] = SnapshotCodec.ReadVariable(ref reader);
        return variables;
    }

    public static StateSnapshot[] Snapshots(ref FrameReader reader, int process, out bool isShared)
    {
        isShared = false;
        var snapshots = new StateSnapshot[reader.ReadArrayHeader()];
        for (var at = 0; at < snapshots.Length; at++)
        {
            snapshots[at] = SnapshotCodec.Read(ref reader, (descriptor, length) => Copy(process, descriptor, length), out var shared);
            isShared |= shared;
        }

        return snapshots;
    }

    // Read and not mapped: a child that cuts its memory short while it is mapped here would end this process.
    private static ReadOnlyMemory<byte> Copy(int process, int descriptor, long length)
    {
        using var file = SharedMemory.Open(process, descriptor);
        if (RandomAccess.GetLength(file) < length) throw new FrameException("its shared memory is shorter than it says");
        var bytes = GC.AllocateUninitializedArray<byte>((int)length);
        for (var at = 0; at < bytes.Length;)
        {
            var count = RandomAccess.Read(file, bytes.AsSpan(at), at);
            if (count == 0) throw new FrameException("its shared memory is shorter than it says");
            at += count;
        }

        return bytes;
    }
}
