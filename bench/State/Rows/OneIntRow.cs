using Distribute.Bench.Measuring;

namespace Distribute.Bench.State.Rows;

/// <summary>What <c>--sync</c> costs when there is next to nothing to copy: one cell with and without it, in turns.</summary>
internal sealed class OneIntRow : IRow
{
    private const double Bar = 0.2;

    /// <inheritdoc/>
    public string Name => "one-int";

    /// <inheritdoc/>
    public async IAsyncEnumerable<Figure> MeasureAsync(bool quick)
    {
        await using var pool = new Pool();
        await pool.RunAsync("var hits = 0;").ConfigureAwait(false);
        var (with, without) = (new List<double>(), new List<double>());
        var (warm, count) = quick ? (50, 100) : (1000, 3000);
        for (var round = -warm; round < count; round++)
        {
            var plain = await pool.RunAsync("hits++;").ConfigureAwait(false);
            var synced = await pool.RunAsync("hits++;", sync: true).ConfigureAwait(false);
            if (round < 0) continue;
            without.Add(plain);
            with.Add(synced);
        }

        await pool.RunAsync($"if (hits != {2 * (warm + count)}) throw new Exception();").ConfigureAwait(false);
        var (a, b) = (new Samples(with), new Samples(without));
        yield return new Figure(
            $"overhead of --sync with one int to copy, {Pool.Ranks} ranks",
            $"{a.Median - b.Median:F3} ms",
            $"with {a.Median:F3} ms (min {a.Min:F3}, p95 {a.P95:F3}), without {b.Median:F3} ms (min {b.Min:F3}, p95 {b.P95:F3})",
            $"{Bar} ms",
            Figure.Judge(a.Median - b.Median <= Bar));
    }
}
