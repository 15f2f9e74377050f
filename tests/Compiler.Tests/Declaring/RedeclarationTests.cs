namespace Distribute.Compiler.Tests.Declaring;

/// <summary>Declaring a name again: same type, another type, another kind, and what earlier code then sees.</summary>
public sealed class RedeclarationTests
{
    [Theory]
    [InlineData("2", "var x = 1;", "var x = 2;", "x")]
    [InlineData("s", "var x = 1;", "var x = \"s\";", "x")]
    [InlineData("8", "var x = 1;", "int Get() => x;", "var x = 8;", "Get()")] // the same variable
    [InlineData("8", "var x = 1;", "Func<int> get = () => x;", "int x = 8;", "get()")]
    [InlineData("1", "var x = 1;", "int Get() => x;", "var x = \"s\";", "Get()")] // another variable
    [InlineData("1", "var x = 1;", "Func<int> get = () => x;", "var x = \"s\";", "get()")]
    [InlineData("0", "var x = 5;", "int x;", "x")]
    [InlineData("5", "var x = 1;", "int x() => 5;", "x()")] // variable to method
    [InlineData("3", "int x() => 5;", "var x = 3;", "x")] // method to variable
    [InlineData("4", "var x = 1;", "class x { public int V = 4; }", "new x().V")] // variable to type
    [InlineData("3", "class x { public int V = 4; }", "var x = 3;", "x")] // type to variable
    [InlineData("9", "class x { }", "int x() => 9;", "x()")] // type to method
    [InlineData("2", "int x() => 9;", "class x { public int V = 2; }", "new x().V")] // method to type
    [InlineData("7", "var x = 1;", "int x() => 5;", "var x = 7;", "x")] // and back
    [InlineData("1", "int x() => 1;", "int Call() => x();", "var x = 7;", "Call()")]
    [InlineData("6", "const int C = 5;", "const int C = 6;", "C")]
    [InlineData("6", "const int C = 5;", "var C = 6;", "C")]
    [InlineData("5", "var C = 6;", "const int C = 5;", "C")]
    [InlineData("7", "int P { get; set; } = 3;", "var P = 7;", "P")]
    [InlineData("3", "var P = 7;", "int P { get; set; } = 3;", "P")]
    [InlineData("2", "enum E { A = 1 }", "enum E { A = 2 }", "(int)E.A")]
    [InlineData("a1", "var x = 1;", "void Set(int v) { x = v; }", "var x = \"a\";", "Set(4);", "x + 1")]
    [InlineData("3", "var (a, b) = (1, 2);", "var (b, a) = (1, 2);", "a + b")]
    [InlineData("11", "int.TryParse(\"1\", out var n);", "int N() => n;", "int.TryParse(\"11\", out var n);", "N()")]
    public Task The_newest_wins(string expected, params string[] cells) => Notebook.Gives(expected, cells);

    [Theory]
    [InlineData("10", "int M(int i) => i; int M(string s) => s.Length * 10;", "M(\"a\")")]
    [InlineData("13", "int M(int i) => i;", "int M(string s) => s.Length * 10;", "M(\"a\") + M(3)")] // overloads add up
    [InlineData("300", "int M(int i) => i;", "int M(int i) => i * 100;", "M(3)")] // the same signature replaces
    [InlineData("3", "int M(int i) => i;", "int Call() => M(3);", "int M(int i) => i * 100;", "Call()")] // earlier code keeps its own
    [InlineData("12", "int M(int i) => 1; int M(int i, int j) => 2;", "$\"{M(0)}{M(0, 0)}\"")]
    [InlineData("3s", "T Id<T>(T v) => v; string Id(string v) => v + \"s\";", "Id(3) + Id(\"\")")]
    [InlineData("gi", "string M<T>(T v) => \"g\";", "string M(int v) => \"i\";", "M(\"\") + M(1)")]
    [InlineData("8", "int M(int a, int b = 2, params int[] c) => a + b + c.Length;", "M(1) + M(1, 2, 3, 4)")]
    public Task Methods_add_up(string expected, params string[] cells) => Notebook.Gives(expected, cells);

