using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Distribute.Bench.CpuBound;

/// <summary>Runs the program's top-level statements several times in one process, as a cell is run again in one session.</summary>
internal static class Again
{
    /// <summary>Environment variable with the number of runs. Default 1, the ordinary one.</summary>
    private const string Runs = "CPUBOUND_RUNS";

    // Top-level statements can be called by nothing but the runtime and reflection, so the runs before the last come from
    // here: the statements stay exactly the text that a cell runs.
    [ModuleInitializer]
    internal static void RunBefore()
    {
        if (!int.TryParse(Environment.GetEnvironmentVariable(Runs), CultureInfo.InvariantCulture, out var runs)) return;
        var entry = Assembly.GetExecutingAssembly().EntryPoint!;
        for (var run = 1; run < runs; run++) entry.Invoke(null, [Array.Empty<string>()]);
    }
}
