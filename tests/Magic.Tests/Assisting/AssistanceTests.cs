using Distribute.Compiler;
using Distribute.Contracts.Assistance;
using Distribute.Magic.Assistance;
using Distribute.Magic.Dispatch;
using Distribute.Sandbox.Sessions;

namespace Distribute.Magic.Tests.Assisting;

/// <summary>A cell with magic lines and code: each place gets what belongs there. The caret stands at the bar.</summary>
public sealed class AssistanceTests : IAsyncLifetime
{
    private static readonly CSharpCellCompiler Compiler = new();

    private readonly Session _session = Session.Open(Compiler, new SessionOptions { StopGrace = TimeSpan.FromSeconds(30) });

    private CellAssistance Assistance => new(_session);

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _session.DisposeAsync().AsTask();

    [Theory]
    [InlineData("#|", "#!distribute")]
    [InlineData("#!|", "#!ranks")]
    [InlineData("#!dis|", "#!distribute")]
    [InlineData("var x = 1;\n  #!lo|", "#!load")]
    [InlineData("#!dis|tribute 4\nx", "#!distribute")]
    [InlineData("%|", "%distribute")]
    [InlineData("%%|", "%%distribute")]
    [InlineData("%%dis|", "%%distribute")]
    [InlineData("#r|", "#r \"nuget: ")]
    public async Task Magics_at_the_start_of_a_line(string cell, string expected) => Assert.Contains(expected, await Texts(cell));

    [Fact]
    public async Task No_magic_within_a_string_or_an_expression()
    {
        Assert.DoesNotContain("#!distribute", await Texts("var s = @\"\n#|"));
        Assert.DoesNotContain("%distribute", await Texts("var x = 7\n%|"));
    }

    [Fact]
    public async Task Words_of_the_language_stand_beside_the_magics()
    {
        var found = await Complete("#re|");
        Assert.Equal(["#region"], found.Items.Select(item => item.Text));
        Assert.Equal((0, 3), (found.Start, found.End));
    }

