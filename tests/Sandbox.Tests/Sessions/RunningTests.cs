using Distribute.Contracts.Outcomes;
using Distribute.Sandbox.Sessions;
using Microsoft.Extensions.Time.Testing;

namespace Distribute.Sandbox.Tests.Sessions;

public sealed class RunningTests : SessionTests
{
    private readonly FakeTimeProvider _time = new();

    private protected override SessionOptions Options => base.Options with { Time = _time };

    [Fact]
    public async Task Every_rank_runs_the_cell_with_variables_of_its_own()
    {
        var result = await Distribute(3, "var x = rank; use x");
        Assert.Equal(["x=0\n", "x=1\n", "x=2\n"], result.Ranks.Select(rank => rank.Stdout));
        Assert.Equal([0, 1, 2], Ranks.Select(rank => rank["x"]));
        Assert.Equal("thread", result.Mode);
        Assert.Single(Compiler.Requests);
    }

    [Fact]
    public async Task A_notebook_cell_runs_on_one_rank_of_its_own()
    {
        var result = await Cell("var x = 1; use x");
        Assert.Null(result.Pool);
        Assert.Equal("x=1\n", Assert.Single(result.Ranks).Stdout);
        Assert.Empty(Session.Pools);
    }

    [Fact]
    public async Task A_larger_n_grows_the_pool_and_a_smaller_one_leaves_the_rest_alone()
    {
        await Distribute(2, "var x = rank");
        var first = Ranks[0];
        var grown = await TryDistribute(4, "use x");
        Assert.Equal("completed completed failed failed", Names(grown));
        Assert.Same(first, Ranks[0]);
        var smaller = await Distribute(2, "use x");
        Assert.Equal("completed completed notRun notRun", Names(smaller));
        Assert.Equal(2, first.LastRun!.ProcessCount);
        Assert.Equal((4, "thread"), Session.Pools["default"]);
    }

    [Fact]
    public async Task Only_the_named_ranks_run_and_the_count_stays_n()
    {
        var result = await Distribute(4, "var x = rank", options => options with { Ranks = [3, 1] });
        Assert.Equal("notRun completed notRun completed", Names(result));
        Assert.Equal(4, Ranks[1].LastRun!.ProcessCount);
    }

    [Fact]
    public async Task A_failure_belongs_to_its_rank()
    {
        var result = await TryDistribute(3, "fail on 1; var x = rank");
        Assert.False(result.Ok);
        Assert.Equal("completed failed completed", Names(result));
    }

    [Fact]
    public async Task Stop_on_error_interrupts_the_others()
    {
        var result = await TryDistribute(3, "fail on 1; hang", options => options with { StopOnError = true, Sync = new(true, null), Gather = [] });
        Assert.Equal("failed", result.Ranks[1].Outcome.Name);
        Assert.All(new[] { 0, 2 }, rank => Assert.Contains(result.Ranks[rank].Outcome.Name, (string[])["interrupted", "notRun"]));
        Assert.DoesNotContain(result.Notes, note => note.Text.StartsWith("sync", StringComparison.Ordinal));
        Assert.False(result.Interrupted);
    }

    [Fact]
    public async Task A_timeout_stops_the_rank_that_runs_too_long_and_no_other()
    {
        await Distribute(2, "var x = rank");
        var run = TryDistribute(2, "x = 7; hang on 1", options => options with { Timeout = TimeSpan.FromMilliseconds(5) });
        await Ranks[1].Waiting.Task;
        await AdvanceUntilDone(run);
        var result = await run;
        Assert.Equal("completed timedOut", Names(result));
        var outcome = Assert.IsType<RankOutcome.TimedOut>(result.Ranks[1].Outcome);
        Assert.Equal(TimeSpan.FromMilliseconds(5), outcome.Limit);
        Assert.False(outcome.Lost);
        Assert.Equal(7, Ranks[1]["x"]);
        Assert.False(result.Interrupted);
    }

