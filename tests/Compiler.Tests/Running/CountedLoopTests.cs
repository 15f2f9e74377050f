using Distribute.Contracts.Outcomes;
using Distribute.Sandbox.Sessions;

namespace Distribute.Compiler.Tests.Running;

/// <summary>Loops of few short turns run without stop checks; nobody may notice.</summary>
public sealed class CountedLoopTests
{
    [Theory]
    [InlineData("45", "int Sum(int n) { var s = 0; for (var i = 0; i < n; i++) s += i; return s; }\nSum(10)")]
    [InlineData("55", "int Sum(int n) { var s = 0; for (var i = 0; i <= n; ++i) { s += i; } return s; }\nSum(10)")]
    [InlineData("55", "int Sum(int n) { var s = 0; for (var i = n; i > 0; i--) s += i; return s; }\nSum(10)")]
    [InlineData("30", "int Sum(int n) { var s = 0; for (var i = 0; n >= i; i += 2) s += i; return s; }\nSum(10)")]
    [InlineData("30", "int Sum(int n, int by) { var s = 0; int i = n; for (; 0 <= i; i -= by) s += i; return s; }\nSum(10, 2)")]
    [InlineData("3", "int F(int from, int to) { var n = 0; for (var i = from; i <= to; i++) n++; return n; }\nF(int.MaxValue - 3, int.MaxValue - 1)")]
    [InlineData("2", "int F(int to, int by) { var n = 0; for (var i = 0; i < to; i += by) { n++; if (n == 2) break; } return n; }\nF(int.MaxValue, 1 << 30)")]
    [InlineData("3", "int F(int to, int by) { var n = 0; for (var i = 0; i < to; i += by) { n++; if (n == 3) return n; } return -1; }\nF(10, 0)")]
    [InlineData("3", "int F(int to, int by) { var n = 0; for (var i = 0; i < to; i += by) { n++; if (n == 3) return n; } return -1; }\nF(10, -1)")]
    [InlineData("25", "int F(int n) { var s = 0; for (var i = 0; i < n; i++) { if (i % 2 == 0) continue; s += i; } return s; }\nF(10)")]
    [InlineData("5", "int F(int n) { for (var i = 0; i < n; i++) if (i * i > 20) return i; return -1; }\nF(10)")]
    [InlineData("1,2,3,4", "var a = new[] { 3, 1, 4, 2 }; for (var i = 1; i < a.Length; i++) { var x = a[i]; var p = i; for (; p >= 1 && a[p - 1] > x; p--) a[p] = a[p - 1]; a[p] = x; } string.Join(',', a)")]
    [InlineData("1000000", "var n = 0; for (var i = 0; i < 1_000_000; i++) n++; n")]
    [InlineData("3000000", "var n = 0; for (var i = 0; i < 3_000_000; i++) n++; n")]
    [InlineData("12", "var n = 0; for (var i = 0; i < 3; i++) for (var j = 0; j < 4; j++) n++; n")]
    [InlineData("12", "var n = 0; if (n == 0) for (var i = 0; i < 3; i++) for (var j = 0; j < 4; j++) n++; else n = 5; n")]
    [InlineData("7", "var n = 0; if (n == 1) for (var i = 0; i < 3; i++) n++; else n = 7; n")]
    [InlineData("14", "double total = 0; Console.Write(\"\"); for (int i = 0, step = 2; i < 7; i++) total += step; total")]
    [InlineData("10", "int n = 5;", "var c = 0; for (var i = -n; i < n; i++) c++; c")]
    [InlineData("8", "int n = 5; int grow = 3;", "var c = 0; for (var i = 0; i < n; i++) { c++; if (grow > 0) { n++; grow--; } } c")]
    [InlineData("4", "var c = 0; for (var i = 0; i < 8; i++) { i++; c++; } c")]
    [InlineData("yes", "var c = 0; for (var i = 0; i < 5; i++) { var (a, b) = (i, c); (b, a) = (a, b); c = a + 1; } c == 5 ? \"yes\" : $\"{c}\"")]
    [InlineData("3", "var @class = 0; for (var @for = 0; @for < 3; @for++) @class++; @class")]
    [InlineData("6", "int Vowels(string s) { var n = 0; for (var i = 0; i < s.Length; i++) if (s[i] is 'a' or 'e') n++; return n; }\nVowels(\"banana eel mate\") - 1")]
    [InlineData("6", "int F(int n) { var s = 0; for (var i = 0; i < n; i++) s += i switch { 0 => 1, 1 => 2, _ => 3 }; return s; }\nF(3)")]
    [InlineData("3", "long F(ReadOnlySpan<int> s) { long n = 0; for (var i = 0; i < s.Length; i++) n += s[i]; return n; }\nF([1, 2])")]
    [InlineData("9", "class V { public int[] Data = [2, 3, 4]; public int Sum() { var s = 0; for (var i = 0; i < Data.Length; i++) s += Data[i]; return s; } }\nnew V().Sum()")]
    [InlineData("6", "async Task<int> F(int n) { await Task.Yield(); var s = 0; for (var i = 0; i < n; i++) s += i; await Task.Yield(); return s; }\nawait F(4)")]
    [InlineData("6", "IEnumerable<int> F(int n) { var s = 0; for (var i = 0; i < n; i++) s += i; yield return s; }\nF(4).Single()")]
    public Task A_counted_loop_gives_what_it_should(string expected, params string[] cells) => Notebook.Gives(expected, cells);

