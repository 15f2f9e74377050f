using Distribute.Contracts.Compilation;
using Distribute.Contracts.Isolates;
using Distribute.Contracts.Outcomes;
using Distribute.Magic.Dispatch;
using Distribute.Magic.Rendering;
using Distribute.Sandbox.Sessions;
using Microsoft.Extensions.Time.Testing;
using static Distribute.Magic.Tests.Rendering.Shown;

namespace Distribute.Magic.Tests.Rendering;

public sealed class PlainTextTests
{
    [Fact]
    public async Task Ranks_stream_whole_lines_under_their_mark()
    {
        var text = await TextAsync(cell =>
        {
            cell.PartBegan(Part());
            cell.Began("default", [0, 1], null);
            cell.Output(0, OutputStream.Out, "hel");
            cell.Output(1, OutputStream.Out, "one\ntwo\nthr");
            cell.Output(0, OutputStream.Out, "lo\n");
            cell.Output(1, OutputStream.Error, "careful\n");
            cell.Output(0, OutputStream.Out, "10%\r20%\r100%\n");
            cell.RankEnded(Rank(1, Ok));
            cell.RankEnded(Rank(0, Ok));
            cell.PartEnded(Part(), Result(true, Rank(0, Ok), Rank(1, Ok)));
        });
        Assert.Equal("[1] one\n[1] two\n[0] hello\n[1 err] careful\n[0] 100%\n[1] thr\n2 ranks, 2 ok, 0.42 s\n", text);
    }

    [Fact]
    public async Task Output_is_there_before_the_rank_ends()
    {
        using var writer = new StringWriter();
        await using var renderer = TextRenderer.ForWriter(writer);
        var view = renderer.BeginCell("", 1);
        view.PartBegan(Part());
        view.Began("default", [0], null);
        view.Output(0, OutputStream.Out, "early\n");
        await view.CompleteAsync();
        Assert.Equal("[0] early\n", writer.ToString());
    }

    [Fact]
    public async Task Equal_values_and_failures_are_folded_and_failures_follow_the_closing_line()
    {
        var text = await TextAsync(cell =>
        {
            cell.PartBegan(Part());
            cell.Began("default", [0, 1, 2, 3, 4, 5], null);
            cell.PartEnded(Part(), Result(false,
                Rank(0, Value("42")), Rank(1, Value("42")), Rank(2, Value("42")), Rank(3, Failed("No.")), Rank(4, Value("line 1\nline 2")), Rank(5, Failed("No."))));
        });
        Assert.Equal(
            "[0-2] 42\n[4] line 1\n[4] line 2\n6 ranks, 4 ok, 2 failed, 0.42 s\n"
            + "[3,5] System.DivideByZeroException: No.\n    at Foo(int) in cell 3, line 7\n", text);
    }

    [Fact]
    public async Task Every_way_to_end_is_counted_and_told()
    {
        var text = await TextAsync(cell =>
        {
            cell.PartBegan(Part());
            cell.PartEnded(Part(), Result(false,
                Rank(0, Ok), Rank(1, new RankOutcome.TimedOut(TimeSpan.FromSeconds(1), false, "The code ran longer than 1 s.")),
                Rank(2, new RankOutcome.Interrupted(false, "Stopped.")), Rank(3, new RankOutcome.Died("Exit code 3.")), Rank(4, new RankOutcome.NotRun("Another rank failed."))));
        });
        Assert.Equal(
            "5 ranks, 1 ok, 1 timed out, 1 interrupted, 1 died, 1 not run, 0.42 s\n"
            + "[1] timed out: The code ran longer than 1 s.\n[2] interrupted: Stopped.\n[3] died: Exit code 3.\n", text);
    }

    [Fact]
    public async Task The_closing_line_counts_the_ranks_that_were_to_run()
    {
        var elsewhere = new RankOutcome.NotRun("The cell did not target this rank.") { WasTargeted = false };
        var text = await TextAsync(cell =>
        {
            cell.PartBegan(Part());
            cell.Began("default", [1, 2, 3], null);
            cell.PartEnded(Part(), Result(false, Rank(0, elsewhere), Rank(1, Ok), Rank(2, Failed("No.", "")), Rank(3, new RankOutcome.NotRun("Another rank failed.")), Rank(4, elsewhere)));
        });
        Assert.Equal("3 ranks, 1 ok, 1 failed, 1 not run, 0.42 s\n[2] System.DivideByZeroException: No.\n", text);
    }