    [Fact]
    public async Task A_rank_that_could_not_be_stopped_says_so_and_goes_on()
    {
        await Distribute(2, "var x = rank");
        var run = TryDistribute(2, "stuck", options => options with { Timeout = TimeSpan.FromSeconds(1), Ranks = [1] });
        await Ranks[1].Waiting.Task;
        await AdvanceUntilDone(run);
        Assert.True(Assert.IsType<RankOutcome.TimedOut>((await run).Ranks[1].Outcome).Lost);
        Assert.Equal("x=1\n", (await Distribute(2, "use x")).Ranks[1].Stdout);
    }

    [Fact]
    public async Task A_rank_that_died_is_sent_everything_again()
    {
        await Cell("var a = 1");
        await Distribute(2, "use a; var x = rank; def F x");
        Assert.Equal("completed died", Names(await TryDistribute(2, "die on 1")));
        var result = await TryDistribute(2, "use a; call F; use x");
        Assert.Equal("completed failed", Names(result));
        Assert.Equal("a=1\n", result.Ranks[1].Stdout);
        Assert.Empty(Compiler.Requests[^1].Assigned);
    }

    [Fact]
    public async Task A_rank_that_cannot_load_the_cell_fails_with_the_reason()
    {
        var result = await TryDistribute(2, "unloadable on 1");
        Assert.False(result.Ok);
        Assert.Equal("completed failed", Names(result));
        Assert.Equal("the image could not be loaded", Assert.IsType<RankOutcome.Failed>(result.Ranks[1].Outcome).Error.Message);
    }

    [Fact]
    public async Task The_callers_cancel_is_no_timeout()
    {
        using var interrupt = new CancellationTokenSource();
        var events = new Follower();
        var run = TryDistribute(2, "hang", options => options with { Timeout = TimeSpan.FromSeconds(5) }, events, interrupt.Token);
        await events.AllStarted(2);
        await interrupt.CancelAsync();
        var result = await run;
        Assert.Equal("interrupted interrupted", Names(result));
        Assert.True(result.Interrupted);
        await Distribute(2, "var after = 1");
    }

    [Fact]
    public async Task A_cell_that_waits_its_turn_can_be_given_up()
    {
        var events = new Follower();
        var first = TryDistribute(1, "hold", events: events);
        await events.AllStarted(1);
        using var giveUp = new CancellationTokenSource();
        var second = TryDistribute(1, "var x = 1", cancellationToken: giveUp.Token);
        await giveUp.CancelAsync();
        var result = await second;
        Assert.True(result.Interrupted);
        Assert.Empty(result.Ranks);
        Ranks[0].Release.SetResult();
        Good(await first);
    }

    [Fact]
    public async Task Cells_run_in_the_order_of_the_calls()
    {
        var cells = Enumerable.Range(0, 20).Select(i => TryDistribute(2, $"var x = {i}; use x")).ToList();
        var results = await Task.WhenAll(cells);
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"x={i}\n"), results.Select(result => result.Ranks[1].Stdout));
    }

    [Fact]
    public async Task Events_come_live_and_in_order()
    {
        var events = new Follower();
        Good(await TryDistribute(2, "print hello", events: events));
        Assert.Equal("began default 0,1", events.Log.First(line => !line.StartsWith("note", StringComparison.Ordinal)));
        foreach (var rank in new[] { 0, 1 })
            Assert.Equal([$"{rank} started", $"{rank} Out hello", $"{rank} ended completed"], events.Log.Where(line => line.StartsWith($"{rank} ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Disposing_interrupts_what_runs_and_ends_the_ranks()
    {
        var events = new Follower();
        var run = TryDistribute(2, "hang", events: events);
        await events.AllStarted(2);
        await Session.DisposeAsync();
        Assert.Equal("interrupted interrupted", Names(await run));
        Assert.All(Isolates.Started, isolate => Assert.True(isolate.IsDisposed));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => TryCell("var x = 1"));
    }

    [Fact]
    public async Task A_rank_that_cannot_start_is_one_message_and_leaves_no_pool()
    {
        Isolates.Refuses = 2;
        var diagnostic = Refused(await TryDistribute(3, "var x = 1"));
        Assert.Equal("DST260", diagnostic.Id);
        Assert.Empty(Session.Pools);
        Assert.All(Isolates.Started, isolate => Assert.True(isolate.IsDisposed));
    }

    // The session's timer may be set a moment after the rank reached its wait.
    private async Task AdvanceUntilDone(Task run)
    {
        while (!run.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
    }
}