    [Theory]
    [InlineData("12", "class G<T> { public int N = 1; }", "class G { public int N = 2; }", "$\"{new G<int>().N}{new G().N}\"")] // arities add up
    [InlineData("old", "class R { public string S = \"old\"; } var r = new R();", "class R { public int New; }", "r.S")]
    [InlineData("4", "class R { public int V = 3; } int Plus(R r) => r.V + 1; var r = new R();", "class R { }", "Plus(r)")]
    [InlineData("D2", "class B { } class D : B { public override string ToString() => \"D\"; }", "class B { public int V = 2; }", "new D().ToString() + new B().V")]
    public Task Types_live_beside_their_older_selves(string expected, params string[] cells) => Notebook.Gives(expected, cells);

    [Fact]
    public async Task An_old_instance_that_meets_the_new_type_is_told_with_both_cells()
    {
        await using var notebook = new Notebook();
        await notebook.Run("class R { }", "var r = new R();", "class R { public int New; }");
        var error = Assert.Single(await notebook.Errors("R again = r;"));
        Assert.Equal("CS0029", error.Id);
        Assert.Contains("cell 1", error.Message, StringComparison.Ordinal);
        Assert.Contains("cell 3", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("__", error.Message, StringComparison.Ordinal);
        error = Assert.Single(await notebook.Errors("int M(R r) => 1; class R { }\nM(r)"));
        Assert.Contains("this cell", error.Message, StringComparison.Ordinal);
        Assert.Contains("cell 1", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("var x = 1; var x = 2;", "CS0128", 1, 16)]
    [InlineData("int M() => 1;\nint M() => 2;", "CS0111", 2, 1)]
    [InlineData("var M = 1;\nint M() => 2;", "CS0102", 1, 5)]
    public async Task Twice_in_one_cell_is_an_error(string cell, string id, int line, int column)
    {
        await using var notebook = new Notebook();
        var error = Assert.Single(await notebook.Errors(cell));
        Assert.Equal((id, line, column), (error.Id, error.Line, error.Column));
    }

    [Theory]
    [InlineData("Console.Write(x);\nstring x = \"a\";", 1, 15)]
    [InlineData("if (true) { x.ToString(); } string x = \"a\";", 1, 13)]
    [InlineData("var y = 1;\ny += x;\nvar x = \"a\";", 2, 6)]
    [InlineData("string x = x.ToString();", 1, 12)]
    public async Task Reading_a_name_above_its_declaration_with_another_type_is_an_error(string cell, int line, int column)
    {
        await using var notebook = new Notebook();
        await notebook.Run("var x = 1;");
        var error = Assert.Single(await notebook.Errors(cell));
        Assert.Equal(("DST107", line, column), (error.Id, error.Line, error.Column));
        Assert.Equal("1", await notebook.Run("x"));
    }

    [Theory]
    [InlineData("1", "Console.Write(x); int x = 2;")]
    [InlineData("a", "Action f = () => Console.Write(x); string x = \"a\"; f();")]
    [InlineData("x", "Console.Write(nameof(x)); string x = \"a\";")]
    [InlineData("3", "foreach (var p in new[] { new { x = 3 } }) Console.Write(p.x); string x = \"a\";")]
    [InlineData("4", "new[] { 4 }.ToList().ForEach(x => Console.Write(x)); string x = \"a\";")]
    [InlineData("5", "{ int.TryParse(\"5\", out var z); Console.Write(z); } string x = \"a\"; string z = x;")]
    public async Task What_is_no_such_read_goes_on_as_before(string expected, string cell)
    {
        await using var notebook = new Notebook();
        await notebook.Run("var x = 1; var z = 1.5;");
        Assert.Equal(expected, await notebook.Print(cell));
    }

    [Fact]
    public async Task A_failed_redeclaration_with_another_type_leaves_the_name_without_a_value()
    {
        await using var notebook = new Notebook();
        await notebook.Run("var x = 1;", "int Get() => x;");
        await notebook.Fails("string x = int.Parse(\"q\").ToString();");
        Assert.Contains("'x' has no value", (await notebook.Fails("x.Length")).Message, StringComparison.Ordinal);
        Assert.Equal("1", await notebook.Run("Get()"));
    }
}
