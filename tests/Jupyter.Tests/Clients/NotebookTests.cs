using System.Text.Json.Nodes;
using Distribute.Jupyter.Tests.Running;

namespace Distribute.Jupyter.Tests.Clients;

/// <summary>The samples, run as whole notebooks by nbclient and nbconvert.</summary>
public sealed class NotebookTests(InstalledKernel kernel) : IClassFixture<InstalledKernel>
{
    [Theory]
    [InlineData("thread")]
    [InlineData("process")]
    public async Task The_seeds_examples_run_in_nbconvert(string mode)
    {
        var run = await Programs.RunAsync(
            Programs.Python, kernel.Environment, "-m", "nbconvert", "--to", "notebook", "--execute", "--allow-errors", $"--ExecutePreprocessor.kernel_name={InstalledKernel.Name(mode)}",
            "--ExecutePreprocessor.timeout=-1", "--ExecutePreprocessor.startup_timeout=300", "--output", kernel[$"seed-{mode}.ipynb"], Repository.Sample("seed-examples.ipynb"));

        Assert.True(run.ExitCode == 0, run.All);
        var cells = await CellsAsync($"seed-{mode}.ipynb");
        Assert.Equal([6, 18], Enumerable.Range(0, cells.Count).Where(i => Outputs(cells[i], "error").Any()));
        Assert.All([0, 1, 2, 3], rank => Assert.Contains($"[{rank}] Process {rank}: {10 * rank * rank} 42\n", Text(cells[7]), StringComparison.Ordinal));
        Assert.Contains("[2] Process 2: Mean=0.002, Std=0.982\n", Text(cells[10]), StringComparison.Ordinal);
        Assert.Equal("8 estimates, mean 3.1385\n", Text(cells[13]));
        Assert.Equal("rank 2: only rank 2", (string?)Outputs(cells[18], "error").Single()["evalue"]);
        Assert.Contains("4 ranks, 1 ok, 3 timed out, ", Text(cells[6]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("word-count.ipynb", "thread", "272 words, 138 different\n")]
    [InlineData("word-count.ipynb", "process", "272 words, 138 different\n")]
    [InlineData("bootstrap.ipynb", "thread", "20000 resamples: 95 % interval from -0.5 to 35.5 seconds\n")]
    [InlineData("parameter-sweep.ipynb", "process", "best penalty 3.2E-3, error 0.381\n")]
    public async Task A_sample_runs_in_nbclient_and_becomes_a_page(string sample, string mode, string expected)
    {
        var run = await kernel.PythonAsync("run_notebook.py", InstalledKernel.Name(mode), Repository.Sample(sample), kernel["ran.ipynb"]);

        Assert.True(run.ExitCode == 0, run.All);
        Assert.Contains(expected, string.Concat((await CellsAsync("ran.ipynb")).Select(cell => Text(cell!))), StringComparison.Ordinal);
        var page = await Programs.RunAsync(Programs.Python, kernel.Environment, "-m", "nbconvert", "--to", "html", "--output", kernel["ran.html"], kernel["ran.ipynb"]);
        Assert.True(page.ExitCode == 0, page.All);
        Assert.Contains(expected.TrimEnd(), await File.ReadAllTextAsync(kernel["ran.html"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chart_is_kept_as_a_picture()
    {
        var run = await kernel.PythonAsync("run_notebook.py", InstalledKernel.Name("thread"), Repository.Sample("parameter-sweep.ipynb"), kernel["chart.ipynb"]);

        Assert.True(run.ExitCode == 0, run.All);
        var pictures = (await CellsAsync("chart.ipynb")).SelectMany(cell => Outputs(cell!, "display_data")).Select(output => (string?)output["data"]!["image/png"]).Where(png => png is not null);
        Assert.Equal("PNG"u8.ToArray(), Convert.FromBase64String(Assert.Single(pictures)!.Trim())[1..4]);
    }

    private async Task<JsonArray> CellsAsync(string name) => JsonNode.Parse(await File.ReadAllTextAsync(kernel[name]))!["cells"]!.AsArray();

    private static IEnumerable<JsonNode> Outputs(JsonNode? cell, string type) =>
        (cell!["outputs"]?.AsArray() ?? []).Where(output => (string)output!["output_type"]! == type)!;

    private static string Text(JsonNode? cell) => string.Concat((cell!["outputs"]?.AsArray() ?? []).Select(OutputText));

    private static string OutputText(JsonNode? output) =>
        output!["text"] is { } stream ? Joined(stream) : output["data"]?["text/plain"] is { } plain ? Joined(plain) + "\n" : "";

    private static string Joined(JsonNode text) => text is JsonArray lines ? string.Concat(lines.Select(line => (string)line!)) : (string)text!;
}
