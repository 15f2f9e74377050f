namespace Distribute.Compiler.Tests.Declaring;

/// <summary>A variable declared with readonly keeps its value until it is declared again.</summary>
public sealed class ReadOnlyTests
{
    [Theory]
    [InlineData("x = 2;", 1, 1)]
    [InlineData("x += 2;", 1, 1)]
    [InlineData("x++;", 1, 1)]
    [InlineData("--x;", 1, 3)]
    [InlineData("int y;\n(y, x) = (1, 2);", 2, 5)]
    [InlineData("int.TryParse(\"2\", out x);", 1, 23)]
    [InlineData("Interlocked.Increment(ref x);", 1, 27)]
    [InlineData("void F()\n{\n    x = 2;\n}", 3, 5)]
    [InlineData("class C { void F() => x = 2; }", 1, 23)]
    [InlineData("Action f = () => x = 2;", 1, 18)]
    [InlineData("for (var i = 0; i < 3; i++) x = i;", 1, 29)]
    public async Task Assigning_it_is_an_error_where_it_stands(string cell, int line, int column)
    {
        await using var notebook = new Notebook();
        await notebook.Run("readonly int x = 1;");
        var error = Assert.Single(await notebook.Errors(cell));
        Assert.Equal(("CS0191", line, column), (error.Id, error.Line, error.Column));
        Assert.Contains("'x'", error.Message, StringComparison.Ordinal);
        Assert.Equal("1", await notebook.Run("x"));
    }

    [Theory]
    [InlineData("readonly int x = 1; x = 2;")]
    [InlineData("readonly var x = 1; void F() => x++;")]
    [InlineData("private static readonly int x = 1; x = 2;")]
    public async Task Its_own_cell_must_not_assign_it_either(string cell)
    {
        await using var notebook = new Notebook();
        Assert.Equal("CS0191", Assert.Single(await notebook.Errors(cell)).Id);
    }

    [Theory]
    [InlineData("3", "readonly int x = 3;", "x")]
    [InlineData("6", "readonly int x = 3; int F() => x * 2;", "F()")]
    [InlineData("45", "readonly int n = 10;", "var s = 0; for (var i = 0; i < n; i++) s += i; s")]
    [InlineData("4", "readonly int x = 3;", "readonly int x = 4;", "x")]
    [InlineData("5", "readonly int x = 3;", "int x = 4;", "x = 5; x")]
    [InlineData("2", "readonly List<int> xs = [1];", "xs.Add(2); xs.Count")]
    [InlineData("9", "readonly int x = 3;", "int F(int x) { x = 9; return x; } F(1)")]
    public Task It_is_read_and_declared_again(string expected, params string[] cells) => Notebook.Gives(expected, cells);
}
