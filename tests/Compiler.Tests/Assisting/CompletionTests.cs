using Distribute.Contracts.Assistance;
using Distribute.Contracts.References;

namespace Distribute.Compiler.Tests.Assisting;

/// <summary>What is offered at a place of a cell, seen through the cells before it.</summary>
public sealed class CompletionTests
{
    [Fact]
    public async Task Members_of_a_variable_of_an_earlier_cell()
    {
        var found = await Editor.After("var numbers = new List<int>();").Completes("numbers.|");
        Assert.Contains(found.Items, item => item is { Label: "Add", Text: "Add" });
        Assert.Equal((8, 8), (found.Start, found.End));
    }

    [Fact]
    public async Task Only_members_that_begin_with_what_is_written()
    {
        var found = await Editor.After("var text = \"\";").Completes("text.Sub|");
        Assert.Equal(["Substring"], found.Items.Select(item => item.Label));
        Assert.Equal((5, 8), (found.Start, found.End));
        Assert.Equal(CompletionKind.Method, found.Items[0].Kind);
    }

    [Fact]
    public async Task A_variable_itself_comes_first()
    {
        var found = await Editor.After("var consumption = 1.5;").Completes("var x = con|");
        Assert.Equal(("consumption", CompletionKind.Variable), (found.Items[0].Label, found.Items[0].Kind));
        Assert.Contains(found.Items, item => item.Label == "Console");
    }

    [Fact]
    public async Task The_newest_meaning_of_a_name()
    {
        var found = await Editor.After("var x = 1;", "var x = \"text\";").Labels("x.|");
        Assert.Contains("Length", found);
        Assert.DoesNotContain("CompareTo(int)", found);
    }

    [Fact]
    public async Task Types_of_earlier_cells_and_their_members()
    {
        var editor = Editor.After("record Reading(string Place, double Value);", "class Meter { public Reading Last => null; public static int Count; private int _hidden; }", "var meter = new Meter();");
        Assert.Contains("Meter", await editor.Labels("new Me|"));
        Assert.Equal(["Last"], (await editor.Labels("meter.|")).Except(["Display", "Equals", "GetHashCode", "GetType", "ToString"]));
        Assert.Contains("Place", await editor.Labels("meter.Last.|"));
        Assert.Contains("Count", await editor.Labels("Meter.|"));
    }

    [Fact]
    public async Task A_type_that_was_declared_again_has_its_new_members()
    {
        var found = await Editor.After("class A { public int Old; }", "class A { public int New; }").Labels("new A().|");
        Assert.Contains("New", found);
        Assert.DoesNotContain("Old", found);
    }

    [Fact]
    public async Task Methods_constants_and_properties_of_earlier_cells()
    {
        var editor = Editor.After("double Mean(double[] xs) => xs.Average(); const int Limit = 3; int Level { get; set; }");
        Assert.Contains("Mean", await editor.Labels("Me|"));
        Assert.Contains("Limit", await editor.Labels("Lim|"));
        Assert.Contains("Level", await editor.Labels("Lev|"));
    }

    [Fact]
    public async Task Extension_methods_of_earlier_cells_and_of_the_framework()
    {
        var editor = Editor.After("static string Shout(this string text) => text.ToUpper();", "static class More { public static int Twice(this int n) => 2 * n; }", "var word = \"\";");
        Assert.Contains("Shout", await editor.Labels("word.|"));
        Assert.Contains("Twice", await editor.Labels("1.Tw|"));
        Assert.Contains((await editor.Completes("word.Sel|")).Items, item => item is { Label: "Select<>", Text: "Select", Kind: CompletionKind.ExtensionMethod });
    }

    [Fact]
    public async Task Usings_and_aliases_of_earlier_cells()
    {
        var editor = Editor.After("using System.Globalization;", "using Words = System.Collections.Generic.List<string>;", "using static System.Math;");
        Assert.Contains("CultureInfo", await editor.Labels("Cult|"));
        Assert.Contains("Words", await editor.Labels("new Wor|"));
        Assert.Contains("Sqrt", await editor.Labels("Sq|"));
        Assert.DoesNotContain("CultureInfo", await new Editor().Labels("Cult|"));
    }

    [Fact]
    public async Task The_cells_own_names_unfinished_code_around_them()
    {
        var editor = Editor.After("var earlier = 1;");
        Assert.Contains("mine", await editor.Labels("var mine = 3;\nif (mi|"));
        Assert.Contains("Length", await editor.Labels("foreach (var word in new[] { \"a\" }) { if (word.|"));
        Assert.Contains("Trim", await editor.Labels("var s = \"\";\ns.|\nvar t = 3;"));
        Assert.Contains("earlier", await editor.Labels("void F() {\n    var a = ear|\n}\nF();"));
    }

