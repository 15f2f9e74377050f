using System.Diagnostics;
using Distribute.Bench.Measuring;
using Distribute.Bench.Rows;

namespace Distribute.Bench;

/// <summary>Runs one row, or all of them, each in a process of its own so that none finds what another left.</summary>
internal static class Commands
{
    private const string All = "all";

    private static readonly IReadOnlyList<IRow> Rows =
    [
        new SeedRow(), new NewCellRow(), new SameCellRow(), new MemoryRow(), new StartRow(), new CpuRow(), new StopRow(), new FloodRow(), new AssistRow(),
    ];

    /// <summary>The commands there are.</summary>
    public static IEnumerable<string> Names => Rows.Select(row => row.Name).Append(All).Append(StopRow.CaseCommand);

    /// <summary>Runs a command.</summary>
    /// <returns>The exit code: 0 when every bar is held, 1 when one is not.</returns>
    public static async Task<int> RunAsync(BenchOptions options)
    {
        if (options.Command == StopRow.CaseCommand) return await StopRow.RunCaseAsync(options).ConfigureAwait(false);
        if (!options.Bare) Console.WriteLine(Figure.Head);
        return options.Command == All
            ? await RunAllAsync(options).ConfigureAwait(false)
            : await RunRowAsync(Rows.Single(row => row.Name == options.Command), options).ConfigureAwait(false);
    }

    private static async Task<int> RunRowAsync(IRow row, BenchOptions options)
    {
        var code = 0;
        await foreach (var figure in row.MeasureAsync(options).ConfigureAwait(false))
        {
            Console.WriteLine(figure.ToMarkdown());
            if (figure.Verdict is Verdict.Misses or Verdict.GivenUp) code = 1;
        }

        return code;
    }

    private static async Task<int> RunAllAsync(BenchOptions options)
    {
        var tool = await PublishedTool.FindAsync(options.Tool).ConfigureAwait(false);
        var code = 0;
        foreach (var row in Rows)
        {
            string[] arguments = [row.Name, "--bare", "--tool", tool, .. options.Quick ? ["--quick"] : Array.Empty<string>()];
            var watch = Stopwatch.StartNew();
            using var child = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, arguments))!;
            await child.WaitForExitAsync().ConfigureAwait(false);
            await Console.Error.WriteLineAsync($"{row.Name}: {watch.Elapsed.TotalSeconds:F0} s").ConfigureAwait(false);
            code = Math.Max(code, child.ExitCode);
        }

        return code;
    }
}
