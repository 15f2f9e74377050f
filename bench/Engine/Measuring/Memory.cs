using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace Distribute.Bench.Measuring;

/// <summary>Memory after a full collection. Immutable; in MiB.</summary>
/// <param name="Heap">The managed heap.</param>
/// <param name="WorkingSet">Resident memory of the process.</param>
/// <param name="Private">Memory that the process shares with none.</param>
/// <param name="Contexts">Living load contexts, the default one included.</param>
/// <param name="Collectible">The collectible ones of them.</param>
internal sealed record Memory(double Heap, double WorkingSet, double Private, int Contexts, int Collectible)
{
    private const double Mebibyte = 1 << 20;

    /// <summary>Collects and measures.</summary>
    public static Memory AfterCollection()
    {
        Collect();
        var (contexts, collectible) = CountContexts();
        using var process = Process.GetCurrentProcess();
        return new Memory(GC.GetTotalMemory(false) / Mebibyte, process.WorkingSet64 / Mebibyte, PrivateBytes(process) / Mebibyte, contexts, collectible);
    }

    /// <summary>Collects until nothing more goes: a load context goes in steps, each after a finalizer of the one before.</summary>
    public static void Collect()
    {
        var living = int.MaxValue;
        for (var round = 0; round < 20; round++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
            var (contexts, _) = CountContexts();
            if (round >= 4 && contexts == living) return;
            living = contexts;
        }
    }

    // Not inlined: the enumeration holds the contexts while it is on the stack.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (int All, int Collectible) CountContexts()
    {
        var (all, collectible) = (0, 0);
        foreach (var context in AssemblyLoadContext.All)
        {
            all++;
            if (context.IsCollectible) collectible++;
        }

        return (all, collectible);
    }

    private static double PrivateBytes(Process process)
    {
        const string Rollup = "/proc/self/smaps_rollup";
        if (!File.Exists(Rollup)) return process.PrivateMemorySize64;
        return File.ReadLines(Rollup)
            .Where(line => line.StartsWith("Private_", StringComparison.Ordinal))
            .Sum(line => 1024.0 * double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture));
    }
}
