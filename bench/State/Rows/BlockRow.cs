using System.Diagnostics;
using Distribute.Bench.Measuring;

namespace Distribute.Bench.State.Rows;

/// <summary>One large array of plain data, against plain copies of it made in turns with the syncs.</summary>
internal sealed class BlockRow : IRow
{
    private const int Length = 100_000_000 / sizeof(double);
    private const int Targets = Pool.Ranks - 1;
    private const double Bar = 1.5;

    /// <inheritdoc/>
    public string Name => "block";

    /// <inheritdoc/>
    public async IAsyncEnumerable<Figure> MeasureAsync(bool quick)
    {
        await using var pool = new Pool();
        await pool.RunAsync($"var xs = new double[{Length}]; if (__process_id__ == 0) for (var i = 0; i < xs.Length; i++) xs[i] = i / 3.0;").ConfigureAwait(false);
        var source = Enumerable.Range(0, Length).Select(i => i / 3.0).ToArray();
        var copies = new double[Targets][];
        var (synced, plain, side) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = -2; round < (quick ? 3 : 21); round++)
        {
            var sync = await pool.SyncAsync("xs").ConfigureAwait(false);
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < Targets; i++) copies[i] = (double[])source.Clone();
            var copied = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            start = Stopwatch.GetTimestamp();
            await Task.WhenAll(Enumerable.Range(0, Targets).Select(i => Task.Run(() => copies[i] = (double[])source.Clone()))).ConfigureAwait(false);
            if (round < 0) continue;
            synced.Add(sync);
            plain.Add(copied);
            side.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        await pool.RunAsync($"if (xs.Length != {Length} || xs[^1] != ({Length} - 1) / 3.0) throw new Exception();").ConfigureAwait(false);
        GC.KeepAlive(copies);
        var (a, b, c) = (new Samples(synced), new Samples(plain), new Samples(side));
        var ratio = a.Median / b.Median;
        yield return new Figure(
            $"sync of a 100 MB double[] to {Targets} other thread ranks",
            $"{ratio:F2} times {Targets} plain copies",
            $"sync {a.Median:F0} ms ({a.Range("F0")}), copies one after another {b.Median:F0} ms ({b.Range("F0")}), side by side {c.Median:F0} ms ({c.Range("F0")})",
            $"{Bar} times",
            Figure.Judge(ratio <= Bar));
    }
}
