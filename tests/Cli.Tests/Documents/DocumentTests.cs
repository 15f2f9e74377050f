using System.Text.RegularExpressions;
using Distribute.Cli.Tests.Running;
using Distribute.Magic.Grammar;

namespace Distribute.Cli.Tests.Documents;

/// <summary>The pages say what the program does: their cells run, their tables are the grammar's, their links lead somewhere.</summary>
public sealed class DocumentTests
{
    public static TheoryData<string> Pages { get; } =
        [.. Directory.GetFiles(Repository.Root, "*.md").Concat(Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md")).Select(page => Path.GetRelativePath(Repository.Root, page))];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Cells_of_a_page_run_from_top_to_bottom(string page)
    {
        var cells = MarkdownCells.Of(await ReadAsync(page)).Where(block => block.IsCell).ToArray();
        if (cells.Length == 0) return;

        var result = await Tool.CellsAsync([.. cells.Select(cell => cell.Code)]);

        for (var at = 0; at < cells.Length; at++) Assert.True(result.Cell(at).Ok != cells[at].Fails, $"{page}, cell {at + 1}:\n{cells[at].Code}\n{result.Run.Output}");
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Links_to_files_lead_somewhere(string page)
    {
        var folder = Path.GetDirectoryName(Path.Combine(Repository.Root, page))!;
        var targets = Regex.Matches(await ReadAsync(page), @"\]\((?!https?:|#)([^)#\s]+)").Select(match => match.Groups[1].Value);
        Assert.All(targets, target => Assert.True(Path.Exists(Path.Combine(folder, target)), target));
    }

    [Fact]
    public async Task The_table_of_options_is_the_grammars()
    {
        var expected = HelpText.Rows(MagicCommands.Distribute).Select(row => $"| `{Escape(row.Syntax)}` | {Escape(row.Description)} | {Escape(row.Default)} |");

        var table = (await ReadAsync("README.md")).Split("<!-- distribute options -->")[1].Split("<!-- end -->")[0].Trim().Split('\n');

        Assert.Equal(expected, table.Skip(2));

        static string Escape(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_magic_is_in_the_readme()
    {
        var readme = await ReadAsync("README.md");
        Assert.All(MagicCommands.All, magic => Assert.Contains("`" + MagicCommands.UsageOf(magic).Replace("|", "\\|", StringComparison.Ordinal), readme.Replace("\n#!", "`#!", StringComparison.Ordinal), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_option_of_the_tool_is_in_the_readme()
    {
        var help = (await Tool.RunAsync("run", "--help")).Output;
        var readme = await ReadAsync("README.md");
        var options = Regex.Matches(help, @"--[a-z]+(-[a-z]+)*").Select(match => match.Value).Distinct().Except(["--help"]);
        Assert.All(options, option => Assert.Contains(option, readme, StringComparison.Ordinal));
    }

    private static Task<string> ReadAsync(string page) => File.ReadAllTextAsync(Path.Combine(Repository.Root, page));
}
