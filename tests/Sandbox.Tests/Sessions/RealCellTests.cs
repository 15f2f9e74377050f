using Distribute.Compiler;
using Distribute.Contracts.Outcomes;
using Distribute.Sandbox.Sessions;

namespace Distribute.Sandbox.Tests.Sessions;

/// <summary>The session with the real compiler and real threads: what only holds when all parts agree.</summary>
public sealed class RealCellTests : IAsyncLifetime
{
    private readonly Session _session = Session.Open(new CSharpCellCompiler(), new SessionOptions { StopGrace = TimeSpan.FromSeconds(30) });
    private int _cell;

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _session.DisposeAsync().AsTask();

    [Fact]
    public async Task Notebook_types_methods_and_variables_reach_the_ranks_as_copies()
    {
        await Run("class P { public int X; }\nvar data = new List<int> { 1, 2, 3 };\nvar p = new P { X = 3 };\nint Twice(int n) => n * 2 + data.Count;");
        var first = await Run("Console.Write($\"{p.X} {Twice(__process_id__)}\"); p.X = 10 + __process_id__;", 3);
        Assert.Equal(["3 3", "3 5", "3 7"], first.Ranks.Select(rank => rank.Stdout));
        await Run("data.Add(4);");
        var second = await Run("Console.Write($\"{p.X} {Twice(__process_id__)}\");", 3);
        Assert.Equal(["10 4", "11 6", "12 8"], second.Ranks.Select(rank => rank.Stdout));
    }

    [Fact]
    public async Task Gathered_records_of_the_pool_and_arrays_of_arrays_are_usable_in_the_notebook()
    {
        await Run(
            "record Res(int R, string[] S); var res = new Res(__process_id__, [\"a\"]); var grid = new int[2, 2]; grid[0, 0] = __process_id__;",
            3, new DistributeOptions { Gather = ["res", "grid"] });
        var result = await Run("Res one = res[1]; int[][,] all = grid; Console.Write($\"{one.R} {all[2][0, 0]}\");");
        Assert.Equal("1 2", result.Ranks[0].Stdout);
    }

    [Fact]
    public async Task Gathered_objects_bring_the_types_that_only_ranks_know()
    {
        await Run(
            "abstract record Shape; record Circle(double R) : Shape; record Part(int N); object any = new Circle(__process_id__); Shape shape = new Circle(5); var list = new List<object> { new Part(__process_id__) };",
            2, new DistributeOptions { Gather = ["any", "shape", "list"] });
        var result = await Run("Console.Write($\"{((Circle)any[1]).R} {((Circle)shape[0]).R} {((Part)list[1][0]).N}\");");
        Assert.Equal("1 5 1", result.Ranks[0].Stdout);
    }

    [Theory]
    [InlineData("int Kept { get; set; } = 4;", "Kept")]
    [InlineData("static List<int> Kept { get; set; } = [1];", "Kept.Count")]
    [InlineData("int Kept { get => field; set => field = value + 1; }", "Kept")]
    [InlineData("int Kept { get; set; } = 4;\nint Plus(int n) => Kept + n;", "Plus(1)")]
    public async Task A_property_that_the_notebook_keeps_is_refused_on_ranks_and_not_taken_for_its_default(string declaration, string use)
    {
        await Run(declaration);

        var refused = await Ask($"Console.Write({use});", new DistributeOptions { Count = 2 });

        Assert.Contains("'Kept' is a property whose value the notebook keeps", Assert.Single(refused.Diagnostics).Message, StringComparison.Ordinal);
        Assert.Empty(refused.Ranks);
        Assert.Equal(["5", "5"], (await Run("int Kept { get; set; } = 5; Console.Write(Kept);", 2)).Ranks.Select(rank => rank.Stdout));
        Assert.Equal(["6", "7"], (await Run("Kept += 1 + __process_id__; Console.Write(Kept);", 2)).Ranks.Select(rank => rank.Stdout));
    }

    [Fact]
    public async Task Properties_of_the_notebook_without_a_value_of_their_own_reach_the_ranks()
    {
        await Run("var x = 2; int Twice => x * 2; int Half { get => x / 2; set => x = value * 2; } int Fixed { get; } = 7;");
        var result = await Run("Console.Write($\"{Twice} {Half} {Fixed}\");", 2);
        Assert.Equal(["4 1 7", "4 1 7"], result.Ranks.Select(rank => rank.Stdout));
    }

