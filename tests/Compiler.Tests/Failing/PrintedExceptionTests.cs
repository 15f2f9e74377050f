using Distribute.Sandbox.Sessions;

namespace Distribute.Compiler.Tests.Failing;

/// <summary>An exception that a cell catches and prints itself tells cells and lines as the rank's error would.</summary>
public sealed class PrintedExceptionTests
{
    [Theory]
    [InlineData("Console.Write(e);")]
    [InlineData("Console.Write(e.ToString());")]
    [InlineData("Console.Write($\"{e}\");")]
    [InlineData("Console.Out.Write(\"{0}\", e);")]
    public async Task Its_frames_name_the_cells(string print)
    {
        await using var notebook = new Notebook();
        await notebook.Run("class Oops(string m) : Exception(m);\nint Half(int n) => n % 2 == 0 ? n / 2 : throw new Oops(\"odd\");");
        var text = await notebook.Print($"try {{\n    Half(3);\n}} catch (Exception e) {{ {print} }}");
        Assert.Equal("Oops: odd\n   at Half(Int32 n) in cell 1, line 2\n   at cell 2, line 2", text);
    }

    [Fact]
    public async Task The_same_cell_again_has_its_new_number()
    {
        const string Cell = "try { throw new Exception(\"x\"); } catch (Exception e) { Console.Write(e.StackTrace); }";
        await using var notebook = new Notebook();
        Assert.Equal("   at cell 1, line 1", await notebook.Print(Cell));
        Assert.Equal("   at cell 2, line 1", await notebook.Print(Cell));
    }

    [Theory]
    [InlineData("new P(1);", "new P(Int32 a)")]
    [InlineData("_ = new P().X;", "P.X.get")]
    [InlineData("int Local(int n) => throw new Exception(); Local(1);", "Local(Int32 n)")]
    [InlineData("Action f = () => throw new Exception(); f();", "lambda")]
    [InlineData("int k = 3; Action f = () => throw new Exception($\"{k}\"); f();", "lambda")]
    [InlineData("await P.Go(new List<int>());", "P.Go[T](List`1 all)")]
    [InlineData("foreach (var i in P.Each(2)) ;", "P.Each(Int32 n)")]
    [InlineData("new P().Later()();", "lambda in P.Later")]
    [InlineData("Over(1);", "Over(Int32 n)")]
    public async Task Members_have_the_names_that_were_written(string code, string method)
    {
        await using var notebook = new Notebook();
        await notebook.Run("""
            class P
            {
                public P() { }
                public P(int a) { if (a > 0) throw new Exception(); }
                public int X { get { throw new Exception(); } }
                public static async Task<int> Go<T>(List<T> all) { await Task.Yield(); throw new Exception(); }
                public static IEnumerable<int> Each(int n) { yield return n; throw new Exception(); }
                public Action Later() => () => throw new Exception();
            }
            int Over(int n) { throw new Exception(); }
            int Over(string s) { throw new Exception(); }
            """);
        var text = await notebook.Print($"try {{ {code} }} catch (Exception e) {{ Console.Write(e); }}");
        Assert.Contains($"\n   at {method} in cell ", text, StringComparison.Ordinal);
        Assert.EndsWith("   at cell 2, line 1", text, StringComparison.Ordinal);
        Assert.DoesNotContain("__", text, StringComparison.Ordinal);
        Assert.DoesNotContain("<", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Messages_and_values_that_hold_one_are_readable_too()
    {
        await using var notebook = new Notebook();
        await notebook.Run("Exception Thrown() { try { throw new Exception(\"deep\"); } catch (Exception e) { return e; } }");
        Assert.Contains("in cell 1, line 1", (await notebook.Fails("throw new Exception(\"outer: \" + Thrown());")).Message, StringComparison.Ordinal);
        Assert.Contains("in cell 1, line 1", await notebook.Run("Thrown().ToString()"), StringComparison.Ordinal);
        Assert.Contains("in cell 1, line 1", await notebook.Run("Thrown()"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Standard_error_of_a_rank_is_readable_too()
    {
        await using var notebook = new Notebook();
        var result = await notebook.Ask("try { throw new Exception(\"x\"); }\ncatch (Exception e) { Console.Error.Write(e); }", new DistributeOptions { Count = 2 });
        Assert.All(result.Ranks, rank => Assert.Equal("System.Exception: x\n   at cell 1, line 1", rank.Stderr));
    }
}