    [Theory]
    [InlineData("[System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]\nint F(int n)\n{\n    var s = 0;\n    for (var i = 0; i < n; i++)\n    {\n        s +=\n            1 / (3 - i);\n    }\n    return s;\n}\nF(5)", 7)]
    [InlineData("[System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]\nint F(int n)\n{\n    var s = 0;\n    for (var i = 0; i < n; i++)\n        s += i;\n    return s / (n - n);\n}\nF(5)", 7)]
    [InlineData("var s = 0;\nfor (var i = 0; i < 5; i++)\n    s += 1 / (3 - i);", 3)]
    [InlineData("var s = 0;\nfor (var i = 0; i < 5; i++) { s +=\n i; } s /= s - s;", 3)]
    public async Task Lines_of_an_exception_are_the_cells_own(string cell, int line)
    {
        await using var notebook = new Notebook();
        var error = await notebook.Fails(cell);
        Assert.Equal(("System.DivideByZeroException", line), (error.Type, error.Line));
    }

    [Fact]
    public async Task What_is_wrong_in_a_loop_is_told_once()
    {
        await using var notebook = new Notebook();
        var error = Assert.Single(await notebook.Errors("int F(int n) { int s = 0; for (var i = 0; i < n; i++) { long t = i; s = t; } return s; }"));
        Assert.Equal("CS0266", error.Id);
    }

    [Theory]
    [InlineData("for (var i = 0; i <= int.MaxValue; i++) n++;")]
    [InlineData("for (var i = 0; i >= int.MinValue; i--) n++;")]
    [InlineData("int F(int to, int by) { var c = 0; for (var i = 0; i < to; i += by) c++; return c; }\nF(10, 0);")]
    [InlineData("int F(int to, int by) { var c = 0; for (var i = int.MaxValue - 10; i < to; i += by) c++; return c; }\nF(int.MaxValue, 3);")]
    [InlineData("int F(int to) { var c = 0; for (var i = 0; i < to; i++) { c++; to++; if (to > 100) to = 50 + (i = 0); } return c; }\nF(10);")]
    [InlineData("while (true) for (var i = 0; i < 100; i++) n++;")]
    [InlineData("var a = new int[4]; while (true) for (var i = 0; i < a.Length; i++) a[i]++;")]
    public async Task A_counted_loop_that_never_ends_can_be_stopped(string cell)
    {
        await using var notebook = new Notebook();
        await notebook.Run("long n = 0;");
        var result = await notebook.Ask(cell, new DistributeOptions { Count = 1, Timeout = TimeSpan.FromMilliseconds(60) });
        var stopped = Assert.IsType<RankOutcome.TimedOut>(result.Ranks.Single().Outcome);
        Assert.False(stopped.Lost, stopped.Message);
    }
}
