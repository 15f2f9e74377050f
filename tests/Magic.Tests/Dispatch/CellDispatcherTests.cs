using Distribute.Contracts.Compilation;
using Distribute.Contracts.Isolates;
using Distribute.Contracts.Outcomes;
using Distribute.Contracts.State;
using Distribute.Magic.Dispatch;
using Distribute.Magic.Grammar;
using Distribute.Sandbox.Sessions;

namespace Distribute.Magic.Tests.Dispatch;

public sealed class CellDispatcherTests
{
    private readonly FakeSession _session = new();

    [Fact]
    public async Task A_bad_option_is_one_diagnostic_and_nothing_runs()
    {
        var events = new Events();
        var result = await Dispatcher().RunAsync("var x = 1;\n#!distribute 4 --rank 0\nx", 3, events);
        Assert.False(result.Ok);
        Assert.Equal("distribute", result.Kind);
        Assert.Equal((DiagnosticIds.UnknownOption, 2, 16), Where(Assert.Single(result.Result.Diagnostics)));
        Assert.Empty(result.Result.Ranks);
        Assert.Empty(result.Parts);
        Assert.Empty(_session.Calls);
        Assert.Equal(["ended nothing"], events.Seen);
    }

    [Fact]
    public async Task Parts_run_in_order_and_the_last_one_reports()
    {
        var last = new CellResult { Ok = true, Pool = "p" };
        _session.Results.Enqueue(new CellResult { Ok = true });
        _session.Results.Enqueue(last);
        var events = new Events();
        var result = await Dispatcher().RunAsync("first();\n#!distribute 2 --pool p\nsecond();", 7, events);
        Assert.Equal(["run notebook", "run p"], _session.Calls);
        Assert.Same(last, result.Result);
        Assert.Equal("distribute", result.Kind);
        Assert.Equal([7, 7], _session.Requests.Select(request => request.ExecutionCount));
        Assert.Equal([1, 2], _session.Requests.Select(request => request.MagicLine));
        Assert.Equal(["began notebook", "ended notebook", "began distribute", "ended distribute"], events.Seen);
    }

    [Fact]
    public async Task The_first_part_that_fails_ends_the_cell()
    {
        _session.Results.Enqueue(new CellResult { Ok = false });
        var result = await Dispatcher().RunAsync("first();\n#!distribute 2\nsecond();", 1);
        Assert.Equal(["run notebook"], _session.Calls);
        Assert.Equal("notebook", result.Kind);
        Assert.False(result.Ok);
    }

    [Fact]
    public async Task A_cell_without_code_is_an_empty_success()
    {
        var result = await Dispatcher().RunAsync("// nothing", 1);
        Assert.True(result.Ok);
        Assert.Equal("notebook", result.Kind);
        Assert.Empty(_session.Calls);
    }

    [Fact]
    public async Task Magics_reach_the_session()
    {
        await Dispatcher().RunAsync(
            "#!load a,b --from 1\nuse(a);\n#!sync\n#!sync a --pool p --from 2\n#!ranks --reset\n#!ranks --stop --pool p\n#!ranks --restart 3", 1);
        Assert.Equal(
            ["load default a,b 1", "run notebook", "sync default * 0", "sync p a 2", "reset default", "stop p", "restart default 3"], _session.Calls);
    }

    [Fact]
    public async Task A_magics_diagnostic_points_at_its_line_and_its_notes_are_told()
    {
        _session.Results.Enqueue(new CellResult { Ok = true, Notes = [new SessionNote(TimeSpan.Zero, "loaded a", false)] });
        _session.Results.Enqueue(new CellResult { Ok = false, Diagnostics = [new CellDiagnostic("error", "DST050", "no pool", 1, 1)] });
        var events = new Events();
        var result = await Dispatcher().RunAsync("#!load a\n\n#!load b", 1, events);
        Assert.Equal(("DST050", 3, 1), Where(Assert.Single(result.Result.Diagnostics)));
        Assert.Equal("magic", result.Kind);
        Assert.Contains("note loaded a", events.Seen);
    }

