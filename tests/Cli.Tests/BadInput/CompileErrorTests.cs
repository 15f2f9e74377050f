using Distribute.Cli.Tests.Running;

namespace Distribute.Cli.Tests.BadInput;

/// <summary>Compile errors are told once, with the line and column that the person sees, magic and directive lines counted.</summary>
public sealed class CompileErrorTests
{
    [Theory]
    [InlineData("var q = nope;", 1, 9)]
    [InlineData("#!distribute 2\nvar q = nope;", 2, 9)]
    [InlineData("// first\n\n#!distribute 2\nvar q = nope;", 4, 9)]
    [InlineData("%%distribute 2\nvar q = nope;", 2, 9)]
    [InlineData("#!distribute 2\n#r \"nuget: MathNet.Numerics, 5.0.0\"\nvar q = nope;", 3, 9)]
    [InlineData("#!distribute 2\n#if true\n#pragma warning disable CS0168\n  var q = nope;\n#endif", 4, 11)]
    [InlineData("#!distribute 2\nvar a = 1;\n#!csharp\n\tvar q = nope;", 4, 10)]
    public async Task Line_and_column_are_those_of_the_cell(string cell, int line, int column)
    {
        var result = await Tool.CellsAsync(cell);

        var diagnostic = Assert.Single(result.Cell(0).Diagnostics);
        Assert.Equal(("CS0103", line, column), (diagnostic.Id, diagnostic.Line, diagnostic.Column));
        Assert.Equal("The name 'nope' does not exist in the current context", diagnostic.Message);
    }

    [Fact]
    public async Task Nothing_of_the_cell_happens()
    {
        var result = await Tool.CellsAsync(
            "#!distribute 2\nvar kept = 5;",
            "#!distribute 2\nusing System.Text.Json;\nkept = 6;\nConsole.WriteLine(nope);",
            "#!distribute 2\nConsole.WriteLine(kept);",
            "#!distribute 2\ntypeof(JsonElement)");

        Assert.Empty(result.Cell(1).Ranks);
        Assert.Equal(["5\n", "5\n"], result.Cell(2).Stdout);
        Assert.Equal("CS0246", Assert.Single(result.Cell(3).Diagnostics).Id);
    }

    [Fact]
    public async Task The_terminal_shows_the_line_with_a_caret_under_the_column()
    {
        var result = await Tool.CellsAsync("#!distribute 2\nvar q = nope;");

        Assert.Contains("\n  var q = nope;\n          ^\n", result.Run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_package_that_does_not_exist_is_named()
    {
        var result = await Tool.CellsAsync("#!distribute 2\n#r \"nuget: No.Such.Package.Anywhere.At.All, 1.0.0\"\nConsole.WriteLine(1);");

        var diagnostic = Assert.Single(result.Cell(0).Diagnostics);
        Assert.Equal("DST251", diagnostic.Id);
        Assert.Contains("No.Such.Package.Anywhere.At.All", diagnostic.Message, StringComparison.Ordinal);
        Assert.Empty(result.Cell(0).Ranks);
    }
}