    [Fact]
    public async Task Options_that_are_not_there_yet()
    {
        var found = await Complete("#!distribute 4 --sync --|\nx");
        Assert.Contains(found.Items, item => item is { Text: "--gather", Label: "--gather a,b", Kind: CompletionKind.Option });
        Assert.DoesNotContain(found.Items, item => item.Text == "--sync");
        Assert.Equal((22, 24), (found.Start, found.End));
        Assert.Contains("Default: none", found.Items.First(item => item.Text == "--timeout").Documentation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_of_the_magic_of_the_line()
    {
        Assert.Contains("--from", await Texts("#!load a --|"));
        Assert.DoesNotContain("--mode", await Texts("#!ranks --|"));
        Assert.Contains("--pool", await Texts("#!ranks |"));
        Assert.Contains("--timeout", await Texts("#!distribute 4 --on-error stop --ti|\nx"));
        Assert.Empty(await Texts("#!nothing --|"));
    }

    [Theory]
    [InlineData("#!distribute 4 --mode |\nx", "process")]
    [InlineData("#!distribute 4 --mode=pro|\nx", "process")]
    [InlineData("#!distribute 4 --on-error |\nx", "stop")]
    [InlineData("#!distribute 4 --pool |\nx", "default")]
    [InlineData("#!distribute 4 --timeout |\nx", "1.5")]
    [InlineData("#!distribute 4 --sync=|\nx", "*")]
    public async Task Values_of_options(string cell, string expected) => Assert.Contains(expected, await Texts(cell));

    [Fact]
    public async Task Names_that_the_session_knows()
    {
        await Run("var mine = 1; var other = new[] { 1, 2 };");
        await Run("#!distribute 2 --pool workers\nvar part = __process_id__;");
        Assert.Equal(["workers", "default"], await Texts("#!ranks --pool |"));
        Assert.Equal(["mine", "other"], await Texts("#!distribute 2 --share |\nx"));
        Assert.Equal(["other"], await Texts("#!distribute 2 --share mine,o|\nx"));
        Assert.Equal(["other"], await Texts("#!distribute 2 --scatter mine, o|\nx"));
        Assert.Equal(["part"], await Texts("#!load p| --pool workers"));
        Assert.Equal(["part"], await Texts("#!load --pool workers p|"));
        Assert.Equal(["0", "1"], await Texts("#!load part --pool workers --from |"));
        Assert.Equal("int part", (await Complete("#!load p| --pool workers")).Items[0].Documentation);
    }

    [Fact]
    public async Task Names_that_the_cell_itself_declares_can_be_gathered_and_synced()
    {
        Assert.Equal(["fresh", "more"], await Texts("#!distribute 2 --gather |\nvar fresh = 1;\nvar more = 2;"));
        Assert.Equal(["fresh"], await Texts("#!distribute 2 --sync=fr|\nvar fresh = 1;"));
    }

    [Fact]
    public async Task Code_sees_what_its_own_place_declared()
    {
        await Run("var shared = 1; var hidden = 2;");
        await Run("#!distribute 2 --pool workers\nvar part = \"text\";");
        Assert.Contains("Substring", await Texts("#!distribute --pool workers\npart.|"));
        Assert.Contains("shared", await Texts("#!distribute --pool workers\nsha|"));
        Assert.Contains("Substring", await Texts("%distribute 2 --pool workers part.|"));
        Assert.DoesNotContain("part", await Texts("#!distribute --pool workers\n1\n#!csharp\npar|"));
        Assert.DoesNotContain("hidden", await Texts("#!distribute --pool workers --share shared\nhid|"));
        Assert.DoesNotContain("hidden", await Texts("#!distribute 2 --no-share\nhid|"));
    }

    [Fact]
    public async Task Code_sees_earlier_parts_of_its_cell()
    {
        Assert.Contains("Length", await Texts("var word = \"\";\n#!distribute 2\nword.|"));
        Assert.Contains("Length", await Texts("#!distribute 2\nvar word = \"\";\n#!distribute 2\nword.|"));
        Assert.DoesNotContain("word", await Texts("#!distribute 2\nvar word = \"\";\n#!csharp\nwor|"));
    }

    [Fact]
    public async Task Text_and_other_languages_are_no_code()
    {
        Assert.Empty(await Texts("#!markdown\ncon|"));
        Assert.Empty(await Texts("#!fsharp\nlet x = Con|"));
        Assert.Contains("Console", await Texts("#!html\n<b>a</b>\n#!csharp\nCon|"));
        Assert.Null(await Assistance.DescribeAsync("#!markdown\nConsole", 13));
    }

    [Fact]
    public async Task Places_are_those_of_the_whole_cell()
    {
        await Run("var numbers = new List<int>();");
        var found = await Complete("// é 🐍\n#!distribute 2\nnumbers.Add|");
        Assert.Equal(("// é 🐍\n#!distribute 2\nnumbers.".Length, "// é 🐍\n#!distribute 2\nnumbers.Add".Length), (found.Start, found.End));
    }

    [Theory]
    [InlineData("#!dist|ribute 4\nx", "#!distribute [n] [options]")]
    [InlineData("#!distribute 4 --po|ol p\nx", "--pool NAME")]
    [InlineData("#!distribute 4 --pool wor|kers\nx", "--pool NAME")]
    [InlineData("#!distribute 4 --sync=a|\nx", "--sync[=a,b]")]
    [InlineData("#!distribute |4\nx", "n")]
    public async Task Help_on_a_magic_line(string cell, string expected)
    {
        var (text, offset) = Caret(cell);
        Assert.Equal(expected, (await Assistance.DescribeAsync(text, offset))!.Declaration);
    }

    [Fact]
    public async Task Declarations_and_signatures_in_code()
    {
        await Run("#!distribute 2\nint Twice(int n) => 2 * n;");
        var (text, offset) = Caret("#!distribute\nTwice(|");
        Assert.Equal("int Twice(int n)", Assert.Single((await Assistance.SignaturesAsync(text, offset))!.Signatures).Text);
        Assert.Equal("int Twice(int n)", (await Assistance.DescribeAsync(text, offset - 2))!.Declaration);
        Assert.Null(await Assistance.SignaturesAsync("#!distribute 4", 13));
    }

    [Theory]
    [InlineData("", Completeness.Complete)]
    [InlineData("1 + 1", Completeness.Complete)]
    [InlineData("if (true) {", Completeness.Incomplete)]
    [InlineData("/* open", Completeness.Incomplete)]
    [InlineData("// done", Completeness.Complete)]
    [InlineData("int x = ;", Completeness.Invalid)]
    [InlineData("#!distribute 4", Completeness.Incomplete)]
    [InlineData("#!distribute 4\nvar x = 1;", Completeness.Complete)]
    [InlineData("#!distribute 4\nfor (int i = 0;", Completeness.Incomplete)]
    [InlineData("#!distribute 4 --nonsense\nx", Completeness.Invalid)]
    [InlineData("#!distribute\nx", Completeness.Invalid)]
    [InlineData("if (true) {\n#!distribute 4\nx", Completeness.Invalid)]
    [InlineData("#!ranks", Completeness.Complete)]
    [InlineData("#!distribute 4 --help", Completeness.Complete)]
    public void Whether_a_cell_is_finished(string cell, Completeness expected) => Assert.Equal(expected, Assistance.CheckComplete(cell).Status);

    [Fact]
    public async Task Errors_in_the_cells_own_lines()
    {
        var error = Assert.Single(await Assistance.DiagnoseAsync("var word = \"\";\n#!distribute 2\nvar x = word.None;"));
        Assert.Equal(("CS1061", 3, 14), (error.Id, error.Line, error.Column));
        Assert.Single(await Assistance.DiagnoseAsync("#!distribute 0\nx"));
        Assert.Empty(await Assistance.DiagnoseAsync("#!distribute 2\nvar word = \"\";\n#!distribute 2\nword.Length"));
    }

    private async Task Run(string cell)
    {
        var result = await new CellDispatcher(_session).RunAsync(cell, 1);
        Assert.True(result.Ok, string.Join('\n', result.Result.Diagnostics));
    }

    private Task<Completions> Complete(string cell)
    {
        var (text, offset) = Caret(cell);
        return Assistance.CompleteAsync(text, offset);
    }

    private async Task<IReadOnlyList<string>> Texts(string cell) => [.. (await Complete(cell)).Items.Select(item => item.Text)];

    private static (string Text, int Offset) Caret(string cell)
    {
        var at = cell.IndexOf('|', StringComparison.Ordinal);
        return (cell.Remove(at, 1), at);
    }
}
