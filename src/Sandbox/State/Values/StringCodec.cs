using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;
using Distribute.Sandbox.State.Graph;
using MessagePack;

namespace Distribute.Sandbox.State.Values;

/// <summary>Strings: short ones in place, long ones as objects, so that many references to one long text stay small.</summary>
internal sealed class StringCodec : ValueCodec<string?>
{
    private const int ShareFrom = 64;

    public override void Write(ref MessagePackWriter writer, ref string? value, GraphWriter graph) => Write(ref writer, value, graph);

    public override string? Read(ref ContentReader reader, GraphReader graph) => ReadText(ref reader, graph);

    public static void Write(ref MessagePackWriter writer, string? value, GraphWriter graph)
    {
        if (value is null) writer.WriteNil();
        else if (value.Length >= ShareFrom) graph.Reference(ref writer, value);
        else WriteInPlace(ref writer, value);
    }

    public static string? ReadText(ref ContentReader reader, GraphReader graph)
    {
        var code = reader.NextCode;
        if (code is >= MessagePackCode.MinFixStr and <= MessagePackCode.MaxFixStr or MessagePackCode.Str8) return graph.Texts.Get(reader.ReadText());
        return reader.NextMessagePackType == MessagePackType.Integer ? (string?)graph.Reference(ref reader) : ReadInPlace(ref reader);
    }

    /// <summary>Writes the text itself: as UTF-8, or, since text with lone surrogates has no UTF-8 form, as its UTF-16 bytes.</summary>
    public static void WriteInPlace(ref MessagePackWriter writer, string value)
    {
        if (value.Length < ShareFrom ? TryWriteShort(ref writer, value) : TryWriteLong(ref writer, value)) return;
        writer.Write(MemoryMarshal.AsBytes(value.AsSpan()));
    }

    public static string? ReadInPlace(ref ContentReader reader)
    {
        if (reader.NextMessagePackType != MessagePackType.Binary) return reader.ReadString();
        var bytes = reader.ReadBytes();
        if (bytes.Length % 2 != 0) throw Faults.Damaged("a text has half a character");
        return new string(MemoryMarshal.Cast<byte, char>(bytes));
    }

    // Straight into the section: the length byte is put in front once it is known.
    private static bool TryWriteShort(ref MessagePackWriter writer, string value)
    {
        var span = writer.GetSpan(2 + (ShareFrom * 3));
        var header = value.Length <= MessagePackRange.MaxFixStringLength ? 1 : 2;
        if (Utf8.FromUtf16(value, span[header..], out _, out var written, replaceInvalidSequences: false) != OperationStatus.Done) return false;
        if (header == 1 && written > MessagePackRange.MaxFixStringLength)
        {
            span.Slice(1, written).CopyTo(span[2..]);
            header = 2;
        }

        span[0] = header == 1 ? (byte)(MessagePackCode.MinFixStr | written) : MessagePackCode.Str8;
        if (header == 2) span[1] = (byte)written;
        writer.Advance(header + written);
        return true;
    }

    private static bool TryWriteLong(ref MessagePackWriter writer, string value)
    {
        if (!IsWellFormed(value)) return false;
        writer.Write(value.AsSpan());
        return true;
    }

    private static bool IsWellFormed(string value)
    {
        if (Ascii.IsValid(value)) return true;
        var rest = value.AsSpan();
        while (!rest.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(rest, out _, out var used) != OperationStatus.Done) return false;
            rest = rest[used..];
        }

        return true;
    }
}
