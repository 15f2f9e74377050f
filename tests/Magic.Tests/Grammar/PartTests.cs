using Distribute.Magic.Grammar;

namespace Distribute.Magic.Tests.Grammar;

public sealed class PartTests
{
    [Fact]
    public void A_cell_without_magic_is_the_notebooks_unchanged()
    {
        const string text = "var x = 1;\r\nx";
        var part = Assert.IsType<CellPart.Notebook>(Assert.Single(CellParser.Parse(text).Parts));
        Assert.Equal((text, 1), (part.Code, part.MagicLine));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n\t\n")]
    [InlineData("// nothing\n/* at\nall */")]
    [InlineData("#!csharp\n")]
    public void A_cell_without_code_has_no_parts_and_no_error(string text)
    {
        var plan = CellParser.Parse(text);
        Assert.True(plan.IsValid);
        Assert.Empty(plan.Parts);
        Assert.Equal("notebook", plan.Kind);
    }

    [Fact]
    public void Blank_lines_and_comments_may_come_first()
    {
        var part = Single("\n// four\n/* of\nthem */\n  #!distribute 4\nvar x = 1;\nx");
        Assert.Equal(5, part.MagicLine);
        Assert.Equal(["", "", "", "", "", "var x = 1;", "x"], Lines(part.Code));
    }

    [Fact]
    public void Parts_run_in_order_and_keep_their_lines()
    {
        var plan = CellParser.Parse("var a = 1;\n#!distribute 2\nfirst();\n#!csharp\nsecond();\n#!distribute\nthird();");
        Assert.Equal(["notebook", "distribute", "notebook", "distribute"], plan.Parts.Select(part => part.Kind));
        Assert.Equal([1, 2, 4, 6], plan.Parts.Select(part => part.MagicLine));
        Assert.Equal(["", "", "first();", "", "", "", ""], Lines(((CellPart.Distribute)plan.Parts[1]).Code));
        Assert.Equal(["", "", "", "", "second();", "", ""], Lines(((CellPart.Notebook)plan.Parts[2]).Code));
        Assert.Null(((CellPart.Distribute)plan.Parts[3]).Options.Count);
    }

    [Fact]
    public void One_line_keeps_its_column_and_the_rest_is_the_notebooks()
    {
        const string text = "\n %distribute 2 --pool pair --sync Console.WriteLine($\"{1} -- it's\"); // end\nx";
        var plan = CellParser.Parse(text);
        var part = Assert.IsType<CellPart.Distribute>(plan.Parts[0]);
        Assert.Equal("2 --pool pair --sync", OptionsText.Format(part.Options));
        var line = part.Code.Split('\n')[1];
        Assert.Equal(text.Split('\n')[1].IndexOf("Console", StringComparison.Ordinal), line.IndexOf("Console", StringComparison.Ordinal));
        Assert.Equal("Console.WriteLine($\"{1} -- it's\"); // end", line.Trim());
        Assert.Equal(["", "", "x"], Lines(Assert.IsType<CellPart.Notebook>(plan.Parts[1]).Code));
    }

    [Theory]
    [InlineData("%distribute 2 -- --x;", "--x;")]
    [InlineData("%distribute 2 --timeout 1.5 \"a\".Length", "\"a\".Length")]
    [InlineData("%distribute 2 --sync a = 1;", "a = 1;")]
    [InlineData("%distribute 2 --sync=a a = 1;", "a = 1;")]
    public void One_line_ends_its_options_where_code_begins(string text, string code) => Assert.Equal(code, Single(text).Code.Trim());

    [Theory]
    [InlineData("%distribute 2", "DST010", 1)]
    [InlineData("%distribute 2 // nothing", "DST010", 1)]
    [InlineData("%distribute", "DST008", 12)]
    [InlineData("%distribute Run();", "DST008", 13)]
    [InlineData("%distribute --quiet Run();", "DST008", 21)]
    [InlineData("%distribute 0 Run();", "DST007", 13)]
    [InlineData("%distribute 2 --x;", "DST002", 15)]
    [InlineData("#!distribute 2", "DST010", 1)]
    [InlineData("#!distribute 2\n\n// nothing", "DST010", 1)]
    [InlineData("#!distribute 2\n#!csharp\nx", "DST010", 1)]
    [InlineData("%%distribute 2\n", "DST010", 1)]
    [InlineData("#!csharp now\nx", "DST009", 10)]
    [InlineData("#!load", "DST014", 1)]
    [InlineData("#!load a b", "DST009", 10)]
    [InlineData("#!load 1a", "DST004", 8)]
    [InlineData("#!load a --from x", "DST004", 17)]
    [InlineData("#!load a --frm 1", "DST002", 10)]
    [InlineData("#!ranks all", "DST009", 9)]
    [InlineData("#!ranks --stop --reset", "DST006", 16)]
    [InlineData("#!ranks --restart", "DST003", 9)]
    [InlineData("#!help me", "DST009", 8)]
    [InlineData("#!sync a b", "DST009", 10)]
    public void What_is_wrong_is_one_message_at_its_column(string text, string id, int column)
    {
        var plan = CellParser.Parse(text);
        Assert.Empty(plan.Parts);
        Assert.Equal((id, 1, column), (plan.Diagnostic!.Id, plan.Diagnostic.Line, plan.Diagnostic.Column));
    }

    [Fact]
    public void A_later_parts_error_stops_the_whole_cell()
    {
        var plan = CellParser.Parse("var a = 1;\n#!distribute 2\nx\n#!distribute 0\ny");
        Assert.Empty(plan.Parts);
        Assert.Equal((4, 14), (plan.Diagnostic!.Line, plan.Diagnostic.Column));
    }

    [Fact]
    public void Percent_percent_comes_first()
    {
        Assert.Equal(2, Single("%%distribute 2\nx").Options.Count);
        Assert.Equal(2, Single("// comment\n\n%%distribute 2\nx").Options.Count);
        foreach (var text in new[] { "x;\n%%distribute 2\ny", "#!csharp\n%%distribute 2\ny", "#!distribute 2\nx\n%%distribute 2\ny", "#r \"nuget: A\"\n%%distribute 2\ny" })
        {
            var problem = CellParser.Parse(text).Diagnostic!;
            Assert.Equal((DiagnosticIds.NotFirst, text.Split('\n').ToList().IndexOf("%%distribute 2") + 1), (problem.Id, problem.Line));
            Assert.Contains("#!distribute 4", problem.Message);
        }
    }

    [Theory]
    [InlineData("#!distribut 4\nx", "#!distribute 4")]
    [InlineData("#!Distribute 4\nx", "#!distribute 4")]
    [InlineData("#!distribute4\nx", "#!distribute 4")]
    [InlineData("#!cshrp\nx", "#!csharp")]
    [InlineData("#!lod a", "#!load a,b")]
    [InlineData("#!rank", "#!ranks")]
    [InlineData("#! distribute", "#!")]
    [InlineData("%%distrbute 4\nx", "%%distribute 4")]
    [InlineData("%distribue 4 x", "%distribute 4")]
    [InlineData("%load a", "#!load")]
    public void An_unknown_magic_names_the_nearest(string text, string says)
    {
        var problem = CellParser.Parse(text).Diagnostic!;
        Assert.Equal(DiagnosticIds.UnknownMagic, problem.Id);
        Assert.Contains(says, problem.Message);
    }

    [Theory]
    [InlineData("#!share a --from fsharp", "#!load a,b")]
    [InlineData("#!set --name a --value 5", "var a = 5;")]
    [InlineData("#!value --name a", "File.ReadAllText")]
    [InlineData("#!import other.ipynb", "#r")]
    [InlineData("#!connect mssql", "package")]
    [InlineData("#!fsharp\nlet x = 1", "only C# runs here")]
    [InlineData("#!markdown\n# Title\n#!pwsh\nls", "only C# runs here")]
    [InlineData("#!whoo", "did you mean #!who")]
    [InlineData("#!tme", "did you mean #!time")]
    public void A_magic_of_other_tools_says_what_to_write_instead(string text, string says)
    {
        var problem = CellParser.Parse(text).Diagnostic!;
        Assert.Equal(DiagnosticIds.UnknownMagic, problem.Id);
        Assert.Contains(says, problem.Message);
        Assert.DoesNotContain('\n', problem.Message);
    }

    [Theory]
    [InlineData("#!time now\nx", 8)]
    [InlineData("#!distribute 2\n#!time now\nx", 8)]
    [InlineData("#!markdown # Title", 12)]
    [InlineData("#!who a", 7)]
    public void Words_behind_a_magic_that_takes_none_are_told(string text, int column)
    {
        var problem = CellParser.Parse(text).Diagnostic!;
        Assert.Equal((DiagnosticIds.Unexpected, column), (problem.Id, problem.Column));
    }

    [Fact]
    public void Load_sync_ranks_and_help_are_read()
    {
        var plan = CellParser.Parse("#!load a, b --from 2 --pool p\nnext();\n#!sync\n#!sync * --pool p\n#!sync x --from 1\n#!ranks\n#!ranks --pool p --restart 3\n#!ranks --reset\n#!help");
        Assert.Null(plan.Diagnostic);
        Assert.Equal(["magic", "notebook", "magic", "magic", "magic", "magic", "magic", "magic", "magic"], plan.Parts.Select(part => part.Kind));
        var load = Assert.IsType<CellPart.Load>(plan.Parts[0]);
        Assert.Equal(("p", "a,b", 2), (load.Pool, string.Join(',', load.Names), load.From));
        Assert.Equal("next();", Assert.IsType<CellPart.Notebook>(plan.Parts[1]).Code.Trim());
        Assert.Equal(("default", null, 0), Sync(plan.Parts[2]));
        Assert.Equal(("p", null, 0), Sync(plan.Parts[3]));
        Assert.Equal(("default", "x", 1), Sync(plan.Parts[4]));
        Assert.Equal(new CellPart.Ranks(null, RanksAction.Show, 0) { MagicLine = 6 }, plan.Parts[5]);
        Assert.Equal(new CellPart.Ranks("p", RanksAction.Restart, 3) { MagicLine = 7 }, plan.Parts[6]);
        Assert.Equal(new CellPart.Ranks(null, RanksAction.Reset, 0) { MagicLine = 8 }, plan.Parts[7]);
        Assert.Equal(HelpText.All(), Assert.IsType<CellPart.Help>(plan.Parts[8]).Text);
    }

    [Fact]
    public void Help_of_a_magic_shows_every_option_and_runs_nothing()
    {
        var help = Assert.IsType<CellPart.Help>(Assert.Single(CellParser.Parse("#!distribute 4 --help\nrun();").Parts)).Text;
        Assert.All(HelpText.Rows(MagicCommands.Distribute), row => Assert.Contains(row.Syntax, help));
        Assert.Contains("%distribute n [options] code", help);
        Assert.DoesNotContain(help.Split('\n'), line => line.Length > 100);
        Assert.All(MagicCommands.All, magic => Assert.Contains(magic.Name, HelpText.All()));
    }

    private static (string Pool, string? Names, int From) Sync(CellPart part)
    {
        var sync = Assert.IsType<CellPart.Sync>(part);
        return (sync.Pool, sync.Names is null ? null : string.Join(',', sync.Names), sync.From);
    }

    private static CellPart.Distribute Single(string text)
    {
        var plan = CellParser.Parse(text);
        Assert.Null(plan.Diagnostic);
        return Assert.IsType<CellPart.Distribute>(Assert.Single(plan.Parts));
    }

    private static string[] Lines(string code) => [.. code.Split('\n').Select(line => line.Trim())];
}
