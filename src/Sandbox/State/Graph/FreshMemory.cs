using System.Runtime.InteropServices;

namespace Distribute.Sandbox.State.Graph;

/// <summary>
/// Memory of a process that has just got it. The system gives it out page by page, when each is first touched, and those
/// interruptions cost more than the copying; asked for a stretch beforehand it gives the pages at once. Where ranks share a process
/// its memory was mostly in use before, and asking would cost a quarter of a copy. Thread safe.
/// </summary>
internal static unsafe partial class FreshMemory
{
    /// <summary>Bytes that are asked for at a time: few calls, and what the system has cleared is still in the cache when it is written.</summary>
    public const int Step = 256 * 1024;

    // MADV_POPULATE_WRITE, of Linux 5.14: the pages as writing would give them, with nothing written.
    private const int PopulateWrite = 23;

    private static volatile bool _isThere = OperatingSystem.IsLinux();

    /// <summary>Asks for the first <see cref="Step"/> bytes. Where the system cannot, they come page by page.</summary>
    public static void Populate(Span<byte> target)
    {
        // What is smaller was mostly in use before.
        if (!_isThere || target.Length < Step) return;
        fixed (byte* start = target)
        {
            var page = (nuint)Environment.SystemPageSize;
            var first = ((nuint)start + page - 1) / page * page;
            var end = ((nuint)start + Step) / page * page;
            if (Advise(first, end - first, PopulateWrite) != 0) _isThere = false;
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nuint start, nuint length, int advice);
}
