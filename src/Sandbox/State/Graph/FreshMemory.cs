using System.Runtime.InteropServices;

namespace Distribute.Sandbox.State.Graph;

/// <summary>
/// Memory of a process that has just got it. The system gives it out page by page, when each is first touched, and those
/// interruptions cost more than the copying; asked for a stretch beforehand it gives the pages at once. Thread safe.
/// </summary>
internal static unsafe partial class FreshMemory
{
    /// <summary>Bytes that are asked for at a time: few calls, and what the system has cleared is still in the cache when it is written.</summary>
    public const int Step = 256 * 1024;

    // MADV_POPULATE_WRITE, of Linux 5.14: the pages as writing would give them, with nothing written.
    private const int PopulateWrite = 23;

    private static volatile bool _isThere = OperatingSystem.IsLinux();

    /// <summary>Copies a block into memory that may be fresh.</summary>
    public static void Copy(ReadOnlySpan<byte> source, Span<byte> target)
    {
        while (source.Length > 0)
        {
            var step = Math.Min(Step, source.Length);
            Populate(target);
            source[..step].CopyTo(target);
            source = source[step..];
            target = target[step..];
        }
    }

    /// <summary>Has memory that may be fresh filled by whoever has the bytes.</summary>
    /// <param name="target">The memory.</param>
    /// <param name="fill">Fills a piece, which begins at an offset.</param>
    public static void Fill(Span<byte> target, Filler fill)
    {
        for (var at = 0; target.Length > 0;)
        {
            var step = Math.Min(Step, target.Length);
            Populate(target);
            fill(at, target[..step]);
            target = target[step..];
            at += step;
        }
    }

    /// <summary>Fills a piece of memory.</summary>
    public delegate void Filler(int offset, Span<byte> piece);

    /// <summary>Asks for the first <see cref="Step"/> bytes, where they are not there. Where the system cannot give them, they come page by page.</summary>
    public static void Populate(Span<byte> target)
    {
        // What is smaller was mostly in use before.
        if (!_isThere || target.Length < Step) return;
        fixed (byte* start = target)
        {
            var page = (nuint)Environment.SystemPageSize;
            var first = ((nuint)start + page - 1) / page * page;
            var end = ((nuint)start + Step) / page * page;
            // Asking for what is there costs a quarter of a copy. One page tells of all: memory comes and goes in larger stretches than this.
            byte isThere = 0;
            if (Resident(first, page, &isThere) == 0 && (isThere & 1) != 0) return;
            if (Advise(first, end - first, PopulateWrite) != 0) _isThere = false;
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nuint start, nuint length, int advice);

    [LibraryImport("libc", EntryPoint = "mincore")]
    private static partial int Resident(nuint start, nuint length, byte* pages);
}
