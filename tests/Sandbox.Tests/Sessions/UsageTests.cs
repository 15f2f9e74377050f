using Distribute.Sandbox.Sessions;

namespace Distribute.Sandbox.Tests.Sessions;

public sealed class UsageTests : SessionTests
{
    public static TheoryData<string, DistributeOptions, string> Wrong => new()
    {
        { "DST201", new DistributeOptions(), "#!distribute 4" },
        { "DST202", new DistributeOptions { Count = 0 }, "#!distribute 4" },
        { "DST202", new DistributeOptions { Count = -3 }, "#!distribute 4" },
        { "DST202", new DistributeOptions { Count = 100000 }, "at most 256" },
        { "DST203", new DistributeOptions { Count = 2, Mode = "process" }, "--mode thread" },
        { "DST203", new DistributeOptions { Count = 2, Mode = "boat" }, "--mode thread" },
        { "DST206", new DistributeOptions { Count = 2, Ranks = [2] }, "ranks 0 to 1" },
        { "DST206", new DistributeOptions { Count = 2, Ranks = [-1] }, "ranks 0 to 1" },
        { "DST207", new DistributeOptions { Count = 2, Ranks = [] }, "--ranks 0,2-3" },
        { "DST208", new DistributeOptions { Count = 2, Timeout = TimeSpan.Zero }, "--timeout 2.5" },
        { "DST210", new DistributeOptions { Count = 2, Share = ["nix"] }, "--share seed" },
        { "DST210", new DistributeOptions { Count = 2, Scatter = ["nix"] }, "--scatter seed" },
        { "DST210", new DistributeOptions { Count = 2, Sync = new SyncSelection(false, ["nix"]) }, "--sync=x" },
        { "DST210", new DistributeOptions { Count = 2, Gather = ["nix"] }, "--gather x" },
        { "DST210", new DistributeOptions { Count = 2, Sync = new SyncSelection(false, ["seed"]) }, "with --share seed" },
        { "DST210", new DistributeOptions { Count = 2, Gather = ["seed"] }, "with --share seed" },
        { "DST222", new DistributeOptions { Count = 2, Scatter = ["seed"] }, "neither array nor list" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task A_wrong_option_is_one_message_with_an_example_and_runs_nothing(string id, object options, string says)
    {
        await Cell("var seed = 1");
        var result = await TryDistribute(null, "var x = 1", _ => (DistributeOptions)options);
        var diagnostic = Refused(result);
        Assert.Equal(id, diagnostic.Id);
        Assert.Contains(says, diagnostic.Message);
        Assert.Equal("default", result.Pool);
        Assert.DoesNotContain(Isolates.Pool("default"), rank => rank.LastRun is not null);
    }

    [Fact]
    public async Task An_empty_cell_is_a_message()
    {
        Assert.Equal("DST200", Refused(await TryDistribute(2, " ")).Id);
        Assert.Empty(Session.Pools);
    }

    [Fact]
    public async Task The_other_mode_of_a_living_pool_is_a_message_that_says_how_to_end_it()
    {
        var processes = new ScriptedIsolates("process");
        await using var session = Session.Open(Compiler, new SessionOptions { Isolates = [Isolates, processes] });
        Good(await session.RunAsync(new CellRequest { Code = "var x = 1", ExecutionCount = 1, Distribute = new() { Count = 2 } }));
        var diagnostic = Refused(await session.RunAsync(new CellRequest { Code = "var x = 1", ExecutionCount = 2, Distribute = new() { Mode = "process" }, MagicLine = 3 }));
        Assert.Equal(("DST204", 3), (diagnostic.Id, diagnostic.Line));
        Assert.Contains("#!ranks --stop", diagnostic.Message);
    }

    [Fact]
    public async Task A_compile_error_changes_nothing()
    {
        Assert.Equal("CS0103", Refused(await TryDistribute(2, "var x = 1; bad")).Id);
        Assert.Empty(Session.Pools);
        await Distribute(2, "var y = 1");
        Assert.Equal("CS0103", Refused(await TryDistribute(null, "use x")).Id);
    }

    [Fact]
    public async Task An_unknown_pool_or_rank_names_the_known_ones()
    {
        await Distribute(2, "var x = 1");
        foreach (var result in new[]
        {
            await Session.LoadAsync("other", ["x"], null), await Session.SyncAsync("other", null), await Session.ResetAsync("other"),
            await Session.StopAsync("other"), await Session.RestartAsync("other", 0),
        })
        {
            var diagnostic = Refused(result);
            Assert.Equal("DST205", diagnostic.Id);
            Assert.Contains("default", diagnostic.Message);
        }

        Assert.Equal("DST206", Refused(await Session.LoadAsync("default", ["x"], 2)).Id);
        Assert.Equal("DST206", Refused(await Session.SyncAsync("default", null, 9)).Id);
        Assert.Equal("DST206", Refused(await Session.RestartAsync("default", -1)).Id);
        Assert.Equal("DST210", Refused(await Session.LoadAsync("default", ["nix"], 0)).Id);
        Assert.Equal("DST210", Refused(await Session.SyncAsync("default", ["nix"])).Id);
    }

    [Fact]
    public async Task A_pool_that_lacks_a_variable_names_its_own_and_not_the_notebooks()
    {
        await Cell("var seed = 1; var other = 2");
        await Distribute(2, "var x = 1; use seed");
        foreach (var result in new[] { await Session.LoadAsync("default", ["nix"], null), await Session.SyncAsync("default", ["nix"]), await TryDistribute(2, "var y = 1", o => o with { Gather = ["nix"] }) })
        {
            var message = Refused(result).Message;
            Assert.Contains("seed, x", message);
            Assert.DoesNotContain("other", message);
        }

        foreach (var result in new[] { await Session.LoadAsync("default", ["other"], null), await Session.SyncAsync("default", ["other"]) })
            Assert.Equal("DST210", Refused(result).Id);
    }

    [Theory]
    [InlineData("int", "int[]")]
    [InlineData("int[]", "int[][]")]
    [InlineData("int[,]", "int[][,]")]
    [InlineData("int[,][]", "int[][,][]")]
    [InlineData("string?", "string?[]")]
    [InlineData("int[]?", "int[]?[]")]
    [InlineData("global::System.Collections.Generic.List<int[]>", "global::System.Collections.Generic.List<int[]>[]")]
    [InlineData("(int a, int[] b)", "(int a, int[] b)[]")]
    public void An_array_of_arrays_is_spelled_outermost_first(string element, string array) =>
        Assert.Equal(array, TypeSpelling.ArrayOf(element));

    [Theory]
    [InlineData(typeof(int?), "int?")]
    [InlineData(typeof(string[][,]), "string[][,]")]
    [InlineData(typeof(Dictionary<string, List<int>>), "global::System.Collections.Generic.@Dictionary<string, global::System.Collections.Generic.@List<int>>")]
    [InlineData(typeof(Dictionary<int, string>.Enumerator), "global::System.Collections.Generic.@Dictionary<int, string>.@Enumerator")]
    public void A_type_of_the_host_is_spelled_as_source(Type type, string source) => Assert.Equal(source, TypeSpelling.Of(type));
}
