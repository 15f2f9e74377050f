using System.Text.Json;
using Distribute.Bench.Measuring;

namespace Distribute.Bench.Rows;

/// <summary>Code that does not end, under a timeout on one rank of four: how long after the deadline the result is there.</summary>
internal sealed class StopRow : IRow
{
    /// <summary>The command that tries one case; for the row itself, which needs a process for each.</summary>
    public const string CaseCommand = "stop-case";

    private const double Bar = 0.25;

    /// <inheritdoc/>
    public string Name => "stop";

    /// <inheritdoc/>
    public async IAsyncEnumerable<Figure> MeasureAsync(BenchOptions options)
    {
        // A process for each: code that could not be stopped must not burden what is measured after it.
        foreach (var stopCase in StopCase.All.Where(stopCase => options.Wants(stopCase.Name)))
        {
            var run = await ChildProcess.RunAsync(
                Environment.ProcessPath!, [CaseCommand, "--only", stopCase.Name, .. options.Quick ? ["--quick"] : Array.Empty<string>()]).ConfigureAwait(false);
            yield return ToFigure(stopCase, JsonSerializer.Deserialize<List<StopTrial>>(run.Expect(0).Output)!);
        }
    }

    /// <summary>Tries one case and prints its trials as JSON.</summary>
    public static async Task<int> RunCaseAsync(BenchOptions options)
    {
        var stopCase = StopCase.All.Single(known => known.Name == options.Only);
        // The first stop of a process compiles the code that stops.
        await StopTrial.RunAsync("while (true) { }").ConfigureAwait(false);
        await StopTrial.RunAsync("Thread.Sleep(600_000);").ConfigureAwait(false);
        var trials = new List<StopTrial>();
        for (var i = 0; i < options.Iterations(3, 1); i++) trials.Add(await StopTrial.RunAsync(stopCase.Code).ConfigureAwait(false));
        Console.WriteLine(JsonSerializer.Serialize(trials));
        return 0;
    }

    private static Figure ToFigure(StopCase stopCase, List<StopTrial> trials)
    {
        var late = new Samples(trials.Select(trial => trial.Late));
        var facts = new[]
        {
            string.Join(", ", trials.Select(trial => trial.Outcome).Distinct()),
            trials.All(trial => trial.Kept) ? "variables kept" : "VARIABLES LOST",
            trials.All(trial => trial.Usable) ? "pool usable" : "POOL NOT USABLE",
            trials.Any(trial => trial.Lost) ? $"rank lost in {trials.Count(trial => trial.Lost)} of {trials.Count}, and says so" : "",
            trials.Any(trial => trial.RunsOn) ? $"code goes on afterwards in {trials.Count(trial => trial.RunsOn)} of {trials.Count}" : "",
        };
        var answered = late.Max <= Bar && trials.All(trial => trial is { Outcome: "timedOut", Kept: true, Usable: true } && (trial.Lost || !trial.RunsOn));
        return new Figure(
            $"stop: {stopCase.Name}",
            $"{late.Median:F3} s",
            $"{late.Range("F3")}; {string.Join(", ", facts.Where(fact => fact.Length > 0))}",
            $"{Bar} s",
            answered && trials.Any(trial => trial.Lost) ? Verdict.GivenUp : Figure.Judge(answered));
    }
}
