using System.Buffers;

namespace Distribute.Sandbox.State.Graph;

/// <summary>
/// A growing run of bytes that can be cut back: a refused variable leaves no trace in it. Its array is rented: fresh memory
/// costs the system more than the writing.
/// </summary>
internal sealed class SectionBuffer : IBufferWriter<byte>, IDisposable
{
    private byte[] _bytes = [];

    /// <summary>Bytes written so far.</summary>
    public int Length { get; private set; }

    /// <summary>What was written.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    /// <summary>The same, for as long as nothing more is written.</summary>
    public ReadOnlyMemory<byte> WrittenMemory => _bytes.AsMemory(0, Length);

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

    /// <summary>A copy of what was written, of exactly its size.</summary>
    public byte[] ToArray()
    {
        if (Length == 0) return [];
        var copy = GC.AllocateUninitializedArray<byte>(Length);
        Written.CopyTo(copy);
        return copy;
    }

    /// <summary>Gives the array back; the buffer is empty afterwards.</summary>
    public void Dispose()
    {
        if (_bytes.Length > 0) ArrayPool<byte>.Shared.Return(_bytes);
        (_bytes, Length) = ([], 0);
    }

    private void Reserve(int size)
    {
        var needed = Math.Max(size, 64);
        if (_bytes.Length - Length >= needed) return;
        var wanted = Math.Max((long)_bytes.Length * 2, (long)Length + needed);
        if ((long)Length + needed > Array.MaxLength) throw Faults.TooLarge();
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(wanted, Array.MaxLength));
        Written.CopyTo(larger);
        if (_bytes.Length > 0) ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
