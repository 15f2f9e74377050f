using System.Text.Json.Nodes;
using Distribute.Contracts.Compilation;
using Distribute.Contracts.Isolates;
using Distribute.Contracts.Outcomes;
using Distribute.Notebooks.Outputs;
using Distribute.Sandbox.Sessions;

namespace Distribute.Notebooks.Tests;

public sealed class CellOutputsTests
{
    private readonly CellOutputs _outputs = new(7);

    [Fact]
    public void Text_that_follows_on_itself_is_one_output()
    {
        _outputs.Began("p", [0, 1], null);
        _outputs.Output(0, OutputStream.Out, "a");
        _outputs.Output(0, OutputStream.Out, "b\nc\n");
        _outputs.Output(1, OutputStream.Out, "x\n");
        _outputs.Output(1, OutputStream.Error, "y");
        _outputs.Output(0, OutputStream.Out, "d");

        var rendered = _outputs.Render();

        Assert.Equal(["stdout ab\nc\n", "stdout x\n", "stderr y", "stdout d"], rendered.Json.Select(Stream));
        Assert.Equal([0, 1, 1, 0], rendered.Ranks!);
        Assert.Equal(["ab\n", "c\n"], rendered.Json[0]!["text"]!.AsArray().Select(line => (string?)line));
    }

    [Fact]
    public void Progress_stays_one_line_of_its_rank_though_others_write()
    {
        _outputs.Began("p", [0, 1], null);
        _outputs.Output(0, OutputStream.Out, "start\n10%");
        _outputs.Output(1, OutputStream.Out, "\r 1%");
        _outputs.Output(0, OutputStream.Out, "\r50%");
        _outputs.Output(1, OutputStream.Out, "\r99%");
        _outputs.Output(0, OutputStream.Out, "\r100%\nafter\n");

        var rendered = _outputs.Render();

        Assert.Equal(["stdout start\n100%\n", "stdout 99%", "stdout after\n"], rendered.Json.Select(Stream));
    }

    [Theory]
    [InlineData("a\r\nb\r\n", "a\nb\n")]
    [InlineData("long line\rshort", "shortline")]
    [InlineData("😀😀\rx", "x😀")]
    [InlineData("50%\r", "50%")]
    public void A_carriage_return_writes_over_the_line(string text, string shown)
    {
        _outputs.Output(0, OutputStream.Out, text);

        Assert.Equal("stdout " + shown, Stream(Assert.Single(_outputs.Render().Json)));
    }

    [Fact]
    public void Results_and_displays_of_ranks_carry_their_rank_and_types()
    {
        _outputs.Began("p", [0, 2], null);
        _outputs.Displayed(2, new MimeBundle(new Dictionary<string, string>
        {
            ["text/plain"] = "one\ntwo", ["text/html"] = "<b>\n</b>", ["image/png"] = "iVBORw0KGgo=", ["image/svg+xml"] = "<svg>\n</svg>",
            ["application/json"] = """{"a":[1,2.50]}""", ["application/vnd.x+json"] = "not json",
        }), null, false);
        _outputs.RankEnded(Ended(0, new RankOutcome.Completed(true, MimeBundle.FromText("42"))));

        var rendered = _outputs.Render();

        var display = rendered.Json[0]!;
        Assert.Equal("display_data", (string?)display["output_type"]);
        Assert.Equal("""{"rank":2}""", display["metadata"]!.ToJsonString());
        Assert.Equal(["one\n", "two"], display["data"]!["text/plain"]!.AsArray().Select(line => (string?)line));
        Assert.Equal(2, display["data"]!["image/svg+xml"]!.AsArray().Count);
        Assert.Equal("iVBORw0KGgo=", (string?)display["data"]!["image/png"]);
        Assert.Equal("""{"a":[1,2.50]}""", display["data"]!["application/json"]!.ToJsonString());
        Assert.Equal("not json", (string?)display["data"]!["application/vnd.x+json"]);
        var result = rendered.Json[1]!;
        Assert.Equal("execute_result", (string?)result["output_type"]);
        Assert.Equal(7, (int)result["execution_count"]!);
        Assert.Equal("""{"rank":0}""", result["metadata"]!.ToJsonString());
        Assert.Equal([2, 0], rendered.Ranks!);
    }

    [Fact]
    public void A_notebook_cells_outputs_name_no_rank()
    {
        _outputs.Began(null, [0], null);
        _outputs.Displayed(0, MimeBundle.FromText("d"), null, false);
        _outputs.RankEnded(Ended(0, new RankOutcome.Failed(new RankError("E", "m", 1, "at cell 7, line 1", [], []))));

        var rendered = _outputs.Render();

        Assert.Null(rendered.Ranks);
        Assert.Equal("{}", rendered.Json[0]!["metadata"]!.ToJsonString());
        Assert.Equal(["E: m", "at cell 7, line 1"], Traceback(rendered.Json[1]));
    }

    [Fact]
    public void An_update_replaces_every_output_of_that_name_and_rank_in_all_cells()
    {
        var displays = new DisplayIndex();
        var first = new CellOutputs(1, displays);
        first.Began("p", [0, 1], null);
        first.Displayed(0, MimeBundle.FromText("old"), "id", false);
        first.Displayed(0, MimeBundle.FromText("older"), "id", false);
        first.Displayed(1, MimeBundle.FromText("other rank"), "id", false);
        var second = new CellOutputs(2, displays);
        second.Began("p", [0, 1], null);
        second.Displayed(0, MimeBundle.FromText("new"), "id", true);
        second.Displayed(0, MimeBundle.FromText("unknown"), "no such", true);

        Assert.Equal(["new", "new", "other rank"], first.Render().Json.Select(PlainText));
        Assert.Equal(["unknown"], second.Render().Json.Select(PlainText));
    }

