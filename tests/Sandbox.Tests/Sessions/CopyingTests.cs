using Distribute.Sandbox.Sessions;

namespace Distribute.Sandbox.Tests.Sessions;

public sealed class CopyingTests : SessionTests
{
    [Fact]
    public async Task Sync_copies_what_the_cell_assigns_from_rank_0_to_all_others()
    {
        await Distribute(3, "var x = rank; var y = rank");
        var result = await Distribute(2, "x = rank", Synced());
        Assert.Equal([0, 0, 0], Ranks.Select(rank => rank["x"]));
        Assert.Equal([0, 1, 2], Ranks.Select(rank => rank["y"]));
        Assert.Contains(result.Notes, note => note.Text.StartsWith("synced x to 2 ranks, 4 B, ", StringComparison.Ordinal) && !note.DebugOnly);
        Assert.Equal(1, Ranks[0].Snapshots);
    }

    [Fact]
    public async Task Sync_of_names_or_of_everything()
    {
        await Distribute(2, "var x = rank; var y = rank");
        await Distribute(2, "print", Synced("y"));
        Assert.Equal((1, 0), ((int)Ranks[1]["x"]!, (int)Ranks[1]["y"]!));
        await Distribute(2, "y = rank", options => options with { Sync = new SyncSelection(true, null) });
        Assert.Equal((0, 0), ((int)Ranks[1]["x"]!, (int)Ranks[1]["y"]!));
    }

    [Fact]
    public async Task Sync_copies_nothing_when_rank_0_did_not_complete_or_did_not_run()
    {
        await Distribute(2, "var x = rank");
        var failed = await TryDistribute(2, "x = 5; fail on 0", Synced());
        Assert.Contains("did not complete (failed)", Assert.Single(failed.Diagnostics).Message);
        var elsewhere = await Distribute(2, "x = 6", options => Synced()(options) with { Ranks = [1] });
        Assert.Contains("did not run", Assert.Single(elsewhere.Diagnostics).Message);
        Assert.Equal((5, 6), ((int)Ranks[0]["x"]!, (int)Ranks[1]["x"]!));
    }

    [Fact]
    public async Task Sync_warns_of_what_cannot_be_copied_and_fails_when_it_was_named()
    {
        var result = await Distribute(2, "var s = secret; var x = rank", Synced());
        Assert.Equal("DST221", Assert.Single(result.Diagnostics).Id);
        Assert.Equal(0, Ranks[1]["x"]);
        Assert.False((await TryDistribute(2, "print", Synced("s"))).Ok);
    }

    [Fact]
    public async Task The_sync_request_copies_from_any_rank()
    {
        await Distribute(3, "var x = rank");
        Good(await Session.SyncAsync("default", null, 2));
        Assert.Equal([2, 2, 2], Ranks.Select(rank => rank["x"]));
    }

    [Fact]
    public async Task Gather_gives_the_notebook_an_array_in_rank_order()
    {
        await Distribute(3, "var x = rank", Gathered("x"));
        await Cell("use x");
        Assert.Equal([0, 1, 2], ((object[])Notebook["x"]!).Cast<int>());
        Assert.Equal([0, 1, 2], Ranks.Select(rank => rank["x"]));
    }

    [Fact]
    public async Task Gather_has_one_element_for_each_rank_that_was_to_run()
    {
        await Distribute(3, "var x = rank", options => Gathered("x")(options) with { Ranks = [2, 0] });
        Assert.Equal([0, 2], ((object[])Notebook["x"]!).Cast<int>());
    }

    [Fact]
    public async Task Gather_takes_nothing_when_a_rank_has_no_value()
    {
        var result = await TryDistribute(4, "fail on 1; fail on 3; var x = rank", Gathered("x"));
        var diagnostic = Assert.Single(result.Diagnostics);
        Assert.Equal("DST240", diagnostic.Id);
        Assert.Contains("ranks 1 and 3", diagnostic.Message);
        Assert.Equal(4, result.Ranks.Count);
        Assert.Equal("CS0103", Refused(await TryCell("use x")).Id);
    }

    [Fact]
    public async Task Gather_refuses_a_type_without_a_name_before_anything_runs()
    {
        Assert.Equal("DST241", Refused(await TryDistribute(2, "var s = secret", Gathered("s"))).Id);
        Assert.Empty(Session.Pools);
    }

    [Fact]
    public async Task Gather_again_replaces_the_notebooks_array()
    {
        await Distribute(2, "var x = rank", Gathered("x"));
        await Distribute(2, "x = 7", Gathered("x"));
        Assert.Equal([7, 7], ((object[])Notebook["x"]!).Cast<int>());
    }

    [Fact]
    public async Task Load_brings_one_ranks_value_or_the_array_of_all()
    {
        await Cell("var y = 0");
        await Distribute(2, "var x = rank; var y = rank");
        Good(await Session.LoadAsync("default", ["x", "y"], 1));
        Assert.Equal((1, 1), ((int)Notebook["x"]!, (int)Notebook["y"]!));
        Good(await Session.LoadAsync("default", ["x"], null));
        Assert.Equal([0, 1], ((object[])Notebook["x"]!).Cast<int>());
        await Cell("use x; use y");
    }

    [Fact]
    public async Task Load_of_a_variable_without_a_value_names_the_rank()
    {
        await TryDistribute(2, "fail on 1; var x = rank");
        Assert.Contains("rank 1", Refused(await Session.LoadAsync("default", ["x"], 1)).Message);
        Assert.Contains("rank 1", Refused(await Session.LoadAsync("default", ["x"], null)).Message);
    }

    private static Func<DistributeOptions, DistributeOptions> Synced(params string[] names) =>
        options => options with { Sync = new SyncSelection(false, names.Length == 0 ? null : names) };

    private static Func<DistributeOptions, DistributeOptions> Gathered(params string[] names) => options => options with { Gather = names };
}
