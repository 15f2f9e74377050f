namespace Distribute.Compiler.Tests.Running;

/// <summary>Loops at top level run on copies of the variables; nobody may notice.</summary>
public sealed class TopLevelLoopTests
{
    [Theory]
    [InlineData("45", "var sum = 0; for (var i = 0; i < 10; i++) sum += i; sum")]
    [InlineData("45", "var sum = 0.0; for (var i = 0; i < 10; i++) sum += i; sum")]
    [InlineData("45", "var sum = 0.0; for (var r = 0; r < 1; r++) { Console.Write(\"\"); for (var i = 0; i < 10; i++) sum += i; } sum")]
    [InlineData("20", "var sum = 0.0;", "for (var r = 0; r < 2; r++) { for (var i = 0; i < 5; i++) sum += i; } sum")]
    [InlineData("10", "var n = 0; while (n < 10) n++; n")]
    [InlineData("-1", "var n = 3; while (n-- > 0) { } n")]
    [InlineData("6", "var n = 0; var m = 0; do { m += ++n; } while (n < 3); m")]
    [InlineData("ccc", "var s = \"\"; foreach (var _ in new int[3]) s += \"c\"; s")]
    [InlineData("5", "double d = 1; int k; for (k = 0; k < 5; k++) d = d * 2; k")]
    [InlineData("32", "double d = 1; int k; for (k = 0; k < 5; k++) d = d * 2; d")]
    [InlineData("3", "var a = 0; var b = 0; for (var i = 0; i < 3; i++) a = b = i + 1; a")]
    [InlineData("2,1", "var a = 1; var b = 2; for (var i = 0; i < 1; i++) (a, b) = (b, a); $\"{a},{b}\"")]
    [InlineData("7", "var x = 0; for (var i = 0; i < 1; i++) int.TryParse(\"7\", out x); x")]
    [InlineData("4", "var x = 0; void Set(int v) { x = v; } for (var i = 0; i < 5; i++) Set(i); x")]
    [InlineData("3", "var x = 0; Action step = () => x++;", "for (var i = 0; i < 3; i++) step(); x")]
    [InlineData("6", "var x = 0; int Get() => x;", "var seen = 0; for (var i = 1; i < 4; i++) { x = i; seen += Get(); } seen")]
    [InlineData("11", "int x = 5;", "for (var i = 0; i < 3; i++) x += 2; x")]
    [InlineData("30", "int x = 5;", "for (var i = 0; i < 3; i++) { x *= 2; if (x > 25) x = 30; } x", "x")]
    [InlineData("1.5", "var f = 0f; for (var i = 0; i < 3; i++) { f += 0.5f; } f")]
    [InlineData("2", "struct P { public int V; public void Up() { V++; } } P p = default; for (var i = 0; i < 2; i++) p.Up(); p.V")]
    public Task A_loop_gives_what_it_should(string expected, params string[] cells) => Notebook.Gives(expected, cells);

    [Theory]
    [InlineData("5", "int n = 0;", "for (var i = 0; i < 10; i++) { n = i; if (i == 5) throw new Exception(); }", "n")]
    [InlineData("10", "double d = 0;", "var a = new double[5]; for (var i = 0; i < 10; i++) { d += 2; d += a[i]; }", "d - 2")]
    [InlineData("4", "var n = 0; for (var i = 0; i < 10; i++) { n = i; var z = 1 / (4 - i); }", "n")]
    public async Task What_was_assigned_before_a_throw_stays(string expected, params string[] cells)
    {
        await using var notebook = new Notebook();
        foreach (var cell in cells[..^1]) await notebook.Ask(cell);
        Assert.Equal(expected, await notebook.Run(cells[^1]));
    }
}
