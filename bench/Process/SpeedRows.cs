using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Distribute.Bench.Measuring;

namespace Distribute.Bench.Processes;

/// <summary>How fast a pool of 4 is once it is there, and how large.</summary>
internal static class SpeedRows
{
    public static async IAsyncEnumerable<Figure> SameCellAsync(bool quick)
    {
        await using var pool = new Pool();
        await pool.RunAsync("var hits = 0;").ConfigureAwait(false);
        foreach (var (kind, text) in new[] { ("assigns", "hits++;"), ("prints", "Console.WriteLine(\"again\");") })
        {
            for (var i = 0; i < (quick ? 200 : 3000); i++) await pool.RunAsync(text).ConfigureAwait(false);
            var times = new List<double>();
            for (var i = 0; i < (quick ? 200 : 3000); i++) times.Add(await pool.RunAsync(text).ConfigureAwait(false));
            var all = new Samples(times);
            yield return new Figure($"same cell again ({kind}), 4 processes", $"{all.Median:F3} ms", $"min {all.Min:F3}, p95 {all.P95:F3}", "0.5 ms, aim 0.28", Figure.Judge(all.Median <= 0.5));
        }
    }

    public static async IAsyncEnumerable<Figure> TransferAsync(bool quick)
    {
        await using var pool = new Pool();
        await pool.RunAsync("var ready = 1;").ConfigureAwait(false);
        var (times, floor) = (new List<double>(), new List<double>());
        for (var i = -1; i < (quick ? 2 : 7); i++)
        {
            await pool.NotebookAsync($"var data = new double[12_500_000]; for (var i = 0; i < data.Length; i++) data[i] = i + {i + 1};").ConfigureAwait(false);
            var time = await pool.RunAsync($"if (data[^1] != 12_499_999 + {i + 1}) throw new Exception(\"wrong\");").ConfigureAwait(false);
            if (i < 0) continue;
            times.Add(time);
            floor.Add(FreshCopies());
        }

        var all = new Samples(times);
        var least = new Samples(floor);
        yield return new Figure("100 MB double[] from the notebook to 4 processes, new cell's compilation included", $"{all.Median:F0} ms", all.Range("F0"), "350 ms", Figure.Judge(all.Median <= 350));
        yield return new Figure("the floor, in turns with it: 100 MB copied into fresh memory once, and from there into four fresh pieces at once", $"{least.Median:F0} ms", least.Range("F0"), "", Verdict.Told);
    }

    // Memory of this size comes from the system page by page each time, as it does in a rank's process.
    private static unsafe double FreshCopies()
    {
        const nuint Size = 100_000_000;
        var source = new byte[Size];
        source.AsSpan().Fill(1);
        var start = Stopwatch.GetTimestamp();
        fixed (byte* from = source)
        {
            var shared = (nint)NativeMemory.Alloc(Size);
            Buffer.MemoryCopy(from, (void*)shared, Size, Size);
            Parallel.For(0, 4, _ =>
            {
                var own = NativeMemory.Alloc(Size);
                Buffer.MemoryCopy((void*)shared, own, Size, Size);
                NativeMemory.Free(own);
            });
            NativeMemory.Free((void*)shared);
        }

        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    public static async IAsyncEnumerable<Figure> LinesAsync(bool quick)
    {
        await using var pool = new Pool();
        const int Lines = 16_000;
        const string Cell = "for (var i = 0; i < 16_000; i++) Console.WriteLine($\"{i:00000} {__process_id__} \" + new string('x', 56));";
        await pool.RunAsync("var ready = 1;").ConfigureAwait(false);
        var times = new List<double>();
        for (var turn = -1; turn < (quick ? 2 : 7); turn++)
        {
            var (result, time) = await pool.TryAsync(Cell).ConfigureAwait(false);
            foreach (var rank in result.Ranks)
            {
                var lines = rank.Stdout.Split('\n');
                for (var i = 0; i < Lines; i++)
                    if (!lines[i].StartsWith(string.Create(CultureInfo.InvariantCulture, $"{i:00000} {rank.Rank} "), StringComparison.Ordinal)) throw new InvalidOperationException($"Rank {rank.Rank}, line {i}: {lines[i]}");
            }

            if (turn >= 0) times.Add(time);
        }

        var all = new Samples(times);
        yield return new Figure("4 MB of lines from 4 processes at once, in order, nothing lost", $"{all.Median:F0} ms", all.Range("F0"), "1 s", Figure.Judge(all.Max <= 1000));
    }

    public static async IAsyncEnumerable<Figure> MemoryAsync(bool quick)
    {
        await using var pool = new Pool();
        await pool.RunAsync("var hits = 0;").ConfigureAwait(false);
        for (var i = 0; i < 5; i++) await pool.RunAsync("hits++;").ConfigureAwait(false);
        await Task.Delay(quick ? 500 : 3000).ConfigureAwait(false);
        var pools = await pool.Session.ListAsync("default").ConfigureAwait(false);
        var all = new Samples(pools[0].Ranks.Select(rank => rank.MemoryBytes!.Value / (1024.0 * 1024)));
        yield return new Figure("a rank's memory at rest", $"{all.Median:F0} MB", all.Range("F0"), "45 MB", Figure.Judge(all.Max <= 45));
    }
}
