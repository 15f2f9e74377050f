namespace Distribute.Compiler.Tests.Declaring;

/// <summary>Every way to declare a variable makes it known to later cells.</summary>
public sealed class VariableTests
{
    [Theory]
    [InlineData("7", "var x = 7;", "x")]
    [InlineData("7", "int x = 7;", "x")]
    [InlineData("0", "int x;", "x")]
    [InlineData("True", "string x;", "x is null")]
    [InlineData("3", "int a = 1, b = 2;", "a + b")]
    [InlineData("3", "int a = 1, b = a + 1;", "a + b")]
    [InlineData("3", "var (a, b) = (1, 2);", "a + b")]
    [InlineData("6", "var (a, (b, c)) = (1, (2, 3));", "a + b + c")]
    [InlineData("4.5", "(int a, var b) = (1, 3.5);", "a + b")]
    [InlineData("3", "(int a, _) = (3, 4);", "a")]
    [InlineData("5", "int a; (a, var b) = (2, 3);", "a + b")]
    [InlineData("3", "var (k, v) = new KeyValuePair<int, int>(1, 2);", "k + v")]
    [InlineData("42", "int.TryParse(\"42\", out var n);", "n")]
    [InlineData("42", "int.TryParse(\"42\", out int n)", "n")]
    [InlineData("42", "if (int.TryParse(\"42\", out var n)) Console.Write(n);", "n")]
    [InlineData("42", "var ok = int.TryParse(\"42\", out var n);", "n")]
    [InlineData("5", "object o = 5; if (o is int k && k > 3) Console.Write(k);", "k")]
    [InlineData("5", "object o = 5; var y = o is int k;", "k")]
    [InlineData("5", "object o = 5; if (o is not int k) throw new Exception();", "k")]
    [InlineData("2", "object o = \"ab\"; Console.Write(o is string { Length: var len });", "len")]
    [InlineData("3", "object o = (1, 2); var z = o is (int a, int b);", "a + b")]
    [InlineData("3", "object o = new[] { 1, 2, 3 }; var z = o is int[] and [_, _, var last];", "last")]
    [InlineData("True", "string? s = null;", "s == null")]
    [InlineData("2", "dynamic d = 1; d = \"ab\";", "d.Length")]
    [InlineData("1", "var a = new { A = 1 };", "a.A")]
    [InlineData("2", "var a = new[] { new { A = 1 }, new { A = 2 } };", "a[1].A")]
    [InlineData("3", "int[] a = { 1, 2 };", "a.Sum()")]
    [InlineData("4", "var a = new int[2, 2];", "a.Length")]
    [InlineData("2", "List<int> a = [1, 2];", "a.Count")]
    [InlineData("3", "var t = (A: 1, B: 2);", "t.A + t.B")]
    [InlineData("3", "(int A, int B) t = (1, 2);", "t.A + t.B")]
    [InlineData("5", "var @class = 5;", "@class")]
    [InlineData("5", "var größe = 5;", "größe")]
    [InlineData("3", "Func<int, int> f = i => i + 1;", "f(2)")]
    [InlineData("3", "var f = (int i) => i + 1;", "f(2)")]
    [InlineData("55", "Func<int, int> fib = null; fib = i => i < 2 ? i : fib(i - 1) + fib(i - 2);", "fib(10)")]
    [InlineData("3", "Action a = null; int n = 0; a += () => n++; a += () => n += 2; a();", "n")]
    [InlineData("9", "int? x = 9;", "x.Value")]
    [InlineData("5", "const int C = 5;", "C")]
    [InlineData("15", "const int C = 5, D = C * 2;", "C + D")]
    [InlineData("ab", "const string C = \"a\" + \"b\";", "C")]
    [InlineData("5", "public static int x = 5;", "x")]
    [InlineData("5", "private readonly int x = 5;", "x")]
    [InlineData("True", "nint p = 0; nuint q = 0;", "p == 0 && q == 0")]
    [InlineData("4", "start: var x = 4;", "x")]
    [InlineData("1", "switch (1) { case int v: Console.Write(v); break; } int after = 1;", "after")]
    public Task It_persists(string expected, params string[] cells) => Notebook.Gives(expected, cells);

    [Theory]
    [InlineData("7", "int x = 1;", "x = 7;", "x")]
    [InlineData("7", "int x = 1;", "x += 6; x")]
    [InlineData("3", "int x = 1;", "x++; ++x; x")]
    [InlineData("a!", "string s = \"a\";", "s += \"!\"; s")]
    [InlineData("n", "string s = null;", "s ??= \"n\"; s")]
    [InlineData("3", "int a = 1, b = 3;", "(a, b) = (b, a); a")]
    [InlineData("8", "int x = 1;", "int.TryParse(\"8\", out x); x")]
    [InlineData("9", "int x = 8;", "Interlocked.Increment(ref x)")]
    [InlineData("100", "int x = 0;", "Parallel.For(0, 100, i => Interlocked.Increment(ref x)); x")]
    [InlineData("8", "struct S { public int V; } S s; s.V = 5;", "s.V += 3; s.V")]
    [InlineData("6", "var t = (1, 2);", "t.Item1 = 4; t.Item1 + t.Item2")]
    [InlineData("21", "int n = 0; Func<int> f = () => n + 1;", "n = 20;", "f()")]
    [InlineData("5", "int n = 1;", "{ int m = 5; n = m; } n")]
    [InlineData("1", "int n = 1;", "{ Func<int> f = () => { int n = 3; return n; }; f(); } n")]
    [InlineData("d2", "var x = \"d\";", "var x = x + \"2\";", "x")]
    public Task Its_uses_reach_the_same_variable(string expected, params string[] cells) => Notebook.Gives(expected, cells);

    [Theory]
    [InlineData("for (int i = 0; i < 3; i++) { var inner = i; }", "inner")]
    [InlineData("{ int inner = 3; }", "inner")]
    [InlineData("foreach (var inner in new[] { 1 }) Console.Write(inner);", "inner")]
    [InlineData("Func<int, bool> f = x => int.TryParse(\"1\", out var inner);", "inner")]
    [InlineData("object o = 1; var s = o switch { int inner => inner, _ => 0 };", "inner")]
    [InlineData("var q = from inner in new[] { 1 } select inner;", "inner")]
    public async Task What_is_inside_stays_inside(string cell, string use)
    {
        await using var notebook = new Notebook();
        await notebook.Run(cell);
        Assert.Equal("CS0103", Assert.Single(await notebook.Errors(use)).Id);
    }

    [Fact]
    public async Task Declared_in_the_cells_order_even_when_used_by_a_method_above()
    {
        await using var notebook = new Notebook();
        Assert.Equal("5", await notebook.Run("int Get() => late; var late = 4; late++; Get()"));
    }

    [Fact]
    public async Task The_rank_names_are_read_only()
    {
        await using var notebook = new Notebook();
        Assert.Equal("0/1", await notebook.Run("$\"{__process_id__}/{__process_count__}\""));
        Assert.Equal("CS0200", Assert.Single(await notebook.Errors("__process_id__ = 3;")).Id);
    }
}
