using Distribute.Bench.Measuring;

namespace Distribute.Bench.Rows;

/// <summary>A trivial cell whose text was never seen before, 4 ranks, compile included.</summary>
internal sealed class NewCellRow : IRow
{
    private const int Ranks = 4;
    private const int Window = 20;

    /// <inheritdoc/>
    public string Name => "new-cell";

    private static IReadOnlyList<(string Kind, Func<int, string> Text)> Kinds =>
    [
        ("declares a new name", i => $"var name{i} = {i};"),
        ("redeclares a name", i => $"var name = {i};"),
        ("prints", i => $"Console.WriteLine(\"cell {i}\");"),
    ];

    /// <inheritdoc/>
    public async IAsyncEnumerable<Figure> MeasureAsync(BenchOptions options)
    {
        var (cells, warm) = (options.Iterations(500, 60), options.Iterations(250, 30));
        // What is warm is the process: the cells that warm it up are of another session.
        await using (var engine = new Engine())
            for (var i = 0; i < warm; i++) await engine.RunAsync(Kinds[i % Kinds.Count].Text(i), Ranks).ConfigureAwait(false);
        foreach (var (kind, text) in Kinds.Where(kind => options.Wants(kind.Kind)))
        {
            var times = new List<double>();
            await using (var engine = new Engine())
                for (var i = 0; i < cells; i++) times.Add(await engine.RunAsync(text(i), Ranks).ConfigureAwait(false));
            var all = new Samples(times);
            yield return new Figure(
                $"new cell that {kind}, {Ranks} ranks, {cells} cells", $"{all.Median:F1} ms", $"min {all.Min:F1}, p95 {all.P95:F1}", "10 ms", Figure.Judge(all.Median <= 10));
            // Twenty cells around the tenth and twenty up to the last.
            var (early, late) = (new Samples(times.Take(Window)), new Samples(times.TakeLast(Window)));
            var ratio = late.Median / early.Median;
            yield return new Figure(
                $"new cell that {kind}: the {cells}th against the 10th",
                $"{ratio:F2} times",
                $"{early.Median:F1} ms ({early.Range("F1")}), then {late.Median:F1} ms ({late.Range("F1")})",
                "1.2 times",
                Figure.Judge(ratio <= 1.2));
        }
    }
}
