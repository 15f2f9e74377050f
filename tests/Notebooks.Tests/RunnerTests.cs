using System.Text.Json.Nodes;
using Distribute.Contracts.Isolates;
using Distribute.Notebooks.Documents;
using Distribute.Notebooks.Reports;
using Distribute.Notebooks.Running;
using Distribute.Sandbox.Sessions;

namespace Distribute.Notebooks.Tests;

public sealed class RunnerTests : IDisposable
{
    private static readonly NotebookRunOptions KeepGoing = new() { KeepGoing = true };

    private readonly TempFolder _folder = new();
    private readonly ScriptedRunner _runner = new();

    [Fact]
    public async Task Runs_the_seed_examples_in_order_and_writes_valid_outputs()
    {
        var document = await NotebookFile.ReadAsync(Path.Combine(AppContext.BaseDirectory, "seed-examples.ipynb"));

        var executed = await NotebookRunner.RunAsync(document, _runner);

        Assert.True(executed.Run.Ok);
        Assert.Equal(0, executed.Run.ExitCode);
        Assert.Equal(20, executed.Run.Cells.Length);
        Assert.Equal(Enumerable.Range(1, 15), _runner.Ran.Select(ran => ran.Count));
        var cells = Nbformat.AssertValid(await _folder.RewriteAsync(executed.Document, "out.ipynb"));
        Assert.Equal(1, (int)cells[1]!["execution_count"]!);
        Assert.Equal("""{"distribute":{"outputRanks":[0,1]}}""", cells[1]!["metadata"]!.ToJsonString());
        Assert.Equal("{}", cells[15]!["metadata"]!.ToJsonString());
        Assert.Equal(document.Cells.Select(cell => cell.Source), executed.Document.Cells.Select(cell => cell.Source));
    }

