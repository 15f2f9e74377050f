namespace Distribute.Compiler.Tests.Failing;

/// <summary>Lines of a cell that speak to the compiler: what they turn off is not told, what they say is.</summary>
public sealed class DirectiveTests
{
    [Theory]
    [InlineData("Old();", true)]
    [InlineData("#pragma warning disable\nOld();", false)]
    [InlineData("#pragma warning disable CS0618\nOld();", false)]
    [InlineData("#pragma warning disable 618\nOld();", false)]
    [InlineData("#pragma warning disable 168, CS0618 // old\nOld();", false)]
    [InlineData("#pragma warning disable CS0168\nOld();", true)]
    [InlineData("#pragma warning disable CS0618\n#pragma warning restore CS0618\nOld();", true)]
    [InlineData("#pragma warning disable CS0618\n#pragma warning restore\nOld();", true)]
    [InlineData("#pragma warning disable\n#pragma warning restore CS0618\nOld();", true)]
    [InlineData("#pragma warning disable CS0618\n#pragma warning restore CS0168\nOld();", false)]
    [InlineData("Old();\n#pragma warning disable CS0618", true)]
    [InlineData("#if false\n#pragma warning disable CS0618\n#endif\nOld();", true)]
    [InlineData("void F()\n{\n#pragma warning disable CS0618\n    Old();\n}\nF();", false)]
    [InlineData("void F()\n{\n#pragma warning disable CS0618\n#pragma warning restore CS0618\n}\nOld();", true)]
    [InlineData("class C\n{\n#pragma warning disable CS0618\n}\nOld();", false)]
    public async Task A_warning_follows_the_pragmas_above_it(string cell, bool isTold)
    {
        await using var notebook = new Notebook();
        await notebook.Run("[Obsolete(\"old\")] int Old() => 1;");
        var result = await notebook.Ask(cell);
        Assert.True(result.Ok, string.Join('\n', result.Diagnostics));
        Assert.Equal(isTold ? ["CS0618"] : Array.Empty<string>(), result.Diagnostics.Select(d => d.Id));
    }

    [Fact]
    public async Task An_error_does_not_follow_a_pragma()
    {
        await using var notebook = new Notebook();
        Assert.Equal("CS0103", Assert.Single(await notebook.Errors("#pragma warning disable\nnope")).Id);
    }

    [Fact]
    public async Task A_repeated_cell_is_told_the_same()
    {
        await using var notebook = new Notebook();
        const string Cell = "#warning careful\nvar x = 1;";
        var first = await notebook.Ask(Cell);
        var again = await notebook.Ask(Cell);
        Assert.Single(first.Diagnostics);
        Assert.Equal(first.Diagnostics, again.Diagnostics);
    }

    [Theory]
    [InlineData("#warning careful\nvar x = 1;", 1)]
    [InlineData("var x = 1;\n#warning careful", 2)]
    [InlineData("int F()\n{\n#warning careful\n    return 1;\n}", 3)]
    public async Task A_warning_line_is_a_warning_where_it_stands(string cell, int line)
    {
        await using var notebook = new Notebook();
        var result = await notebook.Ask(cell);
        Assert.True(result.Ok);
        var warning = Assert.Single(result.Diagnostics);
        Assert.Equal(("warning", "CS1030", line), (warning.Severity, warning.Id, warning.Line));
        Assert.Contains("careful", warning.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("#error not yet\nvar x = 1;", 1)]
    [InlineData("var x = 1;\n#error not yet", 2)]
    [InlineData("var x = 1;\n#error not yet\nvar y = 2;\ny", 2)]
    [InlineData("int F()\n{\n#error not yet\n    return 1;\n}", 3)]
    [InlineData("#define A\n#if A\n#error not yet\n#endif", 3)]
    [InlineData("using System.Numerics;\n#error not yet\nvar r = new object();\nr with { }", 2)]
    public async Task An_error_line_is_an_error_where_it_stands_and_nothing_runs(string cell, int line)
    {
        await using var notebook = new Notebook();
        var error = Assert.Single(await notebook.Errors(cell));
        Assert.Equal(("CS1029", line), (error.Id, error.Line));
        Assert.Contains("not yet", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lines_of_branches_that_are_not_taken_say_nothing()
    {
        await using var notebook = new Notebook();
        var result = await notebook.Ask("#if NO\n#error not yet\n#warning careful\n#endif\nvar x = 1;");
        Assert.True(result.Ok);
        Assert.Empty(result.Diagnostics);
    }

    [Fact]
    public async Task A_warning_line_can_be_turned_off()
    {
        await using var notebook = new Notebook();
        Assert.Empty((await notebook.Ask("#pragma warning disable CS1030\n#warning careful\nvar x = 1;")).Diagnostics);
    }
}
