using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;
using MessagePack;

namespace Distribute.Sandbox.State.Graph;

/// <summary>
/// Reads MessagePack from one run of bytes. The library's own reader is made for input in pieces, of which a snapshot has
/// none, and that costs it more time than the values themselves. Trusts nothing: bytes of another form are an error.
/// </summary>
internal ref struct ContentReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _at;

    public ContentReader(ReadOnlyMemory<byte> bytes) : this(bytes.Span) { }

    /// <summary>Whether all bytes were read.</summary>
    public readonly bool End => _at == _bytes.Length;

    /// <summary>How many bytes were read.</summary>
    public readonly int Consumed => _at;

    /// <summary>What comes next.</summary>
    public readonly MessagePackType NextMessagePackType => MessagePackCode.ToMessagePackType(NextCode);

    /// <summary>The first byte of what comes next.</summary>
    public readonly byte NextCode => (uint)_at < (uint)_bytes.Length ? _bytes[_at] : throw Short();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int ReadInt32()
    {
        var code = Next();
        if (code <= MessagePackCode.MaxFixInt) return code;
        return code >= MessagePackCode.MinNegativeFixInt ? (sbyte)code : checked((int)ReadInteger(code));
    }

    public long ReadInt64()
    {
        var code = Next();
        return code <= MessagePackCode.MaxFixInt ? code : ReadInteger(code);
    }

    public short ReadInt16() => checked((short)ReadInt64());

    public sbyte ReadSByte() => checked((sbyte)ReadInt64());

    public byte ReadByte() => checked((byte)ReadInt64());

    public ushort ReadUInt16() => checked((ushort)ReadInt64());

    public uint ReadUInt32() => checked((uint)ReadInt64());

    public ulong ReadUInt64()
    {
        var code = Next();
        return code == MessagePackCode.UInt64 ? BinaryPrimitives.ReadUInt64BigEndian(Take(8)) : checked((ulong)ReadInteger(code));
    }

    public double ReadDouble() => Next() == MessagePackCode.Float64 ? BinaryPrimitives.ReadDoubleBigEndian(Take(8)) : throw Other();

    public float ReadSingle() => Next() == MessagePackCode.Float32 ? BinaryPrimitives.ReadSingleBigEndian(Take(4)) : throw Other();

    public bool ReadBoolean() => Next() switch
    {
        MessagePackCode.True => true,
        MessagePackCode.False => false,
        _ => throw Other(),
    };

    public void ReadNil()
    {
        if (Next() != MessagePackCode.Nil) throw Other();
    }

    /// <summary>A text; null for nil.</summary>
    public string? ReadString()
    {
        if (NextCode == MessagePackCode.Nil)
        {
            _at++;
            return null;
        }

        return Encoding.UTF8.GetString(ReadText());
    }

    /// <summary>The UTF-8 bytes of a text, which is not nil.</summary>
    public ReadOnlySpan<byte> ReadText()
    {
        var code = Next();
        return Take(code switch
        {
            >= MessagePackCode.MinFixStr and <= MessagePackCode.MaxFixStr => code & 0x1f,
            MessagePackCode.Str8 => Next(),
            MessagePackCode.Str16 => BinaryPrimitives.ReadUInt16BigEndian(Take(2)),
            MessagePackCode.Str32 => checked((int)BinaryPrimitives.ReadUInt32BigEndian(Take(4))),
            _ => throw Other(),
        });
    }

    /// <summary>A run of bytes, in place.</summary>
    public ReadOnlySpan<byte> ReadBytes() => Take(Next() switch
    {
        MessagePackCode.Bin8 => Next(),
        MessagePackCode.Bin16 => BinaryPrimitives.ReadUInt16BigEndian(Take(2)),
        MessagePackCode.Bin32 => checked((int)BinaryPrimitives.ReadUInt32BigEndian(Take(4))),
        _ => throw Other(),
    });

    /// <summary>A length of which each element takes at least a byte of what is left.</summary>
    public int ReadArrayHeader()
    {
        var code = Next();
        var length = code switch
        {
            >= MessagePackCode.MinFixArray and <= MessagePackCode.MaxFixArray => code & 0xfu,
            MessagePackCode.Array16 => BinaryPrimitives.ReadUInt16BigEndian(Take(2)),
            MessagePackCode.Array32 => BinaryPrimitives.ReadUInt32BigEndian(Take(4)),
            _ => throw Other(),
        };
        return length <= _bytes.Length - _at ? (int)length : throw Short();
    }

    private long ReadInteger(byte code) => code switch
    {
        <= MessagePackCode.MaxFixInt => code,
        >= MessagePackCode.MinNegativeFixInt => (sbyte)code,
        MessagePackCode.UInt8 => Next(),
        MessagePackCode.UInt16 => BinaryPrimitives.ReadUInt16BigEndian(Take(2)),
        MessagePackCode.UInt32 => BinaryPrimitives.ReadUInt32BigEndian(Take(4)),
        MessagePackCode.UInt64 => checked((long)BinaryPrimitives.ReadUInt64BigEndian(Take(8))),
        MessagePackCode.Int8 => (sbyte)Next(),
        MessagePackCode.Int16 => BinaryPrimitives.ReadInt16BigEndian(Take(2)),
        MessagePackCode.Int32 => BinaryPrimitives.ReadInt32BigEndian(Take(4)),
        MessagePackCode.Int64 => BinaryPrimitives.ReadInt64BigEndian(Take(8)),
        _ => throw Other(),
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private byte Next()
    {
        var at = _at;
        if ((uint)at >= (uint)_bytes.Length) throw Short();
        _at = at + 1;
        return _bytes[at];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ReadOnlySpan<byte> Take(int count)
    {
        var at = _at;
        if ((uint)count > (uint)(_bytes.Length - at)) throw Short();
        _at = at + count;
        return _bytes.Slice(at, count);
    }

    private static Exception Short() => Faults.Damaged("it ends too early");

    private static Exception Other() => Faults.Damaged("a value has another form than its type");
}
