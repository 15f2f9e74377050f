using System.Buffers;
using System.Buffers.Binary;

namespace Distribute.ProcessHost.Wire;

/// <summary>One frame while it is written: room for the header, then the payload. Used once, on one thread.</summary>
internal sealed class FrameBuffer : IBufferWriter<byte>
{
    private byte[] _bytes = new byte[256];
    private int _length = WireLimits.HeaderBytes;

    /// <summary>Begins a frame.</summary>
    /// <param name="kind">What it says.</param>
    /// <param name="id">Its number: a reply has that of its request.</param>
    public FrameBuffer(FrameKind kind, int id)
    {
        _bytes[4] = (byte)kind;
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(5), id);
    }

    /// <summary>Bytes so far.</summary>
    public int Length => _length;

    /// <summary>The whole frame.</summary>
    public ReadOnlySpan<byte> Seal()
    {
        BinaryPrimitives.WriteInt32LittleEndian(_bytes, _length - 4);
        return _bytes.AsSpan(0, _length);
    }

    /// <inheritdoc/>
    public void Advance(int count) => _length += count;

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsMemory(_length);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsSpan(_length);
    }

    private void Reserve(int size)
    {
        var needed = (long)_length + Math.Max(size, 64);
        if (needed <= _bytes.Length) return;
        if (needed > Array.MaxLength) throw new FrameException("a frame would be larger than memory allows");
        Array.Resize(ref _bytes, (int)Math.Min(Math.Max(_bytes.Length * 2L, needed), Array.MaxLength));
    }
}
