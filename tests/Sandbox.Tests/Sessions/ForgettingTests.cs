namespace Distribute.Sandbox.Tests.Sessions;

public sealed class ForgettingTests : SessionTests
{
    [Fact]
    public async Task The_same_cell_again_sends_nothing()
    {
        await Distribute(2, "var x = rank; use x");
        // The second run declares a variable that is there already, so its image is another one; from then on nothing changes.
        await Distribute(2, "var x = rank; use x");
        await Distribute(2, "var x = rank; use x");
        var (loads, retains) = (Ranks[0].Loads, Ranks[0].Retains);
        await Distribute(2, "var x = rank; use x");
        Assert.Equal((loads, retains), (Ranks[0].Loads, Ranks[0].Retains));
        Assert.Same(Compiler.Requests[2].Scope, Compiler.Requests[3].Scope);
        Assert.Same(Compiler.Requests[2].Assigned, Compiler.Requests[3].Assigned);
    }

    [Fact]
    public async Task Assigned_variables_are_those_that_every_running_rank_certainly_has()
    {
        await TryDistribute(3, "fail on 2; var x = rank");
        await Distribute(2, "use x");
        Assert.Single(Compiler.Requests[1].Assigned);
        await TryDistribute(3, "use x");
        Assert.Empty(Compiler.Requests[2].Assigned);
        Good(await Session.SyncAsync("default", ["x"]));
        await Distribute(3, "use x");
        Assert.Single(Compiler.Requests[3].Assigned);
        Good(await Session.RestartAsync("default", 0));
        await TryDistribute(3, "use x");
        Assert.Empty(Compiler.Requests[4].Assigned);
    }

    [Fact]
    public async Task Replaced_variables_and_their_images_are_forgotten_everywhere()
    {
        await Cell("var a = 1");
        await Distribute(2, "use a; var x = rank");
        var images = Ranks[0].Images.ToList();
        await Cell("var a = 'text'");
        await Distribute(2, "use a; var x = 'text'");
        Assert.DoesNotContain(Ranks[0].Images, images.Contains);
        Assert.Single(Notebook.Images);
        Assert.Equal(2, (await Session.ListAsync("default"))[0].Ranks[0].Variables.Count);
        Assert.All(Ranks, rank => Assert.Equal("text", rank["x"]));
    }

    [Fact]
    public async Task What_earlier_code_uses_is_kept()
    {
        await Cell("var a = 1");
        await Cell("def F a");
        await Cell("var a = 'text'");
        await Distribute(2, "call F");
        Assert.All(Ranks, rank => Assert.Equal(1, rank["a"]));
        Assert.Equal(3, Notebook.Images.Count);
    }

    [Fact]
    public async Task Cells_that_declare_nothing_do_not_pile_up()
    {
        for (var i = 0; i < 200; i++) await Distribute(2, $"print {i}");
        Assert.All(Ranks, rank => Assert.InRange(rank.Images.Count, 1, 40));
        Assert.InRange(Ranks[0].LastRun!.Cells.Count, 1, 40);
        Assert.InRange(Ranks[0].Retains, 1, 10);
    }

    [Fact]
    public async Task Reset_forgets_variables_and_definitions_and_keeps_the_ranks()
    {
        await Distribute(2, "var x = rank; def F x");
        var before = Ranks;
        Good(await Session.ResetAsync("default"));
        Assert.All(before, rank => Assert.True(rank.IsDisposed));
        Assert.Equal((2, "thread"), Session.Pools["default"]);
        Assert.Equal([0, 1], Ranks.Select(rank => rank.Rank));
        Assert.Equal("CS0103", Refused(await TryDistribute(null, "use x")).Id);
        await Distribute(null, "var x = rank; use x");
    }

    [Fact]
    public async Task Stop_ends_the_ranks_and_forgets_the_pool()
    {
        await Distribute(2, "var x = rank");
        var ranks = Ranks;
        Good(await Session.StopAsync("default"));
        Assert.All(ranks, rank => Assert.True(rank.IsDisposed));
        Assert.Empty(Session.Pools);
        Assert.Equal("DST201", Refused(await TryDistribute(null, "var x = 1")).Id);
    }

    [Fact]
    public async Task Restart_replaces_one_rank_by_a_fresh_one()
    {
        await Cell("var a = 1");
        await Distribute(2, "use a; var x = rank; def F x");
        var (kept, old) = (Ranks[0], Ranks[1]);
        Good(await Session.RestartAsync("default", 1));
        Assert.Same(kept, Ranks[0]);
        Assert.True(old.IsDisposed);
        var result = await TryDistribute(null, "use a; call F; use x");
        Assert.Equal("completed failed", Names(result));
        Assert.Equal("a=1\n", result.Ranks[1].Stdout);
    }

    [Fact]
    public async Task The_list_shows_the_notebook_and_the_pools()
    {
        Assert.Empty(await Session.ListAsync());
        await Cell("var a = 1");
        await Distribute(2, "var x = rank");
        var list = await Session.ListAsync();
        Assert.Equal(["", "default"], list.Select(pool => pool.Name));
        Assert.Equal("a", Assert.Single(list[0].Ranks[0].Variables).Name);
        Assert.Equal("1", Assert.Single(list[1].Ranks[1].Variables).Preview);
        Assert.Empty(await Session.ListAsync("nix"));
    }
}
