using Distribute.Contracts.Outcomes;
using Distribute.Sandbox.Sessions;

namespace Distribute.Compiler.Tests.Running;

/// <summary>Cells that would take the whole process along if nothing stood between.</summary>
public sealed class RobustnessTests
{
    [Theory]
    [InlineData("int Deep(int n) => 1 + Deep(n + 1); Deep(0)")]
    [InlineData("int Deep(int n) { return 1 + Deep(n + 1); } Deep(0)")]
    [InlineData("class Node { public Node Next; public int Depth() { return 1 + Next.Depth(); } } var n = new Node(); n.Next = n; n.Depth()")]
    [InlineData("Func<int, int> deep = null; deep = n => { return 1 + deep(n + 1); }; deep(0)")]
    public async Task A_recursion_without_end_is_an_error_of_its_rank(string cell)
    {
        await using var notebook = new Notebook();
        var error = await notebook.Fails(cell);
        Assert.Equal("System.InsufficientExecutionStackException", error.Type);
        Assert.Equal("3", await notebook.Run("1 + 2"));
    }

    [Theory]
    [InlineData("try { throw new Exception(\"x\"); } finally { while (true) ; }")]
    [InlineData("var c = 0; try { while (true) c++; } finally { while (true) c++; }")]
    [InlineData("void F() { try { throw new Exception(\"x\"); } finally { for (;;) { } } } F();")]
    [InlineData("Parallel.For(0, 2, i => { try { throw new Exception(\"x\"); } finally { do { } while (true); } });")]
    public async Task A_finally_block_without_end_is_stopped(string cell)
    {
        await using var notebook = new Notebook();
        var result = await notebook.Ask(cell, new DistributeOptions { Count = 2, Timeout = TimeSpan.FromMilliseconds(200) });
        Assert.All(result.Ranks, rank => Assert.False(Assert.IsType<RankOutcome.TimedOut>(rank.Outcome).Lost));
    }

    [Theory]
    [InlineData("3", "int G(int a) => a; int G(int a, int b) => G(a) + G(b);", "G(1, 2)")]
    [InlineData("8", "double g(double x) => x * 2;", "double g(double x, int n) => n == 0 ? x : g(g(x), n - 1);", "g(1.0, 2) * 2")]
    [InlineData("4", "int H(int v) => v; int H(string s) { return H(s.Length); }", "H(\"abcd\")")]
    [InlineData("5", "T Id<T>(T v) => v; int Id(int v) => Id<int>(v) + 1;", "Id(4)")]
    [InlineData("6", "async Task<int> A(int v) { await Task.Yield(); return v; } async Task<int> A(string s) => await A(s.Length);", "await A(\"sixsix\")")]
    public Task Overloads_see_each_other(string expected, params string[] cells) => Notebook.Gives(expected, cells);

    [Theory]
    [InlineData("__process_id__")]
    [InlineData("__process_count__")]
    public async Task The_engine_s_own_names_cannot_be_declared(string name)
    {
        await using var notebook = new Notebook();
        var error = Assert.Single(await notebook.Errors($"int {name} = 3;"));
        Assert.Equal("DST106", error.Id);
    }

    [Fact]
    public async Task An_index_out_of_range_has_the_cell_s_line()
    {
        await using var notebook = new Notebook();
        var error = await notebook.Fails("var a = new int[2];\na[5] = 1;\nvar b = 3;");
        Assert.Equal(2, error.Line);
    }

    [Fact]
    public async Task An_array_of_tuples_shows_its_elements()
    {
        await using var notebook = new Notebook();
        var text = await notebook.Run("new[] { (1, \"a\"), (2, \"b\") }");
        Assert.Contains("( 1, a )", text, StringComparison.Ordinal);
        Assert.DoesNotContain("False", text, StringComparison.Ordinal);
    }
}
