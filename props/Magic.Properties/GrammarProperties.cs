using Distribute.Magic.Grammar;
using Distribute.Sandbox.Sessions;
using FsCheck.Xunit;

namespace Distribute.Magic.Properties;

[Properties(Arbitrary = [typeof(Generators)], MaxTest = 1000)]
public sealed class GrammarProperties
{
    [Property]
    public void Options_written_as_text_are_read_back(DistributeOptions options)
    {
        var plan = CellParser.Parse($"#!distribute {OptionsText.Format(options)}\nx");
        Assert.Null(plan.Diagnostic);
        Same(options, Assert.IsType<CellPart.Distribute>(Assert.Single(plan.Parts)).Options);
    }

    [Property]
    public void On_one_line_options_end_where_code_begins(DistributeOptions options)
    {
        var written = options with { Count = options.Count ?? 256 };
        var text = $"%distribute {OptionsText.Format(written)} a = b;";
        var plan = CellParser.Parse(text);
        Assert.Null(plan.Diagnostic);
        var part = Assert.IsType<CellPart.Distribute>(Assert.Single(plan.Parts));
        Same(written, part.Options);
        Assert.Equal("a = b;".PadLeft(text.Length), part.Code);
    }

    [Property]
    public void Any_text_gives_parts_or_one_diagnostic_within_it(CellSource cell)
    {
        var plan = CellParser.Parse(cell.Text);
        var lines = new CellText(cell.Text);
        if (plan.Diagnostic is not { } problem) return;
        Assert.Empty(plan.Parts);
        Assert.InRange(problem.Line, 1, lines.Count);
        Assert.InRange(problem.Column, 1, lines.Line(problem.Line - 1).Length + 1);
        Assert.NotEmpty(problem.Message);
    }

    [Property]
    public void Blanking_keeps_every_letter_in_its_place_or_makes_it_a_blank(CellSource cell)
    {
        foreach (var code in CodeOf(CellParser.Parse(cell.Text)))
        {
            Assert.Equal(cell.Text.Length, code.Length);
            for (var at = 0; at < code.Length; at++)
                Assert.True(code[at] == cell.Text[at] || (code[at] == ' ' && cell.Text[at] is not ('\n' or '\r' or '\t' or '\u2028')));
        }
    }

    [Property]
    public void No_letter_of_code_belongs_to_two_parts_and_no_magic_line_to_any(CellSource cell)
    {
        var plan = CellParser.Parse(cell.Text);
        var owners = new int[cell.Text.Length];
        foreach (var code in CodeOf(plan))
            for (var at = 0; at < code.Length; at++)
                if (!char.IsWhiteSpace(code[at])) owners[at]++;
        Assert.DoesNotContain(owners, count => count > 1);
        var lines = new CellText(cell.Text);
        foreach (var part in plan.Parts.Where(part => lines.Line(part.MagicLine - 1).TrimStart() is ['#', '!', ..]))
            for (var at = lines[part.MagicLine - 1].Start; at < lines[part.MagicLine - 1].End; at++)
                Assert.Equal(0, owners[at]);
    }

    [Property]
    public void A_cell_without_signs_of_magic_is_the_notebooks_own_text(CellSource cell)
    {
        var text = cell.Text.Replace("#!", "", StringComparison.Ordinal).Replace("%", "", StringComparison.Ordinal).Replace("#!", "", StringComparison.Ordinal);
        if (text.Contains("#!", StringComparison.Ordinal)) return;
        var plan = CellParser.Parse(text);
        Assert.Null(plan.Diagnostic);
        Assert.All(CodeOf(plan), code => Assert.Equal(text, code));
    }

    [Property]
    public void Rank_lists_are_read_back(List<byte> ranks)
    {
        if (ranks.Count == 0) return;
        Assert.True(RankList.TryParse(RankList.Format(ranks.Select(rank => (int)rank)), 256, out var read, out var problem), problem);
        Assert.Equal(ranks.Select(rank => (int)rank).Distinct().Order(), read);
    }

    private static IEnumerable<string> CodeOf(CellPlan plan) => plan.Parts
        .Select(part => part is CellPart.Notebook notebook ? notebook.Code : part is CellPart.Distribute distribute ? distribute.Code : null)
        .OfType<string>();

    private static void Same(DistributeOptions expected, DistributeOptions actual)
    {
        Assert.Equal(
            (expected.Count, expected.Pool, expected.Mode, expected.Timeout, expected.StopOnError, expected.Quiet, expected.Debug),
            (actual.Count, actual.Pool, actual.Mode, actual.Timeout, actual.StopOnError, actual.Quiet, actual.Debug));
        Assert.Equal(expected.Ranks, actual.Ranks);
        Assert.Equal(expected.Sync?.All, actual.Sync?.All);
        Assert.Equal(expected.Sync?.Names, actual.Sync?.Names);
        Assert.Equal(expected.Share, actual.Share);
        Assert.Equal(expected.Gather, actual.Gather);
        Assert.Equal(expected.Scatter, actual.Scatter);
    }
}
