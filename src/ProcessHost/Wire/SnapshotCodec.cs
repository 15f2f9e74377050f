using System.Buffers;
using Distribute.Contracts.State;
using MessagePack;

namespace Distribute.ProcessHost.Wire;

/// <summary>Snapshots: small ones stand in the frame, large ones in shared memory that the frame names, or, but for their opening, in the sender's own memory.</summary>
internal static class SnapshotCodec
{
    // Of shared memory the descriptor and the length, of lent memory the opening and the addresses: the first item's type tells which.
    private const int PlaceItems = 2;

    /// <summary>Writes a snapshot.</summary>
    /// <param name="writer">The frame's.</param>
    /// <param name="snapshot">What to write.</param>
    /// <param name="shared">The memory that holds its bytes; null to write them here.</param>
    /// <param name="lent">The sender's own memory that holds them, in place of that; null when it must not be read.</param>
    public static void Write(ref MessagePackWriter writer, StateSnapshot snapshot, SharedMemory? shared, LentMemory? lent = null)
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
        if (lent is not null)
        {
            writer.WriteArrayHeader(PlaceItems);
            writer.Write(lent.Opening.Span);
            writer.WriteArrayHeader(lent.Addresses.Count);
            foreach (var address in lent.Addresses) writer.Write(address);
            return;
        }

        if (shared is null)
        {
            writer.Write(snapshot.Bytes.Span);
            return;
        }

        writer.WriteArrayHeader(PlaceItems);
        writer.Write(shared.Descriptor);
        writer.Write(shared.Length);
    }

    /// <summary>Reads a snapshot.</summary>
    /// <param name="reader">The frame's.</param>
    /// <param name="open">Gives the bytes of shared memory, by descriptor and length.</param>
    /// <param name="isShared">Whether shared memory was read.</param>
    /// <param name="borrow">Makes a source of an opening and the addresses of the arrays behind it; null where nobody may lend.</param>
    public static StateSnapshot Read(
        ref FrameReader reader, Func<int, long, ReadOnlyMemory<byte>> open, out bool isShared, Func<ReadOnlyMemory<byte>, long[], SnapshotSource>? borrow = null)
    {
        var variables = new SnapshotVariable[reader.ReadArrayHeader()];
        for (var at = 0; at < variables.Length; at++) variables[at] = new SnapshotVariable(reader.ReadInt32(), ValueCodec.ReadText(ref reader));
        var refused = new RefusedVariable[reader.ReadArrayHeader()];
        for (var at = 0; at < refused.Length; at++)
            refused[at] = new RefusedVariable(ValueCodec.ReadText(ref reader), ValueCodec.ReadText(ref reader), ValueCodec.ReadText(ref reader));
        var images = ValueCodec.ReadTexts(ref reader);
        isShared = false;
        if (reader.NextType != MessagePackType.Array)
            return new StateSnapshot { Bytes = ReadInline(ref reader), Variables = variables, Refused = refused, Images = images };
        if (reader.ReadArrayHeader() != PlaceItems) throw new FrameException("its memory is not named as it should be");
        if (borrow is not null && reader.NextType == MessagePackType.Binary) return new StateSnapshot(ReadLent(ref reader, borrow), variables) { Refused = refused, Images = images };
        isShared = true;
        return new StateSnapshot { Bytes = ReadShared(ref reader, open), Variables = variables, Refused = refused, Images = images };
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

    public static VariableInfo ReadVariable(ref FrameReader reader) =>
        new(reader.ReadInt32(), ValueCodec.ReadText(ref reader), ValueCodec.ReadText(ref reader), ValueCodec.ReadText(ref reader))
        {
            Size = reader.TryReadNil() ? null : reader.ReadInt64(),
            Fingerprint = reader.TryReadNil() ? null : reader.ReadUInt64(),
        };

    private static ReadOnlyMemory<byte> ReadShared(ref FrameReader reader, Func<int, long, ReadOnlyMemory<byte>> open)
    {
        var descriptor = reader.ReadInt32();
        var length = reader.ReadInt64();
        if (descriptor < 0 || length < 0 || length > Array.MaxLength) throw new FrameException($"shared memory of {length} bytes, which there cannot be");
        return open(descriptor, length);
    }

    private static SnapshotSource ReadLent(ref FrameReader reader, Func<ReadOnlyMemory<byte>, long[], SnapshotSource> borrow)
    {
        var opening = ReadInline(ref reader);
        var addresses = new long[reader.ReadArrayHeader()];
        for (var at = 0; at < addresses.Length; at++) addresses[at] = reader.ReadInt64();
        return borrow(opening, addresses);
    }

    private static byte[] ReadInline(ref FrameReader reader) => reader.ReadBytes().ToArray();
}