    [Fact]
    public async Task Ranks_prints_pools_as_rank_0()
    {
        _session.Infos.Add(new PoolInfo("", "thread", [new RankStatus(0, 41, null, [])]));
        _session.Infos.Add(new PoolInfo("p", "process", [
            new RankStatus(0, 42, 3 << 19, [new VariableInfo(1, "x", "int", "5") { Size = 30, Fingerprint = 1 }]),
            new RankStatus(1, 43, 1 << 20, [new VariableInfo(1, "x", "int", "6") { Size = 30, Fingerprint = 2 }]),
            new RankStatus(2, 44, null, [new VariableInfo(2, "s", "string", "a\nb" + new string('c', 100)) { Size = 12_340 }])]));
        var result = await Dispatcher().RunAsync("#!ranks", 1);
        Assert.Equal(
            "notebook (thread)\n  rank 0  pid 41  no variables\n"
            + "pool p: 3 ranks (process)\n  rank 0  pid 42  1.5 MiB\n    int x = 5 (30 B)\n  rank 1  pid 43  1.0 MiB\n    int x = 6 (30 B)\n"
            + "  rank 2  pid 44\n    string s = a b" + new string('c', 57) + "... (12.3 kB)\n"
            + "  x has no value on rank 2\n  x differs on rank 1 from rank 0\n  s has no value on ranks 0,1\n",
            Assert.Single(result.Result.Ranks).Stdout);
    }

    [Fact]
    public async Task Ranks_of_an_unknown_pool_names_the_nearest()
    {
        _session.Living["workers"] = (2, "thread");
        var result = await Dispatcher().RunAsync("x;\n#!ranks --pool wokers", 1);
        var problem = Assert.Single(result.Result.Diagnostics);
        Assert.Equal((DiagnosticIds.UnknownPool, 2, 1), Where(problem));
        Assert.Contains("--pool workers", problem.Message);
    }

    [Fact]
    public async Task Help_prints_as_rank_0()
    {
        var events = new Events();
        var result = await Dispatcher().RunAsync("#!help", 1, events);
        Assert.Equal(HelpText.All(), Assert.Single(result.Result.Ranks).Stdout);
        Assert.Equal(["began magic", "begin", "out 0", "end 0", "ended magic"], events.Seen);
    }

    [Fact]
    public async Task Who_and_whos_print_the_notebooks_variables()
    {
        Assert.Equal("The notebook has no variables.\n", Printed(await Dispatcher().RunAsync("#!who", 1)));
        _session.Infos.Add(new PoolInfo("", "thread", [new RankStatus(0, 41, null, [new VariableInfo(1, "a", "int", "5") { Size = 30 }, new VariableInfo(2, "p", "Point", "Point\n      X: 1\n      Y: 2")])]));
        _session.Infos.Add(new PoolInfo("p", "thread", [new RankStatus(0, 42, null, [new VariableInfo(3, "other", "int", "5")])]));
        Assert.Equal("a\np\n", Printed(await Dispatcher().RunAsync("#!who", 1)));
        Assert.Equal("int a = 5 (30 B)\nPoint p = Point X: 1 Y: 2\n", Printed(await Dispatcher().RunAsync("#!whos", 1)));
    }

    [Theory]
    [InlineData("#!markdown\n# Title\n\nit's `code`: \"a", "text/markdown", "# Title\n\nit's `code`: \"a")]
    [InlineData("#!md\n#!/bin/sh is no magic\n%distribute 4 neither", "text/markdown", "#!/bin/sh is no magic\n%distribute 4 neither")]
    [InlineData("#!html\n<b>/* open</b>\n", "text/html", "<b>/* open</b>")]
    [InlineData("#!javascript\nalert('1');", "application/javascript", "alert('1');")]
    [InlineData("#!js\nalert('1');", "application/javascript", "alert('1');")]
    public async Task Text_is_shown_as_what_it_is(string cell, string mimeType, string text)
    {
        var events = new Events();
        var result = await Dispatcher().RunAsync(cell, 1, events);
        Assert.True(result.Ok);
        Assert.Equal("magic", result.Kind);
        var shown = Assert.Single(events.Shown);
        Assert.Equal((text, text), (shown.Data[mimeType], shown.PlainText));
        Assert.Empty(_session.Calls);
    }

    [Fact]
    public async Task Text_ends_where_the_next_magic_begins()
    {
        var events = new Events();
        await Dispatcher().RunAsync("#!html\n<b>/*</b>\n#!c#\ncode();\n#!markdown\n#!distribute 2\nmore();", 1, events);
        Assert.Equal(["run notebook", "run default"], _session.Calls);
        Assert.Equal("code();", _session.Requests[0].Code.Trim());
        Assert.Equal("<b>/*</b>", Assert.Single(events.Shown).PlainText);
    }

