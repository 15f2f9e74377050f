namespace Distribute.Sandbox.Tests.Sessions;

public sealed class SharingTests : SessionTests
{
    [Fact]
    public async Task Variables_that_the_cell_uses_are_copied_in_and_no_others()
    {
        await Cell("var a = 1; var b = 2");
        await Distribute(2, "use a");
        Assert.All(Ranks, rank => Assert.Equal(1, rank["a"]));
        Assert.All(Ranks, rank => Assert.Null(rank["b"]));
    }

    [Fact]
    public async Task Variables_are_found_through_notebook_methods()
    {
        await Cell("var a = 1");
        await Cell("def F a");
        await Distribute(2, "call F");
        Assert.All(Ranks, rank => Assert.Equal(1, rank["a"]));
    }

    [Fact]
    public async Task A_shared_variable_follows_the_notebook_until_the_pool_assigns_it()
    {
        await Cell("var a = 1");
        await Distribute(2, "use a");
        await Cell("a = 2");
        await Distribute(2, "use a");
        Assert.All(Ranks, rank => Assert.Equal(2, rank["a"]));
        await Distribute(2, "a = 9");
        await Cell("a = 3");
        await Distribute(2, "use a");
        Assert.All(Ranks, rank => Assert.Equal(9, rank["a"]));
    }

    [Fact]
    public async Task It_is_not_copied_again_when_no_notebook_cell_mentioned_it()
    {
        await Cell("var a = 1; var b = 1");
        await Distribute(2, "use a");
        await Cell("b = 2");
        await Distribute(2, "use a");
        Assert.Equal(1, Notebook.Snapshots);
        Assert.All(Ranks, rank => Assert.Equal(1, rank.Merges));
    }

    [Fact]
    public async Task A_rank_that_lacks_it_gets_it_although_others_have_it()
    {
        await Cell("var a = 1");
        await Distribute(2, "use a");
        var result = await Distribute(3, "use a");
        Assert.Equal("a=1\n", result.Ranks[2].Stdout);
        Assert.Equal(1, Ranks[0].Merges);
    }

    [Fact]
    public async Task The_newest_notebook_declaration_counts()
    {
        await Cell("var a = 1");
        await Distribute(2, "use a");
        await Cell("var a = 'text'");
        var result = await Distribute(2, "use a");
        Assert.Equal("a=text\n", result.Ranks[1].Stdout);
    }

    [Fact]
    public async Task Share_names_exactly_what_comes_in()
    {
        await Cell("var a = 1; var b = 2");
        await Distribute(2, "print", options => options with { Share = ["a"] });
        Assert.All(Ranks, rank => Assert.Equal(1, rank["a"]));
        var diagnostic = Refused(await TryDistribute(2, "use b", options => options with { Share = ["a"] }));
        Assert.Equal("CS0103", diagnostic.Id);
    }

    [Fact]
    public async Task No_share_hides_the_notebooks_variables_and_keeps_the_pools()
    {
        await Cell("var a = 1; var b = 2");
        await Distribute(2, "use a; var own = 3");
        Assert.Equal("CS0103", Refused(await TryDistribute(2, "use b", options => options with { Share = [] })).Id);
        await Cell("a = 5");
        var result = await Distribute(2, "use a; use own", options => options with { Share = [] });
        Assert.Equal("a=1\nown=3\n", result.Ranks[0].Stdout);
    }

    [Fact]
    public async Task Share_brings_the_notebooks_value_over_the_pools_own()
    {
        await Cell("var a = 1");
        await Distribute(2, "a = 9");
        await Cell("a = 2");
        var result = await Distribute(2, "use a", options => options with { Share = ["a"] });
        Assert.Equal("a=2\n", result.Ranks[1].Stdout);
        await Cell("a = 3");
        result = await Distribute(2, "use a");
        Assert.Equal("a=3\n", result.Ranks[1].Stdout);
    }

    [Fact]
    public async Task What_cannot_be_copied_is_a_warning_and_the_rest_is_copied()
    {
        await Cell("var a = secret; var b = 2");
        var result = await TryDistribute(2, "use b; use a");
        var warning = Assert.Single(result.Diagnostics);
        Assert.False(warning.IsError);
        Assert.Contains("it is a secret", warning.Message);
        Assert.Equal("b=2\n", result.Ranks[0].Stdout);
        Assert.Equal("failed failed", Names(result));
    }

    [Fact]
    public async Task What_was_named_and_cannot_be_copied_is_an_error()
    {
        await Cell("var a = secret; var b = none");
        Assert.Equal("DST221", Refused(await TryDistribute(2, "print", options => options with { Share = ["a"] })).Id);
        Assert.Equal("DST220", Refused(await TryDistribute(2, "print", options => options with { Share = ["b"] })).Id);
    }

    [Fact]
    public async Task Pools_do_not_see_each_other_and_the_notebook_sees_none()
    {
        await Distribute(1, "var x = 1");
        Assert.Equal("CS0103", Refused(await TryDistribute(1, "use x", options => options with { Pool = "other" })).Id);
        Assert.Equal("CS0103", Refused(await TryCell("use x")).Id);
    }

    [Fact]
    public async Task Scatter_gives_each_running_rank_its_block()
    {
        await Cell("var xs = [1,2,3,4,5]");
        await Distribute(4, "use xs", options => options with { Scatter = ["xs"], Ranks = [1, 3] });
        Assert.Equal([1, 2, 3], (int[])Ranks[1]["xs"]!);
        Assert.Equal([4, 5], (int[])Ranks[3]["xs"]!);
        Assert.Null(Ranks[0]["xs"]);
        await Cell("xs = [9]");
        await Distribute(4, "use xs", options => options with { Ranks = [1] });
        Assert.Equal([1, 2, 3], (int[])Ranks[1]["xs"]!);
    }
}
