// Prints the figures of ranks in processes:
//     dotnet run -c Release --project bench/Process -- all [--quick]
// The program first publishes itself ready-to-run, as the tool is, and measures with that.
using System.Globalization;
using System.Runtime.InteropServices;
using Distribute.Bench.Measuring;
using Distribute.Bench.Processes;

CultureInfo.CurrentCulture = CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
var quick = args.Contains("--quick");
var wanted = args.FirstOrDefault(word => !word.StartsWith('-')) ?? "all";
if (wanted == StartRow.Once) return await StartRow.RunOnceAsync().ConfigureAwait(false);
if (wanted == EndRow.Parent) return await EndRow.RunParentAsync().ConfigureAwait(false);
var rows = new (string Name, Func<bool, IAsyncEnumerable<Figure>> Measure)[]
{
    ("start", StartRow.MeasureAsync), ("same-cell", SpeedRows.SameCellAsync), ("transfer", SpeedRows.TransferAsync), ("lines", SpeedRows.LinesAsync),
    ("memory", SpeedRows.MemoryAsync), ("faults", FaultRow.MeasureAsync), ("kills", KillRow.MeasureAsync), ("parent", EndRow.MeasureAsync),
};
if (wanted != "all" && rows.All(row => row.Name != wanted))
{
    await Console.Error.WriteLineAsync($"usage: distribute-bench-process all|{string.Join('|', rows.Select(row => row.Name))} [--quick]").ConfigureAwait(false);
    return 2;
}

if (!args.Contains("--published")) return await Published.RunAsync(args).ConfigureAwait(false);
Console.WriteLine(Figure.Head);
var code = 0;
foreach (var row in rows.Where(row => wanted == "all" || row.Name == wanted))
{
    await foreach (var figure in row.Measure(quick).ConfigureAwait(false))
    {
        Console.WriteLine(figure.ToMarkdown());
        if (figure.Verdict == Verdict.Misses) code = 1;
    }
}

return code;
