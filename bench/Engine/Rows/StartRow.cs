using Distribute.Bench.Measuring;

namespace Distribute.Bench.Rows;

/// <summary>A one-cell notebook from the command line: the whole process, from its start to its end.</summary>
internal sealed class StartRow : IRow
{
    private const double Bar = 0.8;

    /// <inheritdoc/>
    public string Name => "start";

    /// <inheritdoc/>
    public async IAsyncEnumerable<Figure> MeasureAsync(BenchOptions options)
    {
        var tool = await PublishedTool.FindAsync(options.Tool).ConfigureAwait(false);
        var cells = new[]
        {
            (Kind: "an ordinary cell", Text: "Console.WriteLine(\"hello\");"),
            (Kind: "4 ranks", Text: "#!distribute 4\nConsole.WriteLine($\"hello from {__process_id__}\");"),
        };
        foreach (var (kind, text) in cells.Where(cell => options.Wants(cell.Kind)))
        {
            var notebook = PublishedTool.WriteNotebook("start", [text]);
            var times = new List<double>();
            // The first ones warm the disk.
            for (var i = -2; i < options.Iterations(10, 2); i++)
            {
                var run = (await ChildProcess.RunAsync(tool, ["run", notebook]).ConfigureAwait(false)).Expect(0);
                if (!run.Output.Contains("hello", StringComparison.Ordinal)) throw new InvalidOperationException($"The cell did not print:\n{run.Output}");
                if (i >= 0) times.Add(run.Elapsed.TotalSeconds);
            }

            File.Delete(notebook);
            var all = new Samples(times);
            yield return new Figure($"distribute run, one cell, {kind}, {times.Count} runs", $"{all.Median:F2} s", all.Range("F2"), $"{Bar} s", Figure.Judge(all.Median <= Bar));
        }
    }
}