    [Fact]
    public async Task Messages_of_the_engine_that_differ_in_the_rank_alone_are_told_once()
    {
        static RankOutcome Lacks(int rank, string type = "Distribute.Contracts.Runtime.NoValueException") =>
            new RankOutcome.Failed(new RankError(type, $"'x' has no value on rank {rank}: no.", 1, "", [], []));
        var text = await TextAsync(cell =>
        {
            cell.PartBegan(Part());
            cell.PartEnded(Part(), Result(false, Rank(0, Lacks(0)), Rank(1, Lacks(1)), Rank(2, Lacks(2, "Own")), Rank(3, Lacks(3, "Own")), Rank(10, Lacks(1))));
        });
        Assert.Equal(
            "5 ranks, 5 failed, 0.42 s\n"
            + "[0,1] Distribute.Contracts.Runtime.NoValueException: 'x' has no value on this rank: no.\n"
            + "[2] Own: 'x' has no value on rank 2: no.\n[3] Own: 'x' has no value on rank 3: no.\n"
            + "[10] Distribute.Contracts.Runtime.NoValueException: 'x' has no value on rank 1: no.\n", text);
    }

    [Fact]
    public async Task A_notebook_cell_is_plain()
    {
        var text = await TextAsync(cell =>
        {
            cell.PartBegan(Notebook);
            cell.Began(null, [0], null);
            cell.Output(0, OutputStream.Out, "hello\npart");
            cell.Output(0, OutputStream.Error, "oops\n");
            cell.Displayed(0, MimeBundle.FromText("shown"), null, false);
            cell.PartEnded(Notebook, new CellResult { Ok = true, Ranks = [Rank(0, Value("42"))] });
            cell.PartBegan(Notebook);
            cell.PartEnded(Notebook, new CellResult { Ok = false, Ranks = [Rank(0, Failed("No."))] });
        });
        Assert.Equal("hello\n[err] oops\npart\nshown\n42\nSystem.DivideByZeroException: No.\n    at Foo(int) in cell 3, line 7\n", text);
    }

    [Fact]
    public async Task Rich_values_show_their_plain_text()
    {
        var html = new MimeBundle(new Dictionary<string, string> { ["text/html"] = "<b>7</b>", ["text/plain"] = "7" });
        var text = await TextAsync(cell =>
        {
            cell.PartBegan(Part());
            cell.Began("default", [0], null);
            cell.Displayed(0, html, "id", false);
            cell.PartEnded(Part(), Result(true, Rank(0, new RankOutcome.Completed(true, html))));
        });
        Assert.Equal("[0] 7\n[0] 7\n1 rank, 1 ok, 0.42 s\n", text);
    }

    [Fact]
    public async Task A_diagnostic_looks_like_a_compilers()
    {
        var text = await TextAsync(
            cell => cell.PartEnded(null, new CellResult
            {
                Ok = false,
                Diagnostics = [new CellDiagnostic("error", "CS0103", "The name 'y' does not exist", 2, 9), new CellDiagnostic("warning", "DST050", "Skipped.", 9, 1)],
            }),
            source: "#!distribute 4\n\tvar x = y;");
        Assert.Equal(
            "cell 3(2,9): error CS0103: The name 'y' does not exist\n  \tvar x = y;\n  \t       ^\ncell 3(9,1): warning DST050: Skipped.\n", text);
    }

    [Fact]
    public async Task Of_a_long_line_the_part_around_the_caret_is_shown()
    {
        var text = await TextAsync(
            cell => cell.PartEnded(null, new CellResult { Ok = false, Diagnostics = [new CellDiagnostic("error", "CS1", "m", 1, 501)] }),
            source: new string('a', 500) + "b" + new string('c', 500));
        var lines = text.Split('\n');
        Assert.Equal(162, lines[1].Length);
        Assert.Equal('b', lines[1][lines[2].IndexOf('^', StringComparison.Ordinal)]);
    }

    [Fact]
    public async Task Folding_shows_equal_output_once_when_the_part_has_ended()
    {
        void Cell(IDispatchEvents cell)
        {
            cell.PartBegan(Part());
            cell.Began("default", [0, 1, 2, 3], null);
            cell.Output(0, OutputStream.Out, "same\n");
            cell.PartEnded(Part(), Result(true, Rank(0, Ok, "same\n"), Rank(1, Ok, "other\n"), Rank(2, Ok, "1%\rsame\n", "bad\n"), Rank(3, Ok, "same\n")));
        }

        Assert.Equal(
            "[0,3] same\n[1] other\n[2] same\n[2 err] bad\n4 ranks, 4 ok, 0.42 s\n",
            await TextAsync(Cell, new RenderOptions { FoldOutput = true }));
    }

