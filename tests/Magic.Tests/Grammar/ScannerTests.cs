using Distribute.Magic.Grammar;

namespace Distribute.Magic.Tests.Grammar;

/// <summary>A magic within a comment or a string is none; one after it is.</summary>
public sealed class ScannerTests
{
    public static TheoryData<string> Inside => new()
    {
        "/*\n#!distribute 4\n*/ x",
        "/* \" \n#!distribute 4\n*/ x",
        "var s = @\"\n#!distribute 4\n\";",
        "var s = @\"a\"\"\n#!distribute 4\n\";",
        "var s = $@\"{1}\n#!distribute 4\n\";",
        "var s = @$\"{{\n#!distribute 4\n\";",
        "var s = \"\"\"\n#!distribute 4\n\"\"\";",
        "var s = \"\"\"\n \"\" \n%distribute 4 x\n\"\"\";",
        "var s = \"\"\"\"\n\"\"\"\n#!distribute 4\n\"\"\"\";",
        "var s = $$\"\"\"\n{ {{1}} }\n#!distribute 4\n\"\"\";",
        "var s = $\"\"\"\n{f(\"a\", '}', \"}\")}\n#!distribute 4\n\"\"\";",
        "var s = $\"{\n#!distribute\n1}\";",
        "var s = $@\"{(a ? \"}\" : @\"\"\"\")}\n#!distribute 4\n\";",
    };

    public static TheoryData<string> Before => new()
    {
        "// \"\n",
        "// /*\n",
        "x(); /* */\n",
        "var c = '\"';\n",
        "var c = '\\'';\n",
        "var s = \"\\\"\";\n",
        "var s = \"/*\";\n",
        "var s = @\"\\\";\n",
        "var s = @\"\"\"\";\n",
        "var s = \"\";\n",
        "var s = \"\"\"x\"\"\";\n",
        "var s = \"\"\"\n  \" \"\" @\" $\"\n  \"\"\";\n",
        "var s = $\"{a:yyyy'}\";\n",
        "var s = $\"{a:#,0}{{\";\n",
        "var s = $\"{global::System.Math.PI}\";\n",
        "var s = $\"{(a ? \"x\" : \"y\")}{new[] { 1 }.Length,5:N2}\";\n",
        "var s = $\"{$\"{\"a\"}\"}\";\n",
        "var s = $$\"\"\"{ {{x}} \"\"\";\n",
        "#region it's \"here /*\n",
        "var s = \"not closed\n",
        "int @class = 1; var d = a / b;\n",
    };

    [Theory]
    [MemberData(nameof(Inside))]
    public void Inside_a_literal_or_comment_it_is_no_magic(string text)
    {
        var plan = CellParser.Parse(text);
        Assert.Null(plan.Diagnostic);
        Assert.IsType<CellPart.Notebook>(Assert.Single(plan.Parts));
        var after = CellParser.Parse(text + "\n#!distribute 4\nx");
        Assert.Equal(["notebook", "distribute"], after.Parts.Select(part => part.Kind));
    }

    [Theory]
    [MemberData(nameof(Before))]
    public void After_a_closed_one_it_is_a_magic(string before)
    {
        var plan = CellParser.Parse(before + "#!distribute 4\nx");
        Assert.Null(plan.Diagnostic);
        Assert.Equal("distribute", plan.Parts[^1].Kind);
    }

    [Fact]
    public void A_remainder_on_a_line_of_its_own_is_code()
    {
        Assert.Equal("notebook", Assert.Single(CellParser.Parse("var x = a\n  %b;").Parts).Kind);
        Assert.Equal("notebook", Assert.Single(CellParser.Parse("var x = a\n  % b;").Parts).Kind);
        Assert.Equal("notebook", Assert.Single(CellParser.Parse("var x = a // half\n  %distribute;").Parts).Kind);
        Assert.Equal(DiagnosticIds.UnknownMagic, CellParser.Parse("var x = a;\n%time b;").Diagnostic!.Id);
    }

    [Fact]
    public void Package_lines_are_code()
    {
        var plan = CellParser.Parse("#r \"nuget: A, 1.0\"\n#i \"nuget: /feed\"\n#!distribute 2\n#r \"nuget: B\"");
        Assert.Equal(["notebook", "distribute"], plan.Parts.Select(part => part.Kind));
    }
}
