using System.Xml.Linq;
using Distribute.Cli.Tests.Running;
using Distribute.Notebooks.Tests;

namespace Distribute.Cli.Tests;

/// <summary>What <c>distribute run</c> writes, and how it ends.</summary>
public sealed class RunCommandTests : IDisposable
{
    private static readonly string[] OneFails =
        ["Console.WriteLine(\"first\");", "#!distribute 2\nif (__process_id__ == 1) throw new InvalidOperationException(\"on purpose\");", "Console.WriteLine(\"last\");"];

    private readonly TempFolder _folder = new();

    [Fact]
    public async Task Without_keep_going_the_first_failure_ends_the_run_and_the_output_is_written()
    {
        var result = await Tool.CellsAsync(OneFails, []);

        Assert.Equal(1, result.ExitCode);
        Assert.Equal([0, 1], result.Report.Cells.Select(cell => cell.Index));
        Assert.Equal("first\n", result.Notebook[0]!["outputs"]![0]!["text"]!.AsText());
        Assert.Equal("InvalidOperationException", ((string)result.Notebook[1]!["outputs"]![0]!["ename"]!).Split('.')[^1]);
        Assert.Empty(result.Notebook[2]!["outputs"]!.AsArray());
        Assert.Null(result.Notebook[2]!["execution_count"]);
    }

    [Fact]
    public async Task With_keep_going_the_rest_runs()
    {
        var result = await Tool.CellsAsync(OneFails, "--keep-going");

        Assert.Equal(1, result.ExitCode);
        Assert.Equal(["last\n"], result.Cell(2).Stdout);
        Assert.Equal([1, 2, 3], result.Notebook.Select(cell => (int)cell!["execution_count"]!));
    }

    [Fact]
    public async Task The_executed_notebook_tells_the_rank_of_each_output()
    {
        var result = await Tool.CellsAsync("#!distribute 2\nConsole.WriteLine(__process_id__);\n__process_id__ * 10");

        var cell = result.Notebook[0]!;
        var ranks = cell["metadata"]!["distribute"]!["outputRanks"]!.AsArray().Select(rank => (int)rank!).ToArray();
        var outputs = cell["outputs"]!.AsArray();
        Assert.Equal(outputs.Count, ranks.Length);
        Assert.Equal([0, 1], ranks.Distinct().Order());
        foreach (var (output, rank) in outputs.Zip(ranks))
        {
            if ((string)output!["output_type"]! == "stream") Assert.Equal($"{rank}\n", output["text"]!.AsText());
            else Assert.Equal((rank, $"{rank * 10}"), ((int)output["metadata"]!["rank"]!, output["data"]!["text/plain"]!.AsText()));
        }
    }

    [Fact]
    public async Task JUnit_has_a_suite_a_cell_and_a_case_a_rank()
    {
        var file = _folder.Write("n.ipynb", NotebookText.Of(OneFails));

        var run = await Tool.RunAsync("run", file, "--keep-going", "--report", _folder["report.xml"]);

        Assert.Equal(1, run.ExitCode);
        var root = XDocument.Load(_folder["report.xml"]).Root!;
        Assert.Equal(("testsuites", "4", "1", "0"), (root.Name.LocalName, Count("tests"), Count("failures"), Count("errors")));
        Assert.Equal(["cell 1", "cell 2", "cell 3"], root.Elements("testsuite").Select(suite => suite.Attribute("name")!.Value));
        var failed = Assert.Single(root.Descendants("failure"));
        Assert.Equal("rank 1", failed.Parent!.Attribute("name")!.Value);
        Assert.Equal("on purpose", failed.Attribute("message")!.Value);

        string Count(string name) => root.Attribute(name)!.Value;
    }

    [Fact]
    public async Task A_time_limit_of_the_command_holds_for_cells_that_set_none()
    {
        var result = await Tool.CellsAsync(["#!distribute 2\nvar mine = __process_id__;\nif (mine == 1) while (true) { }", "#!distribute\nConsole.WriteLine(mine);"], "--keep-going", "--timeout", "3");

        Assert.Equal(["completed", "timedOut"], result.Cell(0).Outcomes);
        Assert.Equal(["0\n", "1\n"], result.Cell(1).Stdout);
    }

    [Fact]
    public async Task The_closing_line_speaks_of_the_ranks_that_were_to_run_and_the_report_of_all()
    {
        var result = await Tool.CellsAsync("#!distribute 4\nvar x = 1;", "#!distribute 2\nx = 2;", "#!distribute --ranks 1,3\nif (__process_id__ == 3) throw new Exception(\"no\");");

        Assert.Equal(["4 ranks, 4 ok", "2 ranks, 2 ok", "2 ranks, 1 ok, 1 failed"],
            result.Run.Lines.Where(line => line.Contains(" ranks, ", StringComparison.Ordinal)).Select(line => line[..line.LastIndexOf(',')]));
        Assert.Equal(["completed", "completed", "notRun", "notRun"], result.Cell(1).Outcomes);
        Assert.Equal(["notRun", "completed", "notRun", "failed"], result.Cell(2).Outcomes);
    }

    [Fact]
    public async Task A_cell_in_another_language_is_told()
    {
        var result = await Tool.CellsAsync("1 + 1", "#!fsharp\nprintfn \"1\"");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("note: cell 2 of the notebook was not run: fsharp (only C# cells run)", result.Run.Lines);
    }

    [Fact]
    public async Task A_dib_runs_too()
    {
        var file = _folder.Write("n.dib", "#!meta\n{\"kernelInfo\":{\"defaultKernelName\":\"csharp\",\"items\":[]}}\n\n#!markdown\n\n# Title\n\n#!csharp\n\nConsole.WriteLine(\"from a dib\");\n");

        var run = await Tool.RunAsync("run", file);

        Assert.Equal((0, "from a dib\n"), (run.ExitCode, run.Output));
    }

    [Fact]
    public async Task Quiet_leaves_out_what_went_well()
    {
        var result = await Tool.CellsAsync(["#!distribute 2\nConsole.WriteLine(\"said\");"], "--quiet");

        Assert.Equal(["[0] said", "[1] said"], result.Run.Lines.Order());
    }

    [Fact]
    public async Task Help_names_the_options()
    {
        var run = await Tool.RunAsync("run", "--help");

        Assert.Equal(0, run.ExitCode);
        Assert.All(["--output", "--report", "--keep-going", "--timeout", "--mode"], option => Assert.Contains(option, run.Output, StringComparison.Ordinal));
    }

    public void Dispose() => _folder.Dispose();
}
