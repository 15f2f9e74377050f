namespace Distribute.Compiler.Tests.Declaring;

/// <summary>Using directives of every kind last; the default ones are those of C# notebooks.</summary>
public sealed class UsingTests
{
    [Theory]
    [InlineData("True", "using System.Diagnostics;", "Stopwatch.IsHighResolution")]
    [InlineData("2", "using static System.Math;", "Max(1, 2)")]
    [InlineData("1", "using L = System.Collections.Generic.List<int>;", "new L { 1 }.Count")]
    [InlineData("3", "using P = (int X, int Y);", "P p = (1, 2); p.X + p.Y")]
    [InlineData("0", "global using System.Collections.Concurrent;", "new ConcurrentBag<int>().Count")]
    [InlineData("s", "using L = System.Collections.Generic.List<int>;", "using L = System.Collections.Generic.List<string>;", "new L { \"s\" }[0]")]
    [InlineData("7", "static class Tools { public static int Seven() => 7; }", "using static Tools;", "Seven()")]
    [InlineData("5", "class Long { public int V = 5; }", "using Short = Long;", "new Short().V")]
    [InlineData("1", "using System.Diagnostics; using D = System.Diagnostics;", "D.Process.GetCurrentProcess().Id == Process.GetCurrentProcess().Id ? 1 : 2")]
    [InlineData("2", "using System.Collections.Immutable;", "using System.Collections.Immutable;", "ImmutableArray.Create(1, 2).Length")]
    [InlineData("1", "using System.Collections.Immutable;\nvar a = ImmutableArray.Create(1);", "class C { public ImmutableArray<int> A = a; }", "new C().A.Length")]
    [InlineData("4", "using System.Numerics; Vector<int> v = default; int M(Vector2 p) => 4;", "M(Vector2.One)")]
    public Task They_last(string expected, params string[] cells) => Notebook.Gives(expected, cells);

    [Theory]
    [InlineData("new StringBuilder().Length")]
    [InlineData("new ArrayList().Count")]
    [InlineData("new List<int>().Count")]
    [InlineData("await Task.FromResult(0)")]
    [InlineData("Enumerable.Empty<int>().Count()")]
    [InlineData("Path.GetFileName(\"\").Length")]
    [InlineData("CancellationToken.None.IsCancellationRequested ? 1 : 0")]
    [InlineData("Math.Min(0, 1)")]
    public Task The_defaults_need_no_directive(string cell) => Notebook.Gives("0", cell);

    [Fact]
    public async Task One_in_a_cell_that_does_not_compile_is_not_kept()
    {
        await using var notebook = new Notebook();
        await notebook.Errors("using System.Collections.Immutable;\nnope");
        Assert.Equal("CS0103", Assert.Single(await notebook.Errors("ImmutableArray.Create(1)")).Id);
    }

    [Fact]
    public async Task A_wrong_one_is_told_where_it_stands()
    {
        await using var notebook = new Notebook();
        var error = Assert.Single(await notebook.Errors("\nusing System.Nowhere;\n1"));
        Assert.Equal(("CS0234", 2, 14), (error.Id, error.Line, error.Column));
    }
}
