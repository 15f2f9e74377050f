using Distribute.Bench.Measuring;

namespace Distribute.Bench.Rows;

/// <summary>A trivial cell whose text was never seen before, 4 ranks, compile included.</summary>
internal sealed class NewCellRow : IRow
{
    private const int Ranks = 4;
    private const int Window = 20;

    // Cells 6 to 17 of a young session stand for the tenth.
    private const int BeforeTenth = 5;
    private const int AroundTenth = 12;

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
        var (cells, warm) = (options.Iterations(500, 60), options.Iterations(600, 30));
        // What is warm is the process: the cells that warm it up are of other sessions, and as many of each kind as it takes until
        // the compiler itself is no longer compiled anew beside them, which keeps one of two cores busy.
        foreach (var (_, text) in Kinds)
        {
            await using var engine = new Engine();
            for (var i = 0; i < warm; i++) await engine.RunAsync(text(i), Ranks).ConfigureAwait(false);
        }

        foreach (var (kind, text) in Kinds.Where(kind => options.Wants(kind.Kind)))
        {
            // What the sessions before left behind is no part of this one.
            Memory.Collect();
            var times = new List<double>();
            await using var engine = new Engine();
            for (var i = 0; i < cells; i++) times.Add(await engine.RunAsync(text(i), Ranks).ConfigureAwait(false));
            var all = new Samples(times);
            yield return new Figure(
                $"new cell that {kind}, {Ranks} ranks, {cells} cells", $"{all.Median:F1} ms", $"min {all.Min:F1}, p95 {all.P95:F1}", "10 ms", Figure.Judge(all.Median <= 10));
            var (young, old) = await AlternateAsync(engine, text, cells, options).ConfigureAwait(false);
            var ratio = old.Median / young.Median;
            yield return new Figure(
                $"new cell that {kind}: after {cells} cells against the 10th, in turns",
                $"{ratio:F2} times",
                $"{young.Median:F1} ms ({young.Range("F1")}) and {old.Median:F1} ms ({old.Range("F1")}); as they ran, first {Window} {new Samples(times.Take(Window)).Median:F1} ms, last {Window} {new Samples(times.TakeLast(Window)).Median:F1} ms",
                "1.2 times",
                Figure.Judge(ratio <= 1.2));
        }
    }

    // Cells around the tenth of young sessions, each in turn with one more of the old session: a machine that got busier
    // meanwhile, or a process that got warmer, is no difference between the two.
    private static async Task<(Samples Young, Samples Old)> AlternateAsync(Engine old, Func<int, string> text, int first, BenchOptions options)
    {
        var (youngTimes, oldTimes, next) = (new List<double>(), new List<double>(), first);
        for (var round = 0; round < options.Iterations(6, 1); round++)
        {
            await using var young = new Engine();
            for (var i = 0; i < BeforeTenth; i++) await young.RunAsync(text(i), Ranks).ConfigureAwait(false);
            for (var i = BeforeTenth; i < BeforeTenth + AroundTenth; i++)
            {
                youngTimes.Add(await young.RunAsync(text(i), Ranks).ConfigureAwait(false));
                oldTimes.Add(await old.RunAsync(text(next++), Ranks).ConfigureAwait(false));
            }
        }

        return (new Samples(youngTimes), new Samples(oldTimes));
    }
}
