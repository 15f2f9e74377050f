using System.Buffers;
using Distribute.Contracts.State;
using MessagePack;

namespace Distribute.ProcessHost.Wire;

/// <summary>Snapshots: small ones stand in the frame, large ones in shared memory that the frame names.</summary>
internal static class SnapshotCodec
{
    /// <summary>Writes a snapshot.</summary>
    /// <param name="writer">The frame's.</param>
    /// <param name="snapshot">What to write.</param>
    /// <param name="shared">The memory that holds its bytes; null to write them here.</param>
    public static void Write(ref MessagePackWriter writer, StateSnapshot snapshot, SharedMemory? shared)
    {
        writer.WriteArrayHeader(snapshot.Variables.Count);
        foreach (var variable in snapshot.Variables)
        {
            writer.Write(variable.SlotId);
            writer.Write(variable.Name);
        }

        writer.WriteArrayHeader(snapshot.Refused.Count);
        foreach (var refused in snapshot.Refused)
        {
            writer.Write(refused.Name);
            writer.Write(refused.Path);
            writer.Write(refused.Reason);
        }

        ValueCodec.Write(ref writer, snapshot.Images);
        if (shared is null)
        {
            writer.Write(snapshot.Bytes.Span);
            return;
        }

        writer.WriteArrayHeader(2);
        writer.Write(shared.Descriptor);
        writer.Write(shared.Length);
    }

    /// <summary>Reads a snapshot.</summary>
    /// <param name="reader">The frame's.</param>
    /// <param name="open">Gives the bytes of shared memory, by descriptor and length.</param>
    /// <param name="isShared">Whether shared memory was read.</param>
    public static StateSnapshot Read(ref MessagePackReader reader, Func<int, long, ReadOnlyMemory<byte>> open, out bool isShared)
    {
        var variables = new SnapshotVariable[reader.ReadArrayHeader()];
        for (var at = 0; at < variables.Length; at++) variables[at] = new SnapshotVariable(reader.ReadInt32(), ValueCodec.ReadText(ref reader));
        var refused = new RefusedVariable[reader.ReadArrayHeader()];
        for (var at = 0; at < refused.Length; at++)
            refused[at] = new RefusedVariable(ValueCodec.ReadText(ref reader), ValueCodec.ReadText(ref reader), ValueCodec.ReadText(ref reader));
        var images = ValueCodec.ReadTexts(ref reader);
        isShared = reader.NextMessagePackType == MessagePackType.Array;
        return new StateSnapshot { Bytes = isShared ? ReadShared(ref reader, open) : ReadInline(ref reader), Variables = variables, Refused = refused, Images = images };
    }

    public static void Write(ref MessagePackWriter writer, VariableInfo variable)
    {
        writer.Write(variable.SlotId);
        writer.Write(variable.Name);
        writer.Write(variable.Type);
        writer.Write(variable.Preview);
        if (variable.Size is { } size) writer.Write(size);
        else writer.WriteNil();
        if (variable.Fingerprint is { } fingerprint) writer.Write(fingerprint);
        else writer.WriteNil();
    }

    public static VariableInfo ReadVariable(ref MessagePackReader reader) =>
        new(reader.ReadInt32(), ValueCodec.ReadText(ref reader), ValueCodec.ReadText(ref reader), ValueCodec.ReadText(ref reader))
        {
            Size = reader.TryReadNil() ? null : reader.ReadInt64(),
            Fingerprint = reader.TryReadNil() ? null : reader.ReadUInt64(),
        };

    private static ReadOnlyMemory<byte> ReadShared(ref MessagePackReader reader, Func<int, long, ReadOnlyMemory<byte>> open)
    {
        if (reader.ReadArrayHeader() != 2) throw new FrameException("shared memory is not named as it should be");
        var descriptor = reader.ReadInt32();
        var length = reader.ReadInt64();
        if (descriptor < 0 || length < 0 || length > Array.MaxLength) throw new FrameException($"shared memory of {length} bytes, which there cannot be");
        return open(descriptor, length);
    }

    private static byte[] ReadInline(ref MessagePackReader reader) => (reader.ReadBytes() ?? throw new FrameException("a snapshot is missing")).ToArray();
}