    [Fact]
    public async Task Dropped_bytes_and_notes_are_told()
    {
        var note = new SessionNote(TimeSpan.FromMilliseconds(12), "synced a to 3 ranks", false);
        void Cell(IDispatchEvents cell)
        {
            cell.PartBegan(Part());
            cell.Note(note);
            cell.PartEnded(Part(), Result(true, Rank(0, Ok, dropped: 98566144)) with { Notes = [note, note with { Text = "compiled", DebugOnly = true }] });
        }

        const string dropped = "[0] 98,566,144 bytes of output beyond the limit were dropped\n";
        Assert.Equal("note: synced a to 3 ranks\n" + dropped + "1 rank, 1 ok, 0.42 s\n", await TextAsync(Cell));
        Assert.Equal(dropped, await TextAsync(Cell, new RenderOptions { Quiet = true }));
    }

    [Fact]
    public async Task Quiet_still_tells_what_failed()
    {
        var quiet = Part(new DistributeOptions { Quiet = true });
        var text = await TextAsync(cell =>
        {
            cell.PartBegan(quiet);
            cell.PartEnded(quiet, Result(false, Rank(0, Failed("No.", ""))));
        });
        Assert.Equal("1 rank, 1 failed, 0.42 s\n[0] System.DivideByZeroException: No.\n", text);
    }

    [Fact]
    public async Task Debug_tells_what_happened_when()
    {
        var time = new FakeTimeProvider();
        var debug = Part(new DistributeOptions { Count = 2, Debug = true });
        var text = await TextAsync(
            cell =>
            {
                cell.PartBegan(debug);
                time.Advance(TimeSpan.FromMilliseconds(20));
                cell.Began("default", [0], null);
                cell.RankStarted(0);
                time.Advance(TimeSpan.FromMilliseconds(30));
                cell.RankEnded(Rank(0, Ok with { Elapsed = TimeSpan.FromMilliseconds(30) }));
                cell.PartEnded(debug, Result(true, Rank(0, Ok)) with { Notes = [new SessionNote(TimeSpan.FromMilliseconds(12), "compiled", true)] });
            },
            new RenderOptions { Time = time });
        Assert.Equal(
            "1 rank, 1 ok, 0.42 s\ntimeline of cell 3: #!distribute 2 --debug\n  +0.012 s  compiled\n  +0.020 s  ranks 0 of pool default begin\n"
            + "  +0.020 s  rank 0 started\n  +0.050 s  rank 0 completed after 0.03 s\n", text);
    }

    [Fact]
    public async Task An_interrupted_cell_without_ranks_says_so()
    {
        Assert.Equal("interrupted\n", await TextAsync(cell => cell.PartEnded(null, new CellResult { Ok = false, Interrupted = true })));
    }

    [Fact]
    public async Task Many_ranks_at_once_lose_nothing()
    {
        const int ranks = 8, lines = 2000;
        var text = await TextAsync(cell =>
        {
            cell.PartBegan(Part());
            cell.Began("default", [.. Enumerable.Range(0, ranks)], null);
            var threads = Enumerable.Range(0, ranks).Select(rank => new Thread(() =>
            {
                for (var line = 0; line < lines; line++) cell.Output(rank, OutputStream.Out, $"{line}\n");
            })).ToArray();
            foreach (var thread in threads) thread.Start();
            foreach (var thread in threads) thread.Join();
        });
        var shown = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        for (var rank = 0; rank < ranks; rank++)
            Assert.Equal(Enumerable.Range(0, lines).Select(line => $"[{rank}] {line}"), shown.Where(line => line.StartsWith($"[{rank}]", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_writer_that_is_stuck_holds_no_rank_up()
    {
        using var writer = new StuckWriter();
        await using var renderer = TextRenderer.ForWriter(writer);
        var view = renderer.BeginCell("", 1);
        view.PartBegan(Part());
        for (var line = 0; line < 10_000; line++) view.Output(0, OutputStream.Out, "x\n");
        Assert.Equal(0, writer.Passed);
        writer.Release();
        await view.CompleteAsync();
        Assert.True(writer.Passed >= 10_000);
    }

    [Fact]
    public async Task A_reader_that_is_gone_is_told_once_asked_and_breaks_nothing()
    {
        var renderer = TextRenderer.ForWriter(new BrokenWriter());
        var view = renderer.BeginCell("", 1);
        view.Output(0, OutputStream.Out, "x\n");
        view.Output(0, OutputStream.Out, "y\n");
        Assert.Contains("Broken pipe", (await Assert.ThrowsAsync<IOException>(view.CompleteAsync)).Message);
        await renderer.DisposeAsync();
        view.Output(0, OutputStream.Out, "late\n");
    }

    private sealed class StuckWriter : StringWriter
    {
        private readonly ManualResetEventSlim _open = new();

        public int Passed { get; private set; }

        public void Release() => _open.Set();

        public override void Write(string? value)
        {
            _open.Wait();
            Passed++;
        }
    }

    private sealed class BrokenWriter : StringWriter
    {
        public override void Write(string? value) => throw new IOException("Broken pipe");
    }
}
