namespace Distribute.Compiler.Tests.Assisting;

/// <summary>What is said of a place, and of a call.</summary>
public sealed class InspectionTests
{
    [Fact]
    public async Task A_variable_of_an_earlier_cell()
    {
        var info = await Editor.After("var numbers = new List<int>();").Describes("num|bers.Add(1);");
        Assert.Equal((0, 7, "(variable) List<int> numbers"), (info!.Start, info.End, info.Declaration));
    }

    [Fact]
    public async Task The_caret_behind_a_word() => Assert.Equal("(variable) int x", (await Editor.After("var x = 1;").Describes("x|"))!.Declaration);

    [Fact]
    public async Task A_method_of_an_earlier_cell() =>
        Assert.Equal("double Mean(double[] xs)", (await Editor.After("double Mean(double[] xs) => xs.Average();").Describes("Me|an(null)"))!.Declaration);

    [Fact]
    public async Task A_type_of_an_earlier_cell()
    {
        var editor = Editor.After("class Meter { public int Last; } var meter = new Meter();");
        Assert.Equal("class Meter", (await editor.Describes("Met|er other = null;"))!.Declaration);
        Assert.Equal("(variable) Meter meter", (await editor.Describes("met|er"))!.Declaration);
        Assert.Equal("(field) int Meter.Last", (await editor.Describes("meter.La|st"))!.Declaration);
    }

    [Fact]
    public async Task What_the_cell_itself_says_of_its_method()
    {
        var info = await new Editor().Describes("/// <summary>Doubles <paramref name=\"n\"/>.</summary>\nint Twice(int n) => 2 * n;\nTw|ice(3)");
        Assert.Equal("int Twice(int n)", info!.Declaration);
        Assert.Equal("Doubles n.", info.Documentation);
    }

