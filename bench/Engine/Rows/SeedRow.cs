using System.Text.Json;
using Distribute.Bench.Measuring;

namespace Distribute.Bench.Rows;

/// <summary>The seed's examples through the real command: which ranks fail in which cells.</summary>
internal sealed class SeedRow : IRow
{
    // Two cells fail on purpose: three ranks outrun a timeout, and one throws.
    private static readonly string[] Expected = ["cell c06: ranks 1, 2, 3 timedOut", "cell c18: rank 2 failed"];

    // What a plain console program printed with the same code.
    private static readonly string[] Printed =
    [
        "Mean=0.053, Std=1.015", "Mean=0.005, Std=0.986", "Mean=0.002, Std=0.982", "Mean=-0.007, Std=1.027",
        "Process 0: Model accuracy = 0.9350", "Process 1: Model accuracy = 0.9350", "Process 2: Model accuracy = 0.9300", "Process 3: Model accuracy = 0.9700",
    ];

    /// <inheritdoc/>
    public string Name => "seed";

    /// <inheritdoc/>
    public async IAsyncEnumerable<Figure> MeasureAsync(BenchOptions options)
    {
        var tool = await PublishedTool.FindAsync(options.Tool).ConfigureAwait(false);
        var notebook = Repository.Find("samples", "seed-examples.ipynb");
        var report = Path.Combine(Path.GetTempPath(), $"distribute-bench-{Environment.ProcessId}-seed.json");
        var run = await ChildProcess.RunAsync(tool, ["run", notebook, "--keep-going", "--report", report]).ConfigureAwait(false);
        run.Expect(1);
        var failures = ReadFailures(notebook, report);
        File.Delete(report);
        var missing = Printed.Where(text => !run.Output.Contains(text, StringComparison.Ordinal)).ToList();
        yield return new Figure(
            "seed-examples.ipynb: failures",
            failures.Count == 0 ? "none" : string.Join("; ", failures),
            $"{run.Elapsed.TotalSeconds:F1} s in all",
            string.Join("; ", Expected),
            Figure.Judge(failures.SequenceEqual(Expected)));
        yield return new Figure(
            "seed-examples.ipynb: figures printed",
            $"{Printed.Length - missing.Count} of {Printed.Length}",
            missing.Count == 0 ? "" : "missing: " + string.Join("; ", missing),
            "as in a console program",
            Figure.Judge(missing.Count == 0));
    }

    private static List<string> ReadFailures(string notebook, string report)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(notebook));
        using var facts = JsonDocument.Parse(File.ReadAllText(report));
        var ids = document.RootElement.GetProperty("cells").EnumerateArray().Select(cell => cell.GetProperty("id").GetString()!).ToList();
        return [.. facts.RootElement.GetProperty("cells").EnumerateArray().SelectMany(cell => Failures(ids[cell.GetProperty("index").GetInt32()], cell))];
    }

    private static IEnumerable<string> Failures(string id, JsonElement cell)
    {
        if (cell.GetProperty("ok").GetBoolean()) yield break;
        var found = false;
        var failed = cell.GetProperty("ranks").EnumerateArray()
            .Select(rank => (Rank: rank.GetProperty("rank").GetInt32(), Outcome: rank.GetProperty("outcome").GetString()!))
            .Where(rank => rank.Outcome is not ("completed" or "notRun"));
        foreach (var group in failed.GroupBy(rank => rank.Outcome))
        {
            found = true;
            yield return $"cell {id}: {(group.Count() == 1 ? "rank" : "ranks")} {string.Join(", ", group.Select(rank => rank.Rank))} {group.Key}";
        }

        if (!found) yield return $"cell {id}: no rank, the cell itself";
    }
}
