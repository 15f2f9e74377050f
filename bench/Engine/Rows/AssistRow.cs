using System.Diagnostics;
using Distribute.Bench.Measuring;
using Distribute.Sandbox.Sessions;

namespace Distribute.Bench.Rows;

/// <summary>Completion while a person writes: the next key, and the first one after a cell has run.</summary>
internal sealed class AssistRow : IRow
{
    private const double Bar = 150;

    /// <inheritdoc/>
    public string Name => "assist";

    /// <inheritdoc/>
    public async IAsyncEnumerable<Figure> MeasureAsync(BenchOptions options)
    {
        await using var engine = new Engine();
        await RunAsync(engine, "var numbers = new List<int> { 1 };").ConfigureAwait(false);
        // This program is not precompiled, as the tool is, so its first answer tells what a warm-up saves and is no bar.
        yield return new Figure("completion, the first of the process", $"{await CompleteAsync(engine, "Console.Wri").ConfigureAwait(false):F0} ms", "just-in-time compiled", "", Verdict.Told);
        if (options.Wants("keys")) yield return Judged("completion, other text, same cells before it", await KeysAsync(engine, options).ConfigureAwait(false));
        if (options.Wants("cells")) yield return Judged("completion, the first after another cell ran", await CellsAsync(engine, options).ConfigureAwait(false));
    }

    private static async Task<Samples> KeysAsync(Engine engine, BenchOptions options)
    {
        var times = new List<double>();
        for (var i = -20; i < options.Iterations(200, 20); i++)
        {
            var time = await CompleteAsync(engine, $"var more{i + 20} = numbers.Select(n => n + 1).ToList();\nmore{i + 20}.").ConfigureAwait(false);
            if (i >= 0) times.Add(time);
        }

        return new Samples(times);
    }

    private static async Task<Samples> CellsAsync(Engine engine, BenchOptions options)
    {
        var times = new List<double>();
        for (var i = -10; i < options.Iterations(100, 10); i++)
        {
            await RunAsync(engine, $"class Kind{i + 10} {{ public int Member; }} var kind{i + 10} = new Kind{i + 10}();").ConfigureAwait(false);
            var time = await CompleteAsync(engine, $"kind{i + 10}.").ConfigureAwait(false);
            if (i >= 0) times.Add(time);
        }

        return new Samples(times);
    }

    private static Figure Judged(string what, Samples times) =>
        new(what, $"{times.Median:F1} ms", $"min {times.Min:F1}, p95 {times.P95:F1}", $"{Bar} ms", Figure.Judge(times.Median <= Bar));

    private static async Task<double> CompleteAsync(Engine engine, string text)
    {
        var start = Stopwatch.GetTimestamp();
        var found = await engine.Session.Assistance.CompleteAsync(new WrittenCode { Text = text }, text.Length, documented: 1).ConfigureAwait(false);
        var elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        return found.Items.Count > 0 ? elapsed : throw new InvalidOperationException($"Nothing to complete in: {text}");
    }

    private static async Task RunAsync(Engine engine, string code)
    {
        var result = await engine.Session.RunAsync(new CellRequest { Code = code, ExecutionCount = 1 }).ConfigureAwait(false);
        if (!result.Ok) throw new InvalidOperationException($"A cell failed: {code}\n{Engine.Describe(result)}");
    }
}