    [Fact]
    public async Task Scatter_splits_a_list_and_load_brings_one_back()
    {
        await Run("var xs = new List<int> { 1, 2, 3, 4, 5 };");
        var result = await Run("Console.Write(string.Join(',', xs)); xs.Add(9);", 2, new DistributeOptions { Scatter = ["xs"] });
        Assert.Equal(["1,2,3", "4,5"], result.Ranks.Select(rank => rank.Stdout));
        Assert.True((await _session.LoadAsync("default", ["xs"], 1)).Ok);
        Assert.Equal([4, 5, 9], await _session.ReadAsync<List<int>>("xs"));
    }

    [Theory]
    [InlineData("const int It = 5;", "'It' is a constant")]
    [InlineData("using var It = new MemoryStream();", "'It' was declared with using")]
    [InlineData("Span<int> It = [1];", "'It' was declared with using, as a ref local, or as a Span")]
    [InlineData("int It() => 5;", "'It' is a method")]
    [InlineData("int It => 5;", "'It' is a property")]
    [InlineData("class It;", "'It' is a type")]
    public async Task What_is_no_variable_is_told_and_nothing_runs(string declares, string says)
    {
        foreach (var options in new[] { new DistributeOptions { Gather = ["It"] }, new DistributeOptions { Sync = new(false, ["It"]) } })
        {
            var result = await Ask(declares + " Console.Write(\"ran\");", options with { Count = 2 });
            var diagnostic = Assert.Single(result.Diagnostics, d => d.IsError);
            Assert.Equal("DST212", diagnostic.Id);
            Assert.Contains(says, diagnostic.Message);
            Assert.Empty(result.Ranks);
        }

        await Run(declares);
        var shared = await Ask("Console.Write(\"ran\");", new DistributeOptions { Count = 2, Share = ["It"] });
        Assert.Contains(says, Assert.Single(shared.Diagnostics, d => d.IsError).Message);
        Assert.Empty(shared.Ranks);
    }

    [Fact]
    public async Task A_variable_of_the_notebook_is_the_ranks_once_a_cell_uses_it()
    {
        await Run("var seed = 5;");
        var unused = await Ask("var x = 1;", new DistributeOptions { Count = 2, Gather = ["seed"] });
        Assert.Contains("--share seed", Assert.Single(unused.Diagnostics).Message);
        Assert.Empty(unused.Ranks);
        var used = await Run("var x = seed;", 2, new DistributeOptions { Gather = ["seed"] });
        Assert.Equal(2, used.Ranks.Count);
    }

    [Theory]
    [InlineData("new string('x', 2_000_000)", 951_424)]
    [InlineData("display(new string('x', 2_000_000));", 951_424)]
    [InlineData("Console.Write(new string('x', 1_048_577)); new string('ä', 1_000_000)", 951_425)]
    public async Task A_value_is_no_longer_than_what_may_be_printed_and_what_was_dropped_is_told(string cell, long dropped)
    {
        var shown = new Displays();
        var result = await _session.RunAsync(new CellRequest { Code = cell, ExecutionCount = 1 }, shown);
        Assert.True(result.Ok, string.Join('\n', result.Diagnostics));
        Assert.Equal(dropped, result.Ranks[0].DroppedBytes);
        var text = result.Ranks[0].Outcome is RankOutcome.Completed { Value: { } value } ? value.PlainText : Assert.Single(shown.Texts);
        Assert.Equal(1 << 20, System.Text.Encoding.UTF8.GetByteCount(text));
    }

    private sealed class Displays : ISessionEvents
    {
        public List<string> Texts { get; } = [];

        public void Displayed(int rank, MimeBundle value, string? displayId, bool update) => Texts.Add(value.PlainText);
    }

    [Fact]
    public async Task Sync_keeps_what_variables_share()
    {
        await Run("var a = new List<int> { __process_id__ }; var b = a;", 3, new DistributeOptions { Sync = new SyncSelection(false, null) });
        var result = await Run("b.Add(7); Console.Write($\"{string.Join(',', a)} {ReferenceEquals(a, b)}\");", 3);
        Assert.All(result.Ranks, rank => Assert.Equal("0,7 True", rank.Stdout));
    }

