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
    [InlineData("Func<int, int> deep = null; deep = n => 1 + deep(n + 1); deep(0)")]
    [InlineData("Action<int> deep = null; deep = n => deep(n + 1); deep(0);")]
    [InlineData("Func<int, int> deep = null; deep = true ? n => 1 + deep.Invoke(n + 1) : null; deep(0)")]
    [InlineData("int Deep(int n) => new[] { n }.Select(Deep).Sum(); Deep(0)")]
    [InlineData("class Node { public Func<int, int> F; } var n = new Node(); n.F = i => 1 + n.F(i + 1); n.F(0)")]
    [InlineData("class Node { public Node() { new Node(); } } new Node();")]
    [InlineData("class Node { public List<Node> Next = new(); public override string ToString() => string.Join(\",\", Next); } var n = new Node(); n.Next.Add(n); n.ToString()")]
    [InlineData("class Node { public List<Node> Next = new(); public override string ToString() { return \"\" + Next[0]; } } var n = new Node(); n.Next.Add(n); n.ToString()")]
    [InlineData("class Node { public override int GetHashCode() => new Dictionary<Node, int> { [this] = 1 }.Count; } new Node().GetHashCode()")]
    [InlineData("class Node { public Node(int n) => new Node(n + 1); } new Node(0);")]
    [InlineData("class Node { public Node Next; public Node() { Next = new(); } } new Node();")]
    [InlineData("class Node { public Node Next = new Node(); } new Node();")]
    [InlineData("class Node(int n) { Node next = new Node(n + 1); } new Node(0);")]
    [InlineData("class A { public A() { new B(); } } class B : A { } new B();")]
    [InlineData("class Node { public int Depth => 1 + Depth; } new Node().Depth")]
    [InlineData("class Node { public int Depth { get => 1 + Next.Depth; } public Node Next => this; } new Node().Depth")]
    [InlineData("class Node { public int Depth { get => 1; set => Depth = value + 1; } } new Node().Depth = 1;")]
    [InlineData("class Node { public int this[int i] => 1 + this[i + 1]; } new Node()[0]")]
    [InlineData("class A { public int P => new B().Q; } class B { public int Q => new A().P; } new A().P")]
    [InlineData("int P => 1 + P; P")]
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
    [InlineData("120", "Func<int, int> f = null; f = n => n <= 1 ? 1 : n * f(n - 1); f(5)")]
    [InlineData("done", "var s = \"\"; Action<int> f = null; f = n => { if (n > 0) f(n - 1); else s = \"done\"; }; f(5); s")]
    [InlineData("6", "Func<int, Task<int>> f = null; f = async n => n == 0 ? 0 : n + await f(n - 1); await f(3)")]
    [InlineData("x", "var s = \"\"; Func<int, Task> f = null; f = async n => await (n == 0 ? Task.Run(() => { s = \"x\"; }) : f(n - 1)); await f(3); s")]
    [InlineData("4", "class Node { public Node Next; public int Depth => Next == null ? 1 : 1 + Next.Depth; } Node n = null; for (var i = 0; i < 4; i++) n = new Node { Next = n }; n.Depth")]
    [InlineData("3", "class Node { public Node Next; public Node(int n) { if (n > 1) Next = new(n - 1); } public int Depth => 1 + (Next?.Depth ?? 0); } new Node(3).Depth")]
    [InlineData("2", "class Fib { public int this[int n] => n < 2 ? n : this[n - 1] + this[n - 2]; } new Fib()[3]")]
    [InlineData("1", "class A { public A Other = Maker(); static A Maker() => null; public A Make() => new A(); } new A().Make().Other == null ? 1 : 0")]
    [InlineData("2", "class L { readonly List<int> all = new() { 1, 2 }; public int Count => all.Count; } new L().Count")]
    [InlineData("10", "System.Linq.Expressions.Expression<Func<int, int>> e = n => n * 2; e.Compile()(5)")]
    public Task A_recursion_with_an_end_gives_its_value(string expected, params string[] cells) => Notebook.Gives(expected, cells);

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

    [Theory]
    [InlineData("new { A = 1, B = \"x\" }", "{ A = 1, B = x }")]
    [InlineData("new[] { new { A = 1, B = \"x\" } }", "A: 1")]
    [InlineData("new List<object> { new { A = 1, B = \"x\" } }", "A: 1")]
    [InlineData("from i in new[] { 3 } select new { I = i }", "I: 3")]
    [InlineData("new R(1, \"x\")", "X: 1")]
    [InlineData("new[,] { { new R(1, \"x\") } }", "R[1, 1]")]
    [InlineData("new Dictionary<string, R> { [\"k\"] = new R(1, \"z\") }", "Y: z")]
    [InlineData("try { throw new Bad(); } catch (Exception e) { display(e); }", "Bad: ")]
    [InlineData("display(new[] { new { A = 1, B = new R(1, \"z\") } });", "A: 1")]
    public async Task Values_show_no_generated_names(string cell, string expected)
    {
        await using var notebook = new Notebook();
        await notebook.Run("record R(int X, string Y); class Bad : Exception { }");
        var shown = await notebook.Shows(cell);
        Assert.Contains(expected, shown.PlainText, StringComparison.Ordinal);
        Assert.All(shown.Data.Values, text => Assert.DoesNotContain("__", text, StringComparison.Ordinal));
        Assert.All(shown.Data.Values, text => Assert.DoesNotContain("Cell_", text, StringComparison.Ordinal));
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