    [Fact]
    public async Task What_an_earlier_cell_says_of_its_methods()
    {
        var editor = Editor.After("""
            /// <summary>Doubles <paramref name="n"/>.</summary>
            /// <param name="n">What to double.</param>
            int Twice(int n) => 2 * n;
            /** <summary>Halves a number.</summary> */
            double Half(double n) => n / 2;
            """);
        Assert.Equal("Doubles n.", (await editor.Describes("Twi|ce(3)"))!.Documentation);
        Assert.Equal("Halves a number.", (await editor.Describes("Ha|lf(3)"))!.Documentation);
        var help = await editor.Signs("Twice(|");
        Assert.Equal(("Doubles n.", "What to double."), (help!.Signatures[0].Documentation, help.ActiveParameter!.Documentation));
        Assert.Contains("Doubles n.", (await editor.Completes("Twic|", documented: 1)).Items[0].Documentation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_an_earlier_cell_says_of_its_types_and_their_members()
    {
        var editor = Editor.After("""
            /// <summary>Measures what <see cref="Place"/> it is in.</summary>
            class Meter
            {
                /// <summary>What was read last.</summary>
                public int Last;
            }
            /// <summary>Where something is.</summary>
            [Obsolete]
            record Place(int X);
            """);
        Assert.Equal("Measures what Place it is in.", (await editor.Describes("Met|er meter = null;"))!.Documentation);
        Assert.Equal("What was read last.", (await editor.Describes("new Meter().La|st"))!.Documentation);
        Assert.Equal("Where something is.", (await editor.Describes("Pla|ce place = null;"))!.Documentation);
    }

    [Fact]
    public async Task What_earlier_cells_say_of_overloads_and_extension_methods()
    {
        var editor = Editor.After("/// <summary>Of numbers.</summary>\nint F(int n) => n;", "/// <summary>Of text.</summary>\nstring F(string s) => s;",
            "/// <summary>Of both.</summary>\n/// <remarks>Once more.</remarks>\nint Both(this string s) => 1;");
        Assert.Equal("Of numbers.", (await editor.Describes("|F(1)"))!.Documentation);
        Assert.Equal("Of text.", (await editor.Describes("|F(\"\")"))!.Documentation);
        Assert.Contains("Of both.", (await editor.Describes("\"\".Bo|th()"))!.Documentation, StringComparison.Ordinal);
        Assert.Contains("Of both.", (await editor.Describes("Bo|th(\"\")"))!.Documentation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_comment_that_is_no_xml_says_nothing() =>
        Assert.Equal("int F()", (await Editor.After("/// <summary>a < b & c\nint F() => 1;\n/// nothing follows").Describes("|F()"))!.Text);

    [Fact]
    public async Task What_the_framework_says_of_its_members()
    {
        var info = await Editor.After("var numbers = new List<int>();").Describes("numbers.Ad|d(1)");
        Assert.Contains("end of the List", info!.Documentation, StringComparison.Ordinal);
        var help = await new Editor().Signs("\"\".Substring(|");
        Assert.Contains("substring", help!.Signatures[0].Documentation, StringComparison.Ordinal);
        Assert.NotEmpty(help.ActiveParameter!.Documentation);
        var found = await new Editor().Completes("Console.ReadLin|", documented: 1);
        Assert.Contains("next line of characters", found.Items[0].Documentation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_where_nothing_stands() => Assert.Null(await new Editor().Describes("  |  "));

    [Fact]
    public async Task Overloads_and_the_argument_at_the_caret()
    {
        var help = await new Editor().Signs("\"text\".Substring(1, |");
        Assert.Equal(["string string.Substring(int startIndex)", "string string.Substring(int startIndex, int length)"], help!.Signatures.Select(s => s.Text));
        Assert.Equal((1, 1, "length"), (help.Active, help.Argument, help.ActiveParameter!.Name));
        Assert.Equal("int length", help.ActiveParameter.Text);
    }

    [Fact]
    public async Task A_method_of_an_earlier_cell_and_its_defaults()
    {
        var help = await Editor.After("int Scale(int value, int by = 2) => value * by;").Signs("Scale(|)");
        Assert.Equal("int Scale(int value, int by = 2)", Assert.Single(help!.Signatures).Text);
        Assert.Equal("value", help.ActiveParameter!.Name);
    }

    [Fact]
    public async Task Constructors_indexers_and_delegates()
    {
        var editor = Editor.After("record Point(int X, int Y); Func<string, int> count = s => s.Length; var table = new Dictionary<string, int>();");
        Assert.Contains((await editor.Signs("new Point(1, |)"))!.Signatures, s => s.Parameters.Select(p => p.Name).SequenceEqual(["X", "Y"]));
        Assert.Equal("arg", Assert.Single((await editor.Signs("count(|)"))!.Signatures).Parameters[0].Name);
        Assert.Equal("key", (await editor.Signs("table[|]"))!.ActiveParameter!.Name);
    }

    [Fact]
    public async Task Arguments_by_name_and_params()
    {
        var editor = Editor.After("int F(int first, int second, params int[] rest) => 0;");
        Assert.Equal("second", (await editor.Signs("F(second: |"))!.ActiveParameter!.Name);
        Assert.Equal("rest", (await editor.Signs("F(1, 2, 3, 4, |"))!.ActiveParameter!.Name);
    }

    [Fact]
    public async Task The_innermost_call() => Assert.Equal("double Math.Sqrt(double d)", Assert.Single((await new Editor().Signs("Math.Max(1, Math.Sqrt(|"))!.Signatures).Text);

    [Fact]
    public async Task None_outside_of_calls()
    {
        Assert.Null(await new Editor().Signs("Console.WriteLine(1);|"));
        Assert.Null(await new Editor().Signs("|Console.WriteLine(1)"));
        Assert.Null(await new Editor().Signs("var x = 1; |"));
    }

    [Fact]
    public async Task Errors_before_the_cell_runs()
    {
        var editor = Editor.After("var x = 1;");
        Assert.Empty(await editor.Diagnoses("x + 1"));
        var error = Assert.Single(await editor.Diagnoses("x.\nNone()"));
        Assert.Equal(("CS1061", 2, 1), (error.Id, error.Line, error.Column));
    }
}
