using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Distribute.Sandbox.State.Graph;

/// <summary>A piece of an array of plain data that goes into the snapshot with one copy.</summary>
/// <param name="Source">The array.</param>
/// <param name="Offset">First byte.</param>
/// <param name="Length">Bytes.</param>
internal readonly record struct Block(Array Source, long Offset, int Length)
{
    /// <summary>Up to this many bytes stand in the content itself: below, a block's own bookkeeping would cost more than a copy.</summary>
    public const int InPlace = 1024;

    public ReadOnlySpan<byte> Span => Bytes(Source, Offset, Length);

    /// <summary>Where the bytes are, as long as somebody holds the array in its place.</summary>
    public unsafe long Address => (nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(Span));

    /// <summary>The bytes of an array of plain data, whatever its rank.</summary>
    public static Span<byte> Bytes(Array array, long offset, int length) =>
        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(array), (nint)offset), length);
}