    [Fact]
    public async Task Parameters_of_lambdas_know_their_type()
    {
        var editor = Editor.After("record Reading(string Place, double Value); var readings = new List<Reading>();");
        Assert.Contains("Place", await editor.Labels("readings.Where(r => r.|"));
        Assert.Contains("Place", await editor.Labels("readings.OrderBy(r => r.Value).Select(r => new { r.|"));
        Assert.Contains("Place", await editor.Labels("from r in readings where r.|"));
    }

    [Fact]
    public async Task Variables_of_anonymous_type_and_tuples()
    {
        var editor = Editor.After("var pair = new { Name = \"a\", Age = 3 };", "var tuple = (Left: 1, Right: \"b\");");
        Assert.Contains("Age", await editor.Labels("pair.|"));
        Assert.Contains("Left", await editor.Labels("tuple.|"));
    }

    [Fact]
    public async Task Words_of_the_language() =>
        Assert.Contains((await new Editor().Completes("forea|")).Items, item => item is { Text: "foreach", Kind: CompletionKind.Keyword });

    [Fact]
    public async Task The_number_of_the_rank() => Assert.Contains("__process_id__", await new Editor().Labels("var mine = __pro|"));

    [Fact]
    public async Task No_generated_name() =>
        Assert.DoesNotContain(await Editor.After("int a = 1; class B { }").Labels("_|"), label => label.StartsWith("__cells", StringComparison.Ordinal));

    [Fact]
    public async Task Initials_find_a_member_that_nothing_begins_with() => Assert.Contains("WriteLine", await new Editor().Labels("Console.WL|"));

    [Fact]
    public async Task Overrides_are_written_in_full()
    {
        var found = await new Editor().Completes("class A {\n    override ToS|\n}");
        Assert.Contains(found.Items, item => item.Text.Contains("public override string ToString()", StringComparison.Ordinal));
        Assert.Equal("class A {\n    ".Length, found.Start);
    }

    [Fact]
    public async Task Nothing_within_a_comment_or_a_string()
    {
        Assert.Empty(await new Editor().Labels("// Con|"));
        Assert.Empty(await new Editor().Labels("var s = \"Con|"));
    }

    [Fact]
    public async Task Holes_of_strings_are_code() => Assert.Contains("Length", await Editor.After("var word = \"\";").Labels("$\"{word.|"));

    [Fact]
    public async Task What_a_pool_declared_over_what_the_notebook_did()
    {
        var pool = Editor.After("var shared = 1; var both = 1;").InPool("var part = new[] { 1, 2 }; var both = \"text\";");
        Assert.Contains("Length", await pool.Labels("part.|"));
        Assert.Contains("shared", await pool.Labels("sha|"));
        Assert.Contains("Substring", await pool.Labels("both.|"));
    }

    [Fact]
    public async Task A_variable_that_is_not_shared_is_not_offered()
    {
        var editor = Editor.After("var hidden = 1; var shown = 2;");
        var request = new AssistanceRequest { Text = "h", Scope = Contracts.Compilation.Scope.Empty with { Parent = editor.Scope, Shares = name => name == "shown" } };
        Assert.DoesNotContain((await Editor.Assistant.CompleteAsync(request, 1)).Items, item => item.Label == "hidden");
    }

    [Fact]
    public async Task What_earlier_parts_of_the_same_cell_will_declare() =>
        Assert.Contains((await new Editor().Completes("fresh.|", 0, "using System.Xml; var fresh = new XmlDocument();")).Items, item => item.Label == "LoadXml");

    [Fact]
    public async Task Assemblies_that_cells_refer_to()
    {
        var file = typeof(FactAttribute).Assembly.Location;
        var editor = new Editor().Referring(new AssemblyFile("xunit.core", file, file)).Then("using Xunit;");
        Assert.Contains("FactAttribute", await editor.Labels("typeof(FactAtt|"));
    }

    [Fact]
    public async Task References_in_the_cell_keep_all_places() =>
        Assert.Contains("WriteLine", await new Editor().Labels("#r \"nuget: Some.Package, 1.0.0\"\n#i \"nuget: https://example.org\"\nConsole.|"));

    [Fact]
    public async Task Using_declarations_at_top_level() =>
        Assert.Contains("ReadLine", await new Editor().Labels("using var reader = new StringReader(\"\");\nreader.|"));

    [Fact]
    public async Task The_declaration_when_it_is_asked_for()
    {
        var found = await Editor.After("static int Twice(int n) => 2 * n;").Completes("Twic|", documented: 1);
        Assert.Equal("int Twice(int n)", found.Items[0].Documentation);
    }

    [Fact]
    public async Task An_unimported_name_is_not_offered() => Assert.DoesNotContain("XmlDocument", await new Editor().Labels("XmlDoc|"));
}