    [Theory]
    [InlineData("#!time\ncode();", "run notebook")]
    [InlineData("before();\n#!time\ncode();", "run notebook", "run notebook")]
    [InlineData("#!time\n#!distribute 4\ncode();", "run default")]
    [InlineData("#!distribute 4\n#!time\ncode();", "run default")]
    [InlineData("%distribute 4 first();\n#!time\ncode();", "run default", "run notebook")]
    public async Task Time_is_told_last_and_the_code_reports(string cell, params string[] calls)
    {
        var last = new CellResult { Ok = true, Elapsed = TimeSpan.FromSeconds(3) };
        foreach (var _ in calls.Skip(1)) _session.Results.Enqueue(new CellResult { Ok = true });
        _session.Results.Enqueue(last);
        var events = new Events();
        var result = await Dispatcher().RunAsync(cell, 1, events);
        Assert.Equal(calls, _session.Calls);
        Assert.Same(last, result.Result);
        Assert.Matches(@"^Wall time: [\d.]+ m?s$", Assert.Single(events.Shown).PlainText);
        Assert.Equal("code();", _session.Requests[^1].Code.Trim());
        Assert.Equal(["began magic", "shown 0", "ended magic"], events.Seen.TakeLast(3));
    }

    [Fact]
    public async Task Time_is_the_rest_of_the_cells_by_the_clock()
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        _session.Called += () => clock.Advance(TimeSpan.FromSeconds(2));
        var events = new Events();
        await new CellDispatcher(_session, new DispatchOptions { Time = clock }).RunAsync("a();\n#!time\nb();\n#!distribute 2\nc();", 1, events);
        Assert.Equal("Wall time: 4.00 s", Assert.Single(events.Shown).PlainText);
    }

    [Fact]
    public async Task Time_is_told_of_a_cell_that_fails_too()
    {
        _session.Results.Enqueue(new CellResult { Ok = false });
        var events = new Events();
        Assert.False((await Dispatcher().RunAsync("#!time\ncode();", 1, events)).Ok);
        Assert.Single(events.Shown);
    }

    [Fact]
    public async Task About_and_lsmagic_print()
    {
        var about = Printed(await Dispatcher().RunAsync("#!about", 1));
        Assert.Contains(".NET 10.", about);
        Assert.Matches(@"^Distribute \d+\.\d+\.\d+", about);
        var list = Printed(await Dispatcher().RunAsync("#!lsmagic", 1)).Split('\n');
        Assert.All(MagicCommands.All, magic => Assert.Single(list, line => line.StartsWith(magic.Name + " ", StringComparison.Ordinal)));
    }

    private static string Printed(DispatchResult result) => Assert.Single(result.Result.Ranks).Stdout;

    [Fact]
    public async Task The_notebooks_own_defaults_fill_what_a_cell_leaves_out()
    {
        _session.Living["old"] = (2, "thread");
        var dispatcher = new CellDispatcher(_session, new DispatchOptions { Timeout = TimeSpan.FromSeconds(9), Mode = "process" });
        await dispatcher.RunAsync("a;\n#!distribute 2 --pool new\nb\n#!distribute --pool old --timeout 1\nc", 1);
        Assert.Equal(TimeSpan.FromSeconds(9), _session.Requests[0].Timeout);
        Assert.Equal((TimeSpan.FromSeconds(9), "process"), (_session.Requests[1].Distribute!.Timeout, _session.Requests[1].Distribute!.Mode));
        Assert.Equal((TimeSpan.FromSeconds(1), null), (_session.Requests[2].Distribute!.Timeout, _session.Requests[2].Distribute!.Mode));
    }

    [Fact]
    public async Task A_cancelled_token_interrupts_before_the_next_part()
    {
        using var source = new CancellationTokenSource();
        await source.CancelAsync();
        var result = await Dispatcher().RunAsync("a", 1, null, source.Token);
        Assert.True(result.Result.Interrupted);
        Assert.False(result.Ok);
        Assert.Empty(_session.Calls);
    }

    private static (string, int, int) Where(CellDiagnostic diagnostic) => (diagnostic.Id, diagnostic.Line, diagnostic.Column);

    private CellDispatcher Dispatcher() => new(_session);

    private sealed class Events : IDispatchEvents
    {
        public List<string> Seen { get; } = [];

        public List<MimeBundle> Shown { get; } = [];

        public void Displayed(int rank, MimeBundle value, string? displayId, bool update)
        {
            Shown.Add(value);
            Seen.Add($"shown {rank}");
        }

        public void PartBegan(CellPart part) => Seen.Add("began " + part.Kind);

        public void PartEnded(CellPart? part, CellResult result) => Seen.Add("ended " + (part?.Kind ?? "nothing"));

        public void Began(string? pool, IReadOnlyList<int> ranks, TimeSpan? timeout) => Seen.Add("begin");

        public void Output(int rank, OutputStream stream, string text) => Seen.Add($"out {rank}");

        public void RankEnded(RankResult result) => Seen.Add($"end {result.Rank}");

        public void Note(SessionNote note) => Seen.Add("note " + note.Text);
    }
}
