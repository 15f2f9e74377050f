using System.Buffers.Binary;
using System.Text;
using MessagePack;

namespace Distribute.ProcessHost.Wire;

/// <summary>
/// Reads the MessagePack values of a frame. Trusts nothing: no length is larger than the bytes behind it, and every other form than the one that is asked for is an error.
/// </summary>
/// <remarks>
/// The library's own reader is generic over its input, so that a fresh process would compile two dozen of its methods to machine code before it could say that it is there:
/// an eighth of its start.
/// </remarks>
internal ref struct FrameReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>The kind of the next value.</summary>
    public readonly MessagePackType NextType => _rest.Length > 0 ? MessagePackCode.ToMessagePackType(_rest[0]) : throw Short();

    public int ReadInt32() => Next() is var code && code <= MessagePackCode.MaxFixInt ? code : (int)Within(ReadInteger(code), int.MinValue, int.MaxValue);

    public long ReadInt64() => ReadInteger(Next());

    public byte ReadByte() => (byte)Within(ReadInteger(Next()), byte.MinValue, byte.MaxValue);

    public ulong ReadUInt64()
    {
        var code = Next();
        if (code == MessagePackCode.UInt64) return BinaryPrimitives.ReadUInt64BigEndian(Take(8));
        return ReadInteger(code) is >= 0 and var value ? (ulong)value : throw Other();
    }

    public bool ReadBoolean() => Next() switch
    {
        MessagePackCode.True => true,
        MessagePackCode.False => false,
        _ => throw Other(),
    };

    /// <summary>Passes over a nil.</summary>
    /// <returns>False when something else comes.</returns>
    public bool TryReadNil()
    {
        if (NextType != MessagePackType.Nil) return false;
        _rest = _rest[1..];
        return true;
    }

    /// <summary>A text; null for nil.</summary>
    public string? ReadString()
    {
        if (TryReadNil()) return null;
        var code = Next();
        return Encoding.UTF8.GetString(Take(code is >= MessagePackCode.MinFixStr and <= MessagePackCode.MaxFixStr
            ? code & 0x1fu
            : Length(code, MessagePackCode.Str8, MessagePackCode.Str16, MessagePackCode.Str32)));
    }

    /// <summary>A run of bytes, in place: good as long as the frame's.</summary>
    public ReadOnlySpan<byte> ReadBytes() => Take(Length(Next(), MessagePackCode.Bin8, MessagePackCode.Bin16, MessagePackCode.Bin32));

    /// <summary>How many values follow as an array, each of which takes a byte at least.</summary>
    public int ReadArrayHeader() => ReadHeader(MessagePackCode.MinFixArray, MessagePackCode.Array16, MessagePackCode.Array32, valuesEach: 1);

    /// <summary>How many pairs follow as a map.</summary>
    public int ReadMapHeader() => ReadHeader(MessagePackCode.MinFixMap, MessagePackCode.Map16, MessagePackCode.Map32, valuesEach: 2);

    // Those of fixed length have their own in the low four bits.
    private int ReadHeader(byte least, byte two, byte four, long valuesEach)
    {
        var code = Next();
        var count = code >= least && code <= least + 0xf ? code & 0xfu : Length(code, two, two, four);
        return count * valuesEach <= _rest.Length ? (int)count : throw Short();
    }

    private uint Length(byte code, byte one, byte two, byte four)
    {
        // Headers have no form of one byte: there two stands for both.
        if (code == one && one != two) return Next();
        if (code == two) return BinaryPrimitives.ReadUInt16BigEndian(Take(2));
        return code == four ? BinaryPrimitives.ReadUInt32BigEndian(Take(4)) : throw Other();
    }

    private long ReadInteger(byte code) => code switch
    {
        <= MessagePackCode.MaxFixInt => code,
        >= MessagePackCode.MinNegativeFixInt => (sbyte)code,
        MessagePackCode.UInt8 => Next(),
        MessagePackCode.UInt16 => BinaryPrimitives.ReadUInt16BigEndian(Take(2)),
        MessagePackCode.UInt32 => BinaryPrimitives.ReadUInt32BigEndian(Take(4)),
        MessagePackCode.UInt64 when BinaryPrimitives.ReadUInt64BigEndian(Take(8)) is <= long.MaxValue and var value => (long)value,
        MessagePackCode.Int8 => (sbyte)Next(),
        MessagePackCode.Int16 => BinaryPrimitives.ReadInt16BigEndian(Take(2)),
        MessagePackCode.Int32 => BinaryPrimitives.ReadInt32BigEndian(Take(4)),
        MessagePackCode.Int64 => BinaryPrimitives.ReadInt64BigEndian(Take(8)),
        _ => throw Other(),
    };

    private static long Within(long value, long least, long most) => value >= least && value <= most ? value : throw Other();

    private byte Next()
    {
        if (_rest.Length == 0) throw Short();
        var next = _rest[0];
        _rest = _rest[1..];
        return next;
    }

    private ReadOnlySpan<byte> Take(uint count)
    {
        if (count > (uint)_rest.Length) throw Short();
        var taken = _rest[..(int)count];
        _rest = _rest[(int)count..];
        return taken;
    }

    private static FrameException Short() => new("a frame that ends too early");

    private static FrameException Other() => new("a value of another form than it should have");
}
