using Distribute.Cli.Tests.Running;

namespace Distribute.Cli.Tests.BadInput;

/// <summary>Magics that a hand got wrong: one message with its place, nothing runs, and the notebook goes on.</summary>
public sealed class MagicTests
{
    private const string Ran = "Console.WriteLine(\"ran\");";

    [Theory]
    [InlineData("#!distribute\n" + Ran, "DST008", 1, 1, "#!distribute 4")]
    [InlineData("#!distribute 0\n" + Ran, "DST007", 1, 14, "n is 0 and must be at least 1")]
    [InlineData("#!distribute -3\n" + Ran, "DST007", 1, 14, "n is -3 and must be at least 1")]
    [InlineData("#!distribute 100000\n" + Ran, "DST007", 1, 14, "n is 100000 and can be at most 256")]
    [InlineData("#!distribute many\n" + Ran, "DST007", 1, 14, "'many'")]
    [InlineData("#!distribute 2 --tiemout 3\n" + Ran, "DST002", 1, 16, "did you mean --timeout")]
    [InlineData("#!distribute 2 --timeout soon\n" + Ran, "DST004", 1, 26, "--timeout 1.5")]
    [InlineData("#!distribute 2 --timeout 0\n" + Ran, "DST004", 1, 26, "not more than 0")]
    [InlineData("#!distribute 2 --memory 512MB\n" + Ran, "DST209", 1, 1, "--mode process")]
    [InlineData("#!distribute 2 --checkpoint\n" + Ran, "DST209", 1, 1, "--mode process")]
    [InlineData("#!distribute 2 --mode fibre\n" + Ran, "DST004", 1, 23, "--mode thread")]
    [InlineData("#!distribute 2 --ranks 0,5\n" + Ran, "DST013", 1, 24, "rank 5 is out of range, the ranks are 0 to 1")]
    [InlineData("#!distribute 2 --gather nothing\n" + Ran, "DST210", 1, 1, "has no variable 'nothing'")]
    [InlineData("#!distribute 2 --scatter nothing\n" + Ran, "DST210", 1, 1, "the notebook has no variable 'nothing'")]
    [InlineData("#!distribute 2\n", "DST010", 1, 1, "there is no code after #!distribute")]
    [InlineData("#!distribute 2\n// only a comment", "DST010", 1, 1, "there is no code after #!distribute")]
    [InlineData("#!distribut 2\n" + Ran, "DST001", 1, 1, "did you mean #!distribute")]
    [InlineData("#!ranks --pool nobody", "DST015", 1, 1, "there is no pool 'nobody'")]
    [InlineData("#!load x --pool nobody", "DST205", 1, 1, "there is no pool 'nobody'")]
    [InlineData(Ran + "\n%%distribute 2\n" + Ran, "DST011", 2, 1, "%%distribute must come first in its cell")]
    public async Task One_message_names_the_place_and_what_to_write(string cell, string id, int line, int column, string says)
    {
        var result = await Tool.CellsAsync(cell, "Console.WriteLine(\"went on\");");

        var diagnostic = Assert.Single(result.Cell(0).Diagnostics);
        Assert.Equal(("error", id, line, column), (diagnostic.Severity, diagnostic.Id, diagnostic.Line, diagnostic.Column));
        Assert.Contains(says, diagnostic.Message, StringComparison.Ordinal);
        Assert.False(result.Cell(0).Ok);
        Assert.Empty(result.Cell(0).Ranks);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains(FormattableString.Invariant($"cell 1({line},{column}): error {id}: "), result.Run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("ran", result.Run.Lines);
        Assert.Equal(["went on\n"], result.Cell(1).Stdout);
    }

    [Fact]
    public async Task A_rank_beyond_a_living_pool_is_told_with_its_size()
    {
        var result = await Tool.CellsAsync("#!distribute 2\nvar w = 1;", "#!load w --from 9", "#!distribute --ranks 2\nw");

        Assert.Contains("Pool 'default' runs on ranks 0 to 1", Assert.Single(result.Cell(1).Diagnostics).Message, StringComparison.Ordinal);
        Assert.Contains("Pool 'default' runs on ranks 0 to 1", Assert.Single(result.Cell(2).Diagnostics).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Parts_of_a_cell_run_in_order_and_the_last_is_reported()
    {
        var result = await Tool.CellsAsync(
            "#!distribute 2\nvar part = __process_id__ + 1;\n#!csharp\nConsole.WriteLine(\"between\");\n#!distribute 2\nConsole.WriteLine(part);");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(["1\n", "2\n"], result.Cell(0).Stdout);
        Assert.Contains("between", result.Run.Lines);
    }

    [Fact]
    public async Task The_first_part_that_fails_ends_the_cell()
    {
        var result = await Tool.CellsAsync("#!distribute 2\nif (__process_id__ == 1) throw new Exception(\"stop here\");\n#!csharp\nConsole.WriteLine(\"not reached\");");

        Assert.Equal(["completed", "failed"], result.Cell(0).Outcomes);
        Assert.DoesNotContain("not reached", result.Run.Lines);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  \n\n")]
    [InlineData("// nothing to do")]
    public async Task An_empty_cell_is_no_failure(string cell)
    {
        var result = await Tool.CellsAsync(cell);

        Assert.Equal(0, result.ExitCode);
        Assert.True(result.Cell(0).Ok);
        Assert.Empty(result.Cell(0).Diagnostics);
    }
}
