using Distribute.Contracts.Compilation;

namespace Distribute.Compiler.Tests.Caching;

/// <summary>The same text is compiled again only when a name in it changed its meaning.</summary>
public sealed class ImageCacheTests
{
    private readonly CSharpCellCompiler _compiler = new();
    private Scope _scope = Scope.Empty;

    [Theory]
    [InlineData("1 + 1")]
    [InlineData("var x = 1;")]
    [InlineData("var y = x;", "int x = 1;")]
    [InlineData("M(x)", "int x = 1; int M(int v) => v;")]
    [InlineData("new R(1).A", "record R(int A);")]
    [InlineData("3.Twice()", "int Twice(this int v) => v * 2;")]
    [InlineData("using System.Numerics;\nVector2.One")]
    [InlineData("int F(int x) => x;")]
    public void The_same_text_is_a_hit(string cell, string? before = null)
    {
        if (before is not null) Compile(before);
        Compile(cell);
        Compile(cell); // declares for the first time what it then finds declared
        Assert.True(Compile(cell).FromCache);
        Compile("var unrelated = 3; void Other() { }");
        Assert.True(Compile(cell).FromCache);
    }

    [Theory]
    [InlineData("x + 1", "int x = 1;", "double x = 1;")]
    [InlineData("M(1)", "int M(int v) => v;", "int M(int v) => v * 2;")]
    [InlineData("M(1)", "int M(long v) => 1;", "int M(int v) => 2;")]
    [InlineData("new R()", "class R { }", "class R { public int N; }")]
    [InlineData("1.Twice()", "int Twice(this int v) => v;", "int Twice(this int v) => v * 2;")]
    [InlineData("new List<int>().Count", "1", "using List = System.Collections.Generic.Queue<int>;")]
    [InlineData("Max(1, 2)", "using static System.Math;", "int Max(int a, int b) => 0;")]
    [InlineData("foreach (var i in 3) Console.Write(i);", "IEnumerator<int> GetEnumerator(this int n) { yield return n; }", "IEnumerator<int> GetEnumerator(this int n) { yield return 0; }")]
    [InlineData("C", "const int C = 1;", "const int C = 2;")]
    public void A_changed_meaning_is_a_miss(string cell, string before, string after)
    {
        Compile(before);
        Compile(cell);
        Assert.True(Compile(cell).FromCache);
        Compile(after);
        Assert.False(Compile(cell).FromCache);
        Assert.True(Compile(cell).FromCache);
    }

    [Fact]
    public void A_miss_after_errors_is_compiled_for_good()
    {
        var scope = _scope;
        Assert.Null(_compiler.Compile(new CompileRequest { Text = "late", Scope = scope }, default).Image);
        Compile("var late = 1;");
        Assert.NotNull(Compile("late").Image);
    }

    [Fact]
    public async Task A_repeated_cell_with_statics_starts_them_afresh()
    {
        await using var notebook = new Notebook();
        const string cell = "class Counter { public static int N; } ++Counter.N";
        Assert.Equal("1", await notebook.Run(cell));
        Assert.Equal("1", await notebook.Run(cell));
    }

    [Fact]
    public async Task A_repeated_cell_runs_again()
    {
        await using var notebook = new Notebook();
        Assert.Equal("3", await notebook.Run("var n = 0;", "n++; n", "n++; n", "n++; n"));
    }

    private CompileResult Compile(string text)
    {
        var result = _compiler.Compile(new CompileRequest { Text = text, Scope = _scope }, default);
        Assert.True(result.Image is not null, text + "\n" + string.Join('\n', result.Diagnostics));
        _scope = _scope.Declare(result.Image);
        return result;
    }
}
