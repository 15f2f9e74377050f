using System.Diagnostics;
using System.Globalization;
using Distribute.Bench.Measuring;
using Distribute.Sandbox.Sessions;

namespace Distribute.Bench.Processes;

/// <summary>
/// A pool of 4 from nothing to the end of its first cell, against 4 bare programs that are started at once: in turns, each
/// time in a fresh process. The cell was compiled before, for a pool of threads.
/// </summary>
internal static class StartRow
{
    /// <summary>The command of one measurement.</summary>
    public const string Once = "start-once";

    private const double MostSeconds = 0.51;
    private const double MostTimes = 4;

    /// <summary>Measures once and prints milliseconds.</summary>
    public static async Task<int> RunOnceAsync()
    {
        await using var pool = new Pool();
        const string Cell = "Console.WriteLine(__process_id__);";
        for (var i = 0; i < 2; i++) await pool.TryAsync(Cell, new DistributeOptions { Count = 4, Pool = "threads" }).ConfigureAwait(false);
        var (result, time) = await pool.TryAsync(Cell, new DistributeOptions { Count = 4, Mode = "process", Debug = true }).ConfigureAwait(false);
        if (!result.Ok || !result.Notes.Any(note => note.Text.Contains("found again", StringComparison.Ordinal))) throw new InvalidOperationException(Pool.Describe(result));
        Console.WriteLine(time.ToString(CultureInfo.InvariantCulture));
        foreach (var note in result.Notes) await Console.Error.WriteLineAsync($"{note.At.TotalMilliseconds:F1} {note.Text}").ConfigureAwait(false);
        return 0;
    }

    public static async IAsyncEnumerable<Figure> MeasureAsync(bool quick)
    {
        var hello = Repository.Find("bench", "Hello", "bin", "Release", "net10.0", "hello.dll");
        (await ChildProcess.RunAsync("dotnet", ["build", Repository.Find("bench", "Hello", "Hello.csproj"), "-c", "Release", "-v", "q", "--nologo"]).ConfigureAwait(false)).Expect(0);
        var (bare, pools) = (new List<double>(), new List<double>());
        // The first ones warm the disk.
        for (var i = -2; i < (quick ? 3 : 15); i++)
        {
            var start = Stopwatch.GetTimestamp();
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ChildProcess.RunAsync("dotnet", [hello]))).ConfigureAwait(false);
            var elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            var once = (await ChildProcess.RunAsync(Environment.ProcessPath!, [Once]).ConfigureAwait(false)).Expect(0);
            if (i < 0) continue;
            bare.Add(elapsed);
            pools.Add(double.Parse(once.Output, CultureInfo.InvariantCulture));
        }

        var (all, floor) = (new Samples(pools), new Samples(bare));
        yield return new Figure("4 bare `dotnet hello.dll` at once", $"{floor.Median:F0} ms", floor.Range("F0"), "", Verdict.Told);
        yield return new Figure("pool of 4 processes, cold, to the end of its first cell", $"{all.Median:F0} ms, {all.Median / floor.Median:F1} times", all.Range("F0"),
            $"{MostTimes} times, {MostSeconds} s", Figure.Judge(all.Median <= floor.Median * MostTimes && all.Median < MostSeconds * 1000));
    }
}
