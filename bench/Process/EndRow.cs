using System.Diagnostics;
using System.Globalization;
using Distribute.Bench.Measuring;

namespace Distribute.Bench.Processes;

/// <summary>kill -9 of the process that the ranks belong to: until they, and what they have started, are gone.</summary>
internal static class EndRow
{
    /// <summary>The command of the process that is killed.</summary>
    public const string Parent = "parent-once";

    /// <summary>Starts ranks, says their processes, and waits to be killed.</summary>
    public static async Task<int> RunParentAsync()
    {
        await using var pool = new Pool();
        await pool.RunAsync("System.Diagnostics.Process.Start(\"/bin/sleep\", \"1000\");").ConfigureAwait(false);
        var pools = await pool.Session.ListAsync("default").ConfigureAwait(false);
        Console.WriteLine(string.Join(' ', pools[0].Ranks.Select(rank => rank.ProcessId.ToString(CultureInfo.InvariantCulture))));
        await pool.RunAsync("Thread.Sleep(-1);").ConfigureAwait(false);
        return 0;
    }

    public static async IAsyncEnumerable<Figure> MeasureAsync(bool quick)
    {
        var times = new List<double>();
        for (var turn = 0; turn < (quick ? 2 : 10); turn++)
        {
            using var parent = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [Parent]) { RedirectStandardOutput = true })!;
            var ranks = (await parent.StandardOutput.ReadLineAsync().ConfigureAwait(false))!.Split(' ').Select(id => int.Parse(id, CultureInfo.InvariantCulture)).ToList();
            var sessions = ranks.ToHashSet();
            var all = Living().Where(process => sessions.Contains(process.Session)).Select(process => process.Id).ToList();
            if (all.Count < 8) throw new InvalidOperationException($"4 ranks and 4 of their children were to be there, and there are {all.Count}.");
            var start = Stopwatch.GetTimestamp();
            parent.Kill();
            while (Living().Any(process => all.Contains(process.Id)) && Stopwatch.GetElapsedTime(start).TotalSeconds < 10) await Task.Delay(2).ConfigureAwait(false);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        var figures = new Samples(times);
        yield return new Figure("kill -9 of the parent: ranks and what they started are gone after", $"{figures.Median:F0} ms", figures.Range("F0"), "1 s", Figure.Judge(figures.Max <= 1000));
    }

    // Not those that only wait to be reaped.
    private static IEnumerable<(int Id, int Session)> Living()
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id)) continue;
            string stat;
            try
            {
                stat = File.ReadAllText(Path.Combine(folder, "stat"));
            }
            catch (IOException)
            {
                continue; // gone meanwhile
            }

            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            if (fields[0] != "Z") yield return (id, int.Parse(fields[3], CultureInfo.InvariantCulture));
        }
    }
}
