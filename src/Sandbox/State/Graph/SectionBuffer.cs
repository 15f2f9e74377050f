using System.Buffers;

namespace Distribute.Sandbox.State.Graph;

/// <summary>A growing run of bytes that can be cut back: a refused variable leaves no trace in it.</summary>
internal sealed class SectionBuffer : IBufferWriter<byte>
{
    private byte[] _bytes = [];

    /// <summary>Bytes written so far.</summary>
    public int Length { get; private set; }

    /// <summary>What was written.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    /// <summary>Forgets everything from a position on.</summary>
    public void Truncate(int length) => Length = length;

    public void Advance(int count) => Length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsSpan(Length);
    }

    private void Reserve(int size)
    {
        var needed = Math.Max(size, 64);
        if (_bytes.Length - Length >= needed) return;
        var wanted = Math.Max((long)_bytes.Length * 2, (long)Length + needed);
        if ((long)Length + needed > Array.MaxLength) throw Faults.TooLarge();
        Array.Resize(ref _bytes, (int)Math.Min(wanted, Array.MaxLength));
    }
}
