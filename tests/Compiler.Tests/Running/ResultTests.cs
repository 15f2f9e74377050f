namespace Distribute.Compiler.Tests.Running;

/// <summary>What a cell gives, and the language it is written in.</summary>
public sealed class ResultTests
{
    [Theory]
    [InlineData("3", "1 + 2")]
    [InlineData("3", "return 3;")]
    [InlineData("3", "var x = 3;\nx // the value")]
    [InlineData("3", "if (true) return 3; return 4;")]
    [InlineData("", "Math.Max(1, 2);")]
    [InlineData("", "Console.Write(1)")]
    [InlineData("", "return;")]
    [InlineData("", "if (true) return; 5")]
    [InlineData("", "")]
    [InlineData("", "// nothing")]
    [InlineData("4", "int F() => 4; F()")]
    [InlineData("5", "x = 5; x", "int x = 1;")]
    [InlineData("x", "nameof(x)", "int x = 1;")]
    [InlineData("7", "int x = 1; x = 7")]
    [InlineData("1", "new { A = 1 }.A")]
    [InlineData("yes", "true ? \"yes\" : \"no\"")]
    [InlineData("b", "2 switch { 1 => \"a\", _ => \"b\" }")]
    [InlineData("#!x", "\"\"\"\n#!x\n\"\"\"")]
    public async Task The_result(string expected, string cell, string? before = null)
    {
        await using var notebook = new Notebook();
        if (before is not null) await notebook.Run(before);
        Assert.Equal(expected, await notebook.Run(cell));
    }

    [Theory]
    [InlineData("2", "record R(int A); var r = new R(1);", "r with { A = 2 }", "r.A + 1")]
    [InlineData("R { A = 2 }", "record R(int A); var r = new R(1);", "(r with { A = 2 }).ToString()")]
    [InlineData("R { A = 2 }", "record R(int A); var r = new R(1);", "var last = r;\nlast with { A = 2 }", "last = last with { A = 2 };\nlast.ToString()")]
    public Task A_with_expression(string expected, params string[] cells) => Notebook.Gives(expected, cells);

    [Theory]
    [InlineData("r with { A = 2 }")]
    [InlineData("r with { A = 2, B = 3 }")]
    [InlineData("r with\n{\n    A = 2,\n}")]
    [InlineData("Console.Write(1);\nr with { A = 2 } // copy")]
    [InlineData("r with { A = 1 } with { A = 2 }")]
    [InlineData("rs[0] with { A = 2 }")]
    [InlineData("h.Held with { A = 2 }")]
    [InlineData("F() with { A = 2 }")]
    [InlineData("F(); (r with { A = 1 }) with { A = 2 }")]
    [InlineData("int G() => 1;\nvar s = r with { A = 4 };\ns with { A = 2 }")]
    [InlineData("if (true) F();\n// a copy with another number\nr with { A = int.Parse(\"2\") }")]
    public async Task A_trailing_with_expression_is_a_result(string cell)
    {
        await using var notebook = new Notebook();
        await notebook.Run("record R(int A, int B) { public override string ToString() => A.ToString(); } var r = new R(1, 3); var rs = new[] { r }; var h = (Held: r, 1); R F() => r;");
        Assert.Contains("2", await notebook.Run(cell), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2", "#if DEBUG\nvar x = 1;\n#else\nvar x = 2;\n#endif\nx")]
    [InlineData("3", "#define Q\n#if Q\n3\n#else\n4\n#endif")]
    [InlineData("4", "#define Q\n1", "#if Q\n3\n#else\n4\n#endif")]
    [InlineData("1", "#nullable enable\nstring? s = null;\n#nullable restore\ns is null ? 1 : 2")]
    [InlineData("1", "#pragma warning disable CS0168\nint unused;\n#pragma warning restore\n1")]
    [InlineData("1", "#region A\n1\n#endregion")]
    [InlineData("5", "class C {\n#if !NOPE\n  public int V = 5;\n#else\n  public int V = 6;\n#endif\n}\nnew C().V")]
    [InlineData("7", "#define A\n#define B\n#undef A\n#if A || !B\n6\n#else\n7\n#endif")]
    public Task Directives(string expected, params string[] cells) => Notebook.Gives(expected, cells);

    [Theory]
    [InlineData("aw", "var x = \"\"; await Task.Delay(1); x = \"aw\"; x")]
    [InlineData("5", "int t = 1; t += await Task.FromResult(4); t")]
    [InlineData("5", "int t = 1;", "t += await Task.FromResult(4); t")]
    [InlineData("a!", "string s = \"a\";", "s += await Task.FromResult(\"!\"); s")]
    [InlineData("4", "byte b = 1;", "b += await Task.FromResult((byte)3); b")]
    [InlineData("3", "var (a, b) = (await Task.FromResult(1), await Task.FromResult(2)); a + b")]
    [InlineData("3", "var s = 0; foreach (var i in new[] { 1, 2 }) { await Task.Yield(); s += i; } s")]
    [InlineData("6", "var xs = await Task.WhenAll(Enumerable.Range(1, 3).Select(async i => { await Task.Yield(); return i; })); xs.Sum()")]
    [InlineData("3", "object o = 3; if (await Task.FromResult(o) is int n) Console.Write(n); n")]
    [InlineData("1", "await using (var m = new MemoryStream()) { } 1")]
    [InlineData("2", "try { await Task.FromException(new Exception()); } catch { return 2; } 1")]
    [InlineData("9", "int[] a = new int[1];", "a[0] += await Task.FromResult(9); a[0]")]
    [InlineData("7", "string s = null;", "s ??= await Task.FromResult(\"7\"); s")]
    [InlineData("3", "Task<int> t = Task.Run(() => 3);", "await t")]
    public Task Await(string expected, params string[] cells) => Notebook.Gives(expected, cells);

    [Theory]
    [InlineData("4", "int r; unsafe { int v = 3; int* p = &v; *p = 4; r = v; } r")]
    [InlineData("3", "unsafe struct B { public fixed byte Data[3]; } unsafe { Console.Write(sizeof(B)); } 3")]
    [InlineData("10", "int w = 5; lbl: w++; if (w < 10) goto lbl; w")]
    [InlineData("2", "int n = 0; lock (\"a\") { n = 2; } n")]
    [InlineData("2", "var n = 0; try { throw new Exception(); } catch (Exception e) when (e != null) { n = 1; } finally { n++; } n")]
    [InlineData("250000", "var sum = 0L; for (var i = 0; i < 1000; i++) { if (i % 2 == 0) continue; sum += i; } sum")]
    [InlineData("11", "int w = 1; System.Linq.Expressions.Expression<Func<int, int>> e = i => i + w; e.Compile()(10)")]
    [InlineData("3", "var q = new[] { 1, 2 }.AsQueryable(); int w = 0; (from i in q where i > w select i).Sum()")]
    [InlineData("3", "checked { int i = 2; i++; Console.Write(i); } 3")]
    [InlineData("x", "var d = new Dictionary<string, List<(int X, string? Y)>> { [\"a\"] = [(1, \"x\")] };", "d[\"a\"][0].Y")]
    [InlineData("12", "int[] a = [1, 2, .. new[] { 4, 5 }]; a.Sum()")]
    [InlineData("b", "var s = \"abc\"; s[1..2]")]
    public Task Other_statements(string expected, params string[] cells) => Notebook.Gives(expected, cells);
}