    [Fact]
    public void Every_way_to_fail_is_an_error_that_names_its_rank()
    {
        _outputs.Began("p", [0, 1, 2, 3], null);
        _outputs.RankEnded(Ended(0, new RankOutcome.Failed(new RankError("System.E", "two\nlines", 2, "at F() in cell 7, line 2\nat cell 7, line 4", [], []))));
        _outputs.RankEnded(Ended(1, new RankOutcome.TimedOut(TimeSpan.FromSeconds(1), false, "stopped after 1 s")));
        _outputs.RankEnded(Ended(2, new RankOutcome.Interrupted(false, "stopped")));
        _outputs.RankEnded(Ended(3, new RankOutcome.Died("exit code 3")));
        _outputs.RankEnded(Ended(4, new RankOutcome.NotRun("not targeted")));

        var rendered = _outputs.Render();

        Assert.Equal(["System.E", "TimedOut", "Interrupted", "Died"], rendered.Json.Select(output => (string?)output!["ename"]));
        Assert.Equal([0, 1, 2, 3], rendered.Ranks!);
        Assert.Equal(["[rank 0] System.E: two", "lines", "at F() in cell 7, line 2", "at cell 7, line 4"], Traceback(rendered.Json[0]));
        Assert.Equal("[rank 3] Died: exit code 3", Assert.Single(Traceback(rendered.Json[3])));
    }

    [Fact]
    public void Dropped_output_is_told_on_a_line_of_the_error_stream()
    {
        _outputs.Began("p", [0], null);
        _outputs.Output(0, OutputStream.Error, "unfinished");
        _outputs.RankEnded(Ended(0, new RankOutcome.Completed(false, null)) with { DroppedBytes = 99 });

        Assert.Equal("stderr unfinished\n[rank 0] 99 bytes of output beyond the limit were dropped\n", Stream(Assert.Single(_outputs.Render().Json)));
    }

    [Fact]
    public void Errors_of_the_cell_are_one_output_of_no_rank_and_warnings_are_text()
    {
        var result = new CellResult
        {
            Ok = false,
            Diagnostics =
            [
                new("warning", "CS0168", "unused", 2, 5),
                new("error", "CS0103", "no such name", 3, 1),
                new("error", "CS1002", "; expected", 4, 9),
            ],
        };

        _outputs.Complete(result, distributed: true);

        var rendered = _outputs.Render();
        Assert.Equal("stderr (2,5): warning CS0168: unused\n", Stream(rendered.Json[0]));
        Assert.Equal("CompilationError", (string?)rendered.Json[1]!["ename"]);
        Assert.Equal("no such name", (string?)rendered.Json[1]!["evalue"]);
        Assert.Equal(["(3,1): error CS0103: no such name", "(4,9): error CS1002: ; expected"], Traceback(rendered.Json[1]));
        Assert.Equal([null, null], rendered.Ranks!);
    }

    [Fact]
    public void The_result_adds_only_ranks_whose_end_was_not_told()
    {
        var first = Ended(0, new RankOutcome.Completed(true, MimeBundle.FromText("a")));
        var second = Ended(1, new RankOutcome.Completed(true, MimeBundle.FromText("b")));
        _outputs.Began("p", [0, 1], null);
        _outputs.RankEnded(first);

        _outputs.Complete(new CellResult { Ok = true, Pool = "p", Ranks = [first, second] }, distributed: true);

        Assert.Equal(["a", "b"], _outputs.Render().Json.Select(PlainText));
    }

    [Fact]
    public async Task Ranks_may_speak_at_once()
    {
        _outputs.Began("p", [.. Enumerable.Range(0, 8)], null);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(rank => Task.Run(() =>
        {
            for (var i = 0; i < 500; i++) _outputs.Output(rank, OutputStream.Out, $"{i}\n");
            _outputs.RankEnded(Ended(rank, new RankOutcome.Completed(true, MimeBundle.FromText("r"))));
        })));

        var rendered = _outputs.Render();

        var expected = string.Concat(Enumerable.Range(0, 500).Select(i => $"{i}\n"));
        foreach (var rank in Enumerable.Range(0, 8))
        {
            var own = rendered.Json.Where((output, i) => rendered.Ranks![i] == rank && output!["text"] is not null);
            Assert.Equal(expected, string.Concat(own.SelectMany(output => output!["text"]!.AsArray()).Select(line => (string?)line)));
        }

        Assert.Equal(8, rendered.Json.Count(output => (string?)output!["output_type"] == "execute_result"));
    }

    private static RankResult Ended(int rank, RankOutcome outcome) => new(rank, outcome, "", "", 0);

    private static string Stream(JsonNode? output) =>
        $"{(string?)output!["name"]} {string.Concat(output["text"]!.AsArray().Select(line => (string?)line))}";

    private static string PlainText(JsonNode? output) => string.Concat(output!["data"]!["text/plain"]!.AsArray().Select(line => (string?)line));

    private static IEnumerable<string?> Traceback(JsonNode? output) => output!["traceback"]!.AsArray().Select(line => (string?)line);
}