    [Fact]
    public async Task Ends_at_the_first_failure_and_leaves_the_rest_as_it_was()
    {
        var (executed, cells) = await RunAsync(null, Old("print"), Old("fail"), Old("print 2"));

        Assert.Equal(["print", "fail"], _runner.Ran.Select(ran => ran.Source));
        Assert.Equal(1, executed.Run.ExitCode);
        Assert.Equal([true, false], executed.Run.Cells.Select(cell => cell.Ok));
        Assert.Equal(["stream", "execute_result"], Types(cells[0]));
        Assert.Equal(["error"], Types(cells[1]));
        Assert.Equal(99, (int)cells[2]!["execution_count"]!);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Old("print 2")), cells[2]));
    }

    [Fact]
    public async Task Keeps_going_when_asked_and_is_still_not_ok()
    {
        var (executed, cells) = await RunAsync(KeepGoing, Old("nocompile"), Old("fault"), Old("print"));

        Assert.Equal(1, executed.Run.ExitCode);
        Assert.Equal([false, false, true], executed.Run.Cells.Select(cell => cell.Ok));
        Assert.Equal("CompilationError", (string?)cells[0]!["outputs"]![0]!["ename"]);
        Assert.Contains("broken engine", (string?)cells[1]!["outputs"]![0]!["evalue"]);
        Assert.Equal(NotebookRunner.FaultId, executed.Run.Cells[1].Result.Diagnostics[0].Id);
    }

    [Fact]
    public async Task Text_empty_cells_and_other_languages_run_nothing_and_take_no_count()
    {
        var fsharp = Notebook.Code("let x = 1", """{"polyglot_notebook":{"kernelName":"fsharp"}}""");

        var (executed, cells) = await RunAsync(null, Notebook.Markdown("# t"), Old(" \n\t"), fsharp, Notebook.Code("print"));

        Assert.Equal(("print", 1), Assert.Single(_runner.Ran));
        Assert.True(executed.Run.Ok);
        Assert.Equal([RunKind.Markdown, RunKind.Notebook, RunKind.Magic, RunKind.Notebook], executed.Run.Cells.Select(cell => cell.Kind));
        Assert.Equal([null, null, null, 1], executed.Run.Cells.Select(cell => cell.ExecutionCount));
        var warning = Assert.Single(executed.Run.Cells[2].Result.Diagnostics);
        Assert.Equal((NotebookRunner.OtherLanguageId, "warning", "not run: fsharp"), (warning.Id, warning.Severity, warning.Message));
        Assert.Empty(cells[1]!["outputs"]!.AsArray());
        Assert.Null(cells[1]!["execution_count"]);
    }

    [Fact]
    public async Task Text_to_show_runs_with_its_magic_in_front()
    {
        var named = Notebook.Code("<b>x</b>", """{"polyglot_notebook":{"kernelName":"html"}}""");

        var (executed, _) = await RunAsync(null, named, Notebook.Code("#!html\n<i>y</i>"), Notebook.Code("\n#!markdown\n# t"), Notebook.Code("alert(1)", """{"vscode":{"languageId":"js"}}"""));

        Assert.True(executed.Run.Ok);
        Assert.Equal(["#!html\n<b>x</b>", "#!html\n<i>y</i>", "\n#!markdown\n# t", "#!javascript\nalert(1)"], _runner.Ran.Select(ran => ran.Source));
    }

    [Fact]
    public async Task An_interrupt_keeps_the_output_so_far_and_runs_no_more()
    {
        var document = await _folder.ReadAsync("a.ipynb", Notebook.Of(Notebook.CSharp, Old("wait"), Old("print")));
        using var interrupt = new CancellationTokenSource();

        var running = NotebookRunner.RunAsync(document, _runner, KeepGoing, cancellationToken: interrupt.Token);
        await _runner.Waiting.Task;
        await interrupt.CancelAsync();
        var executed = await running;

        Assert.Equal(130, executed.Run.ExitCode);
        Assert.Equal("wait", Assert.Single(_runner.Ran).Source);
        var cells = Nbformat.AssertValid(await _folder.RewriteAsync(executed.Document, "out.ipynb"));
        Assert.Equal(["stream", "error"], Types(cells[0]));
        Assert.Equal(99, (int)cells[1]!["execution_count"]!);
    }

    [Fact]
    public async Task An_interrupt_before_the_first_cell_runs_nothing()
    {
        var document = await _folder.ReadAsync("a.ipynb", Notebook.Of(Notebook.CSharp, Old("print")));

        var executed = await NotebookRunner.RunAsync(document, _runner, cancellationToken: new CancellationToken(canceled: true));

        Assert.Empty(_runner.Ran);
        Assert.Equal(130, executed.Run.ExitCode);
    }

    [Fact]
    public async Task A_later_cells_update_reaches_the_earlier_cells_output()
    {
        var (_, cells) = await RunAsync(null, Notebook.Code("show"), Notebook.Code("update"));

        Assert.Equal("update", (string?)cells[0]!["outputs"]![0]!["data"]!["text/plain"]![0]);
        Assert.Equal(["execute_result"], Types(cells[1]));
    }

    [Fact]
    public async Task A_cell_that_is_no_longer_distributed_loses_its_ranks_and_nothing_else()
    {
        const string Metadata = """{"tags":["t"],"distribute":{"outputRanks":[0,1],"own":1}}""";

        var (_, cells) = await RunAsync(null, Notebook.Code("print", Metadata), Notebook.Code("#!distribute 2\nprint", Metadata));

        Assert.Equal("""{"tags":["t"],"distribute":{"own":1}}""", cells[0]!["metadata"]!.ToJsonString());
        Assert.Equal("""{"tags":["t"],"distribute":{"outputRanks":[0,0,1,1],"own":1}}""", cells[1]!["metadata"]!.ToJsonString());
    }

    [Fact]
    public async Task The_front_end_follows_every_cell_and_answers_its_questions()
    {
        var document = await _folder.ReadAsync("a.ipynb", Notebook.Of(Notebook.CSharp, Notebook.Markdown("t"), Notebook.Code("ask"), Notebook.Code("print")));
        var front = new Front();

        var executed = await NotebookRunner.RunAsync(document, _runner, events: front);

        Assert.Equal(["ended 0", "started 1 as 1: ask", "out answer", "ended 1", "started 2 as 2: print", "out 0: hello\n", "ended 2"], front.Seen);
        Assert.Equal("answer", (string?)executed.Document.Cells[1].Raw.GetProperty("outputs")[0].GetProperty("text")[0].GetString());
    }

    private async Task<(ExecutedNotebook Executed, JsonArray Cells)> RunAsync(NotebookRunOptions? options, params string[] cells)
    {
        var document = await _folder.ReadAsync("a.ipynb", Notebook.Of(Notebook.CSharp, cells));
        var executed = await NotebookRunner.RunAsync(document, _runner, options);
        return (executed, Nbformat.AssertValid(await _folder.RewriteAsync(executed.Document, "out.ipynb")));
    }

    /// <summary>A cell with the output of an earlier run.</summary>
    private static string Old(string source)
    {
        var cell = JsonNode.Parse(Notebook.Code(source))!;
        cell["execution_count"] = 99;
        cell["outputs"] = new JsonArray(new JsonObject { ["output_type"] = "stream", ["name"] = "stdout", ["text"] = "old" });
        return cell.ToJsonString();
    }

    private static IEnumerable<string?> Types(JsonNode? cell) => cell!["outputs"]!.AsArray().Select(output => (string?)output!["output_type"]);

    public void Dispose() => _folder.Dispose();

    private sealed class Front : INotebookEvents, ISessionEvents
    {
        public List<string> Seen { get; } = [];

        public bool CanRead => true;

        public ISessionEvents CellStarted(int index, int executionCount, string source)
        {
            Seen.Add($"started {index} as {executionCount}: {source}");
            return this;
        }

        public void CellEnded(CellRun cell) => Seen.Add($"ended {cell.Index}");

        public void Output(int rank, OutputStream stream, string text) => Seen.Add($"out {text}");

        public string ReadLine(int rank, string prompt, bool password) => "answer";
    }
}
