using Distribute.Contracts.Compilation;

namespace Distribute.Compiler.Tests.Failing;

/// <summary>A compile error is told once, where it stands in the cell, runs nothing and changes nothing.</summary>
public sealed class CompileErrorTests
{
    [Theory]
    [InlineData("nope", "CS0103", 1, 1)]
    [InlineData("var x = nope;", "CS0103", 1, 9)]
    [InlineData("\n\n  var x = nope;", "CS0103", 3, 11)]
    [InlineData("                 \nnope", "CS0103", 2, 1)] // a blanked magic line
    [InlineData("Nope x = null;", "CS0246", 1, 1)]
    [InlineData("List<Nope> x = null;", "CS0246", 1, 6)]
    [InlineData("int x = \"s\";", "CS0029", 1, 9)]
    [InlineData("int a = 1, b = \"s\";", "CS0029", 1, 16)]
    [InlineData("var x = 1;\nx = \"s\";", "CS0029", 2, 5)]
    [InlineData("int F() => \"s\";", "CS0029", 1, 12)]
    [InlineData("int F()\n{\n    return nope;\n}", "CS0103", 3, 12)]
    [InlineData("int F(Nope n) => 1;", "CS0246", 1, 7)]
    [InlineData("static int F(Nope n) => 1;", "CS0246", 1, 14)]
    [InlineData("int F() { }", "CS0161", 1, 5)]
    [InlineData("Func<int> f = () =>\n{\n    return nope;\n};", "CS0103", 3, 12)]
    [InlineData("Func<int, int> f = i => i + nope;", "CS0103", 1, 29)]
    [InlineData("class C\n{\n    int V = nope;\n}", "CS0103", 3, 13)]
    [InlineData("class C : Nope { }", "CS0246", 1, 11)]
    [InlineData("class C { public int F() { return nope; } }", "CS0103", 1, 35)]
    [InlineData("namespace N { class C { int V = nope; } }", "CS0103", 1, 33)]
    [InlineData("#if DEBUG\nvar x = 1;\n#else\nvar x = nope;\n#endif", "CS0103", 4, 9)]
    [InlineData("#define A\n\nnope", "CS0103", 3, 1)]
    [InlineData("using System.Nope;", "CS0234", 1, 14)]
    [InlineData("using Nope;\n1", "CS0246", 1, 7)]
    [InlineData("using static System.Nope;", "CS0234", 1, 21)]
    [InlineData("using X = Nope;", "CS0246", 1, 11)]
    [InlineData("int P => nope;", "CS0103", 1, 10)]
    [InlineData("int P { get; set; } = nope;", "CS0103", 1, 23)]
    [InlineData("int P { get; } = nope;", "CS0103", 1, 18)]
    [InlineData("const int C = nope;", "CS0103", 1, 15)]
    [InlineData("using var m = nope;", "CS0103", 1, 15)]
    [InlineData("var (a, b) = (1, nope);", "CS0103", 1, 18)]
    [InlineData("for (var i = 0; i < nope; i++) ;", "CS0103", 1, 21)]
    [InlineData("while (true) { nope(); }", "CS0103", 1, 16)]
    [InlineData("Console.WriteLine($\"{nope}\");", "CS0103", 1, 22)]
    [InlineData("new List<int>().Nope()", "CS1061", 1, 17)]
    [InlineData("var x;", "CS0818", 1, 5)]
    [InlineData("var x = null;", "CS0815", 1, 5)]
    [InlineData("var a = 1, b = 2;", "CS0819", 1, 1)]
    [InlineData("var x = Console.Write;", "CS8917", 1, 9)]
    [InlineData("var x = Console.Out.Flush();", "CS0815", 1, 5)]
    [InlineData("var x = x + 1;", "CS0841", 1, 9)]
    [InlineData("var x = default;", "CS8716", 1, 9)]
    [InlineData("var x = { 1 };", "CS0820", 1, 5)]
    [InlineData("var f = x => x;", "CS8917", 1, 9)]
    [InlineData("var f = nope;\nf.Length", "CS0103", 1, 9)]
    [InlineData("object o = new { A = nope };", "CS0103", 1, 22)]
    [InlineData("extension(int v) { int F() => nope; }", "CS0103", 1, 31)]
    [InlineData("await nope;", "CS0103", 1, 7)]
    [InlineData("int.TryParse(\"1\", out nope);", "CS0103", 1, 23)]
    [InlineData("object o = 1; if (o is Nope n) ;", "CS0246", 1, 24)]
    [InlineData("event Nope E;", "CS0246", 1, 7)]
    [InlineData("1 +", "CS1733", 1, 4)]
    [InlineData("var x = (1;", "CS1026", 1, 11)]
    [InlineData("goto nowhere;", "CS0159", 1, 6)]
    [InlineData("yield return 1;", "DST104", 1, 1)]
    [InlineData("var f = (ref int q) => q++;", "DST105", 1, 5)]
    [InlineData("enum E { A = nope }", "CS0103", 1, 14)]
    [InlineData("record R(Nope N);", "CS0246", 1, 10)]
    [InlineData("[Nope] class C { }", "CS0246", 1, 2)]
    [InlineData("Console.WriteLine(1) Console.WriteLine(2);", "CS1002", 1, 22)]
    [InlineData("try { nope(); } catch (Exception e) { }", "CS0103", 1, 7)]
    [InlineData("from i in new[] { 1 } select nope", "CS0103", 1, 30)]
    public async Task It_is_told_once_where_it_stands(string cell, string id, int line, int column)
    {
        await using var notebook = new Notebook();
        var errors = await notebook.Errors(cell);
        var error = Assert.Single(errors.DistinctBy(e => (e.Line, e.Column)));
        Assert.True(errors.Count == 1, string.Join('\n', errors));
        Assert.Equal((id, line, column), (error.Id, error.Line, error.Column));
        Assert.DoesNotContain("__", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x = \"s\";", 1, 5)]
    [InlineData("x += nope;", 1, 6)]
    [InlineData("x += await Task.FromResult(nope);", 1, 28)]
    [InlineData("M(1, nope);", 1, 6)]
    [InlineData("var y = x;\nint x = nope;", 2, 9)]
    [InlineData("(x, s) = (1, 2);", 1, 14)]
    [InlineData("if (s is not string { Length: nope } t) ;", 1, 31)]
    [InlineData("x = s switch { \"a\" => nope, _ => 2 };", 1, 23)]
    [InlineData("while (true)\n    nope();", 2, 5)]
    [InlineData("while (true) for (;;) nope();", 1, 23)]
    public async Task Edited_places_keep_their_columns(string cell, int line, int column)
    {
        await using var notebook = new Notebook();
        await notebook.Run("int x = 1; string s = \"\"; int M(int a, int b) => a;");
        var error = Assert.Single(await notebook.Errors(cell));
        Assert.Equal((line, column), (error.Line, error.Column));
        Assert.DoesNotContain("__", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_and_columns_count_after_package_lines()
    {
        var compiler = new CSharpCellCompiler();
        var read = compiler.ReadDirectives("#r \"nuget: A, 1.0.0\"\n#i \"nuget: feed\"\n  nope");
        Assert.Single(read.References);
        var error = Assert.Single(compiler.Compile(new CompileRequest { Text = read.Text, Scope = Scope.Empty }, default).Diagnostics);
        Assert.Equal((3, 3), (error.Line, error.Column));
    }

    [Fact]
    public async Task Several_errors_come_in_order()
    {
        await using var notebook = new Notebook();
        var errors = await notebook.Errors("var a = nope1;\nint b = \"s\";\nnope2();");
        Assert.Equal([1, 2, 3], errors.Select(e => e.Line));
    }

    [Fact]
    public async Task Nothing_runs_and_nothing_changes()
    {
        await using var notebook = new Notebook();
        await notebook.Run("var x = 1; int M() => 1; class C { public int V = 1; }");
        await notebook.Errors("using System.Numerics;\nx = 2; int M() => 2; class C { public int V = 2; } var fresh = 1; nope");
        Assert.Equal("111", await notebook.Run("$\"{x}{M()}{new C().V}\""));
        Assert.Equal("CS0103", Assert.Single(await notebook.Errors("fresh")).Id);
        Assert.Equal("CS0103", Assert.Single(await notebook.Errors("Vector2.One")).Id);
    }

    [Fact]
    public async Task A_warning_does_not_stop_the_cell_and_has_its_place()
    {
        await using var notebook = new Notebook();
        var result = await notebook.Ask("[Obsolete(\"old\")] int Old() => 1;\nOld()");
        Assert.True(result.Ok);
        var warning = Assert.Single(result.Diagnostics);
        Assert.Equal(("warning", "CS0618", 2, 1), (warning.Severity, warning.Id, warning.Line, warning.Column));
    }

    [Theory]
    [InlineData("int F(int a, string b = \"x\") => a;", "F();", "'F(int, string)'")]
    [InlineData("int F(int a) => a; int F(string b) => 1;", "F(1, 2);", "method 'F'")]
    [InlineData("", "int None() { }", "'None()'")]
    [InlineData("", "class Twice { } class Twice { }", "This cell already contains a definition for 'Twice'")]
    [InlineData("T Get<T>(T a) where T : struct => a;", "Get(\"a\");", "'Get<T>(T)'")]
    [InlineData("int P { get; } = 3;", "P = 4;", "'P'")]
    [InlineData("extension(string s) { public int Long => 1; }", "\"a\".Long = 4;", "'extension(string).Long'")]
    public async Task Members_have_the_names_that_were_written(string before, string cell, string says)
    {
        await using var notebook = new Notebook();
        if (before.Length > 0) await notebook.Run(before);
        var message = Assert.Single((await notebook.Ask(cell)).Diagnostics, d => d.IsError).Message;
        Assert.Contains(says, message, StringComparison.Ordinal);
    }
}