    [Fact]
    public async Task Host_values_go_in_and_out_as_copies()
    {
        var sent = new Dictionary<string, List<int?>> { ["a"] = [1, null] };
        await _session.WriteAsync("sent", sent);
        await Run("sent[\"a\"].Add(2); var back = sent; class Own { } var own = new Own();");
        Assert.Equal([1, null], sent["a"]);
        Assert.Equal([1, null, 2], (await _session.ReadAsync<Dictionary<string, List<int?>>>("back"))["a"]);
        await Assert.ThrowsAsync<InvalidOperationException>(() => _session.ReadAsync<object>("own"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => _session.ReadAsync<int>("back"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => _session.ReadAsync<int>("nix"));
    }

    [Fact]
    public async Task A_timeout_keeps_what_was_assigned()
    {
        var options = new DistributeOptions { Count = 2, Timeout = TimeSpan.FromSeconds(2) };
        var result = await Ask("var x = 5; if (__process_id__ == 1) Thread.Sleep(Timeout.Infinite);", options);
        Assert.IsType<RankOutcome.TimedOut>(result.Ranks[1].Outcome);
        Assert.IsType<RankOutcome.Completed>(result.Ranks[0].Outcome);
        Assert.Equal("5", (await Run("Console.Write(x);", 2)).Ranks[1].Stdout);
    }

    [Fact]
    public async Task Shared_variables_that_share_an_object_are_copied_again_together()
    {
        await Run("class P { public List<int> L; } var a = new List<int> { 1 }; var p = new P { L = a }; var other = new List<int> { 5 };");
        await Run("Console.Write(a.Count + p.L.Count + other.Count); other.Add(6);", 2);
        await Run("a.Add(2);");
        var result = await Run("a.Add(3); Console.Write($\"{string.Join(',', p.L)} {ReferenceEquals(a, p.L)} {other.Count}\");", 2);
        Assert.All(result.Ranks, rank => Assert.Equal("1,2,3 True 2", rank.Stdout));
        await Run("p.L = new List<int> { 7 };");
        result = await Run("Console.Write($\"{p.L.Count} {string.Join(',', a)}\");", 2);
        Assert.All(result.Ranks, rank => Assert.Equal("1 1,2", rank.Stdout));
        await Run("p.L.Add(8);");
        await Run("a.Add(9); Console.Write(p.L.Count);", 2);
        await Run("p.L.Add(8);");
        result = await Run("Console.Write($\"{p.L.Count} {string.Join(',', a)}\");", 2);
        Assert.All(result.Ranks, rank => Assert.Equal("3 1,2,9", rank.Stdout));
    }

    [Fact]
    public async Task A_rank_that_lacks_what_could_not_be_copied_says_why()
    {
        await Run("var stream = new MemoryStream(); var n = 3;");
        var alone = await Ask("Console.Write(stream.Length);", new DistributeOptions { Count = 2 });
        var beside = await Ask("Console.Write(n); Console.Write(stream.Length);", new DistributeOptions { Count = 2 });
        foreach (var rank in alone.Ranks.Concat(beside.Ranks))
        {
            var message = Assert.IsType<RankOutcome.Failed>(rank.Outcome).Error.Message;
            Assert.Contains("'stream' has no value on rank", message, StringComparison.Ordinal);
            Assert.Contains("could not be copied here (stream: MemoryStream: ", message, StringComparison.Ordinal);
        }

        Assert.All(beside.Ranks, rank => Assert.Equal("3", rank.Stdout));
        Assert.Equal("5", (await Run("stream = null; Console.Write(5);", 2)).Ranks[0].Stdout);
    }

    [Fact]
    public async Task What_cannot_be_scattered_is_told_once()
    {
        await Run("var d = 5;");
        var error = Assert.Single((await Ask("Console.Write(d);", new DistributeOptions { Count = 2, Scatter = ["d"] })).Diagnostics);
        Assert.Equal("--scatter: 'd' cannot be scattered: it is an int, neither an array nor a list. Call ToArray or ToList first.", error.Message);
    }

    [Fact]
    public async Task A_bare_sync_after_mere_changes_hints_at_the_name()
    {
        await Run("var df = new List<int>(); var n = 1;", 2);
        var result = await Run("df.Add(n);", 2, new DistributeOptions { Sync = new SyncSelection(false, null) });
        Assert.EndsWith("--sync=df", Assert.Single(result.Notes, note => !note.DebugOnly).Text, StringComparison.Ordinal);
    }

    private async Task<CellResult> Run(string code, int? n = null, DistributeOptions? options = null)
    {
        var result = await Ask(code, n is null ? null : (options ?? new DistributeOptions()) with { Count = n });
        Assert.True(result.Ok, string.Join('\n', result.Diagnostics) + string.Join('\n', result.Ranks.Select(rank => rank.Outcome)));
        return result;
    }

    private Task<CellResult> Ask(string code, DistributeOptions? options) =>
        _session.RunAsync(new CellRequest { Code = code, ExecutionCount = ++_cell, Distribute = options });
}
