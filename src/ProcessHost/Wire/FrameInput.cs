using System.Buffers.Binary;

namespace Distribute.ProcessHost.Wire;

/// <summary>Takes bytes as they come and gives whole frames. Trusts no length beyond its limit. Used by one thread.</summary>
internal sealed class FrameInput
{
    private const int Room = 32 * 1024;
    private byte[] _bytes = new byte[Room];
    private int _start;
    private int _end;

    /// <summary>Largest frame that is taken; small until the handshake is done.</summary>
    public int MaxFrameBytes { get; set; } = WireLimits.MaxHandshakeBytes;

    /// <summary>Where the next bytes are to be put. What was taken out before is overwritten.</summary>
    public Span<byte> Space()
    {
        if (_start == _end)
        {
            (_start, _end) = (0, 0);
            // What one large frame needed is not kept for ever.
            if (_bytes.Length > Room * 8) _bytes = new byte[Room];
        }
        else if (_start > 0)
        {
            _bytes.AsSpan(_start, _end - _start).CopyTo(_bytes);
            (_start, _end) = (0, _end - _start);
        }

        var wanted = _end >= 4 ? Math.Max(_end + 1, 4 + LengthAt(0)) : Room;
        if (wanted > _bytes.Length) Array.Resize(ref _bytes, wanted);
        else if (_end == _bytes.Length) Array.Resize(ref _bytes, _bytes.Length * 2);
        return _bytes.AsSpan(_end);
    }

    /// <summary>Says how many bytes were put there.</summary>
    public void Added(int count) => _end += count;

    /// <summary>Takes the next whole frame out.</summary>
    /// <exception cref="FrameException">The length is not one that a frame can have.</exception>
    public bool TryTake(out Frame frame)
    {
        frame = default;
        if (_end - _start < 4) return false;
        var length = LengthAt(_start);
        if (_end - _start < 4 + length) return false;
        var kind = (FrameKind)_bytes[_start + 4];
        var id = BinaryPrimitives.ReadInt32LittleEndian(_bytes.AsSpan(_start + 5));
        frame = new Frame(kind, id, _bytes.AsMemory(_start + WireLimits.HeaderBytes, length - (WireLimits.HeaderBytes - 4)));
        _start += 4 + length;
        return true;
    }

    private int LengthAt(int at)
    {
        var length = BinaryPrimitives.ReadUInt32LittleEndian(_bytes.AsSpan(at));
        if (length < WireLimits.HeaderBytes - 4 || length > MaxFrameBytes)
            throw new FrameException($"a frame of {length} bytes, and one has at least {WireLimits.HeaderBytes - 4} and at most {MaxFrameBytes}");
        return (int)length;
    }
}
