using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Distribute.Sandbox.State.Values;

/// <summary>
/// Asks the system to back large arrays with large pages: half of what copying a block into a fresh array costs is the
/// system's handing out its memory by 4 KiB. Linux only, where it is a hint (madvise(2), MADV_HUGEPAGE).
/// </summary>
internal static partial class LargePages
{
    private const int AdviseHuge = 14;

    // Below this an array may well lie in memory that the process has already.
    private const int Smallest = 4 << 20;

    private static readonly nuint _page = (nuint)Environment.SystemPageSize;

    /// <summary>Hints at an array that was just made and is about to be filled.</summary>
    public static unsafe void Hint<T>(T[] array)
    {
        if (!OperatingSystem.IsLinux() || RuntimeHelpers.IsReferenceOrContainsReferences<T>()) return;
        var length = (long)array.Length * Unsafe.SizeOf<T>();
        if (length < Smallest) return;
        // Large arrays are not moved while other threads run, and nothing depends on it: it is the place that counts, not the array.
        var start = (nuint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(array));
        var first = (start + _page - 1) & ~(_page - 1);
        // A system that has none says so; the array is as good without.
        _ = Advise(first, (start + (nuint)length - first) & ~(_page - 1), AdviseHuge);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nuint address, nuint length, int advice);
}
