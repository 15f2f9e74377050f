using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Distribute.Bench.Measuring;

namespace Distribute.Bench.Rows;

/// <summary>
/// Computing in a cell against the same text as a Release console program: both are processes of their own and print how
/// long each run took, the cell as a notebook through the real command.
/// </summary>
internal sealed class CpuRow : IRow
{
    private const double Bar = 1.1;

    /// <summary>Runs that a process makes; those after the second are steady: nothing is compiled anew there.</summary>
    private const int Runs = 5;

    private const int FirstSteady = 2;

    /// <inheritdoc/>
    public string Name => "cpu";

    /// <inheritdoc/>
    public async IAsyncEnumerable<Figure> MeasureAsync(BenchOptions options)
    {
        var tool = await PublishedTool.FindAsync(options.Tool).ConfigureAwait(false);
        var programs = await BuildProgramsAsync().ConfigureAwait(false);
        foreach (var workload in Assembly.GetExecutingAssembly().GetManifestResourceNames().Order(StringComparer.Ordinal).Where(options.Wants))
        {
            var notebook = PublishedTool.WriteNotebook(workload, Enumerable.Repeat("#!distribute 1\n" + ReadText(workload), Runs));
            var (program, cell) = (new List<double[]>(), new List<double[]>());
            for (var round = 0; round < options.Iterations(3, 1); round++)
            {
                program.Add(await RunProgramAsync(Path.Combine(programs, workload, "CpuBound")).ConfigureAwait(false));
                cell.Add(await RunCellAsync(tool, notebook).ConfigureAwait(false));
            }

            File.Delete(notebook);
            yield return Compare($"{workload}, steady", cell.SelectMany(runs => runs[FirstSteady..]), program.SelectMany(runs => runs[FirstSteady..]));
            yield return Compare($"{workload}, first run", cell.Select(runs => runs[0]), program.Select(runs => runs[0]));
        }
    }

    private static Figure Compare(string what, IEnumerable<double> cell, IEnumerable<double> program)
    {
        var (cells, programs) = (new Samples(cell), new Samples(program));
        var ratio = cells.Median / programs.Median;
        return new Figure(
            what,
            $"{ratio:F2} times",
            $"cell {cells.Median:F0} ms ({cells.Range("F0")}), program {programs.Median:F0} ms ({programs.Range("F0")})",
            $"{Bar} times",
            Figure.Judge(ratio <= Bar));
    }

    private static async Task<string> BuildProgramsAsync()
    {
        await Console.Error.WriteLineAsync("building the console programs").ConfigureAwait(false);
        var project = Repository.Find("bench", "CpuBound", "CpuBound.csproj");
        (await ChildProcess.RunAsync("dotnet", ["msbuild", project, "-restore", "-t:Programs", "-p:Configuration=Release", "-v:q", "-nologo"]).ConfigureAwait(false)).Expect(0);
        return Repository.Find("bench", "CpuBound", "bin", "Release");
    }

    private static string ReadText(string workload)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(workload)!);
        return reader.ReadToEnd();
    }

    private static async Task<double[]> RunProgramAsync(string program)
    {
        var run = (await ChildProcess.RunAsync(program, [], ("CPUBOUND_RUNS", $"{Runs}")).ConfigureAwait(false)).Expect(0);
        return ReadTimes(run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private static async Task<double[]> RunCellAsync(string tool, string notebook)
    {
        var report = notebook + ".json";
        (await ChildProcess.RunAsync(tool, ["run", notebook, "--report", report]).ConfigureAwait(false)).Expect(0);
        using var facts = JsonDocument.Parse(await File.ReadAllTextAsync(report).ConfigureAwait(false));
        File.Delete(report);
        return ReadTimes(facts.RootElement.GetProperty("cells").EnumerateArray().Select(cell => cell.GetProperty("ranks")[0].GetProperty("stdout").GetString()!));
    }

    // A line is the time in microseconds and what was computed.
    private static double[] ReadTimes(IEnumerable<string> lines)
    {
        var times = lines.Select(line => double.Parse(line.Split(' ')[0], CultureInfo.InvariantCulture) / 1000).ToArray();
        return times.Length == Runs ? times : throw new InvalidOperationException($"{Runs} runs were expected, {times.Length} printed.");
    }
}
