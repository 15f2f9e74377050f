using Distribute.Bench.Measuring;

namespace Distribute.Bench.Rows;

/// <summary>The same cell again: nothing to compile, nothing to load.</summary>
internal sealed class SameCellRow : IRow
{
    private const double Bar = 0.28;

    /// <inheritdoc/>
    public string Name => "same-cell";

    /// <inheritdoc/>
    public async IAsyncEnumerable<Figure> MeasureAsync(BenchOptions options)
    {
        foreach (var (kind, text) in new[] { ("assigns", "hits++;"), ("prints", "hits++; Console.WriteLine(\"again\");") })
            foreach (var ranks in new[] { 4, 2, 8 })
            {
                if (!options.Wants($"{kind} {ranks}")) continue;
                var (times, seams) = await RunAsync(text, ranks, options).ConfigureAwait(false);
                var has = ranks == 4;
                yield return new Figure(
                    $"same cell ({kind}), {ranks} ranks",
                    $"{times.Median:F3} ms",
                    $"min {times.Min:F3}, p95 {times.P95:F3}",
                    has ? $"{Bar} ms" : "",
                    has ? Figure.Judge(times.Median <= Bar) : Verdict.Told);
                if (has) yield return new Figure($"same cell ({kind}), {ranks} ranks: where the time goes, medians", seams.ToString(), "", "", Verdict.Told);
            }
    }

    private static async Task<(Samples Times, Seams Seams)> RunAsync(string text, int ranks, BenchOptions options)
    {
        var (count, warm) = (options.Iterations(3000, 200), options.Iterations(3000, 100));
        await using var engine = new Engine();
        await engine.RunAsync("var hits = 0;", ranks).ConfigureAwait(false);
        for (var i = 0; i < warm; i++) await engine.RunAsync(text, ranks).ConfigureAwait(false);
        var times = new List<double>();
        for (var i = 0; i < count; i++) times.Add(await engine.RunAsync(text, ranks).ConfigureAwait(false));
        // Followed in a second pass: the clock that follows a cell costs something itself.
        var seams = new Seams();
        for (var i = 0; i < count / 3; i++) await seams.FollowAsync(engine, text, ranks).ConfigureAwait(false);
        await CheckAsync(engine, ranks, warm + count + (count / 3)).ConfigureAwait(false);
        return (new Samples(times), seams);
    }

    // So short a time is worth a proof that every rank ran the cell every time.
    private static async Task CheckAsync(Engine engine, int ranks, int expected)
    {
        for (var rank = 0; rank < ranks; rank++)
        {
            var hits = await engine.Session.ReadAsync<int>("hits", "default", rank).ConfigureAwait(false);
            if (hits != expected) throw new InvalidOperationException($"Rank {rank} ran the cell {hits} times of {expected}.");
        }
    }
}
