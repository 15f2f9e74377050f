using Distribute.Compiler;
using Distribute.Magic.Assistance;
using Distribute.Sandbox.Sessions;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Distribute.Magic.Properties;

/// <summary>No text and no place in it is too strange to be answered, and an answer stays within the text.</summary>
[Properties(Arbitrary = [typeof(WrittenCells)], MaxTest = 150)]
public sealed class AssistanceProperties : IAsyncLifetime
{
    private readonly Session _session = Session.Open(new CSharpCellCompiler());

    private CellAssistance Assistance => new(_session);

    public async Task InitializeAsync() => Assert.True((await _session.RunAsync(
        new CellRequest { ExecutionCount = 1, Code = "class A { public int B; public int this[int i] => i; } var a = new A(); var b = new { C = 1 }; int F(int n = 1) => n;" })).Ok);

    public Task DisposeAsync() => _session.DisposeAsync().AsTask();

    [Property]
    public async Task Completions_replace_a_stretch_around_the_place(WrittenText cell)
    {
        var found = await Assistance.CompleteAsync(cell.Text, cell.Offset, documented: 1);
        var place = Math.Clamp(cell.Offset, 0, cell.Text.Length);
        Assert.InRange(found.Start, 0, place);
        Assert.InRange(found.End, place, cell.Text.Length);
        Assert.All(found.Items, item => Assert.NotEmpty(item.Text));
    }

    [Theory]
    [InlineData("\t#!load a,b --from 1", 0)]
    [InlineData("   #!distribute 4", 1)]
    [InlineData("   #!distribute 4", 3)]
    [InlineData("\t%%distribute", 0)]
    public Task A_place_in_the_blanks_before_a_magic_is_within_what_is_replaced(string text, int offset) => Completions_replace_a_stretch_around_the_place(new WrittenText(text, offset));

    [Property]
    public async Task What_stands_at_a_place_is_within_the_text(WrittenText cell)
    {
        if (await Assistance.DescribeAsync(cell.Text, cell.Offset) is not { } info) return;
        Assert.InRange(info.Start, 0, info.End);
        Assert.InRange(info.End, info.Start, cell.Text.Length);
        Assert.NotEmpty(info.Declaration);
    }

    [Property]
    public async Task Signatures_have_an_active_one(WrittenText cell)
    {
        if (await Assistance.SignaturesAsync(cell.Text, cell.Offset) is not { } help) return;
        Assert.InRange(help.Active, 0, help.Signatures.Count - 1);
        Assert.True(help.Argument >= 0);
        Assert.InRange(help.End, help.Start, cell.Text.Length);
    }

    // A text on which the compiler's binder ends with a null reference.
    [Property(Replay = "4116131992681698062,16647398695675264653,97", MaxTest = 1)]
    public async Task Where_the_compiler_fails_there_is_no_help(WrittenText cell) => Assert.Null(await Assistance.SignaturesAsync(cell.Text, cell.Offset));

    [Property]
    public async Task Every_text_is_finished_or_not_and_has_errors_or_not(WrittenText cell)
    {
        Assert.True(Enum.IsDefined(Assistance.CheckComplete(cell.Text).Status));
        Assert.NotNull(await Assistance.DiagnoseAsync(cell.Text));
    }
}

/// <summary>A text and a place, which may be outside of it.</summary>
public sealed record WrittenText(string Text, int Offset);

/// <summary>Cells that people are in the middle of writing.</summary>
public static class WrittenCells
{
    private static readonly string[] Code =
    [
        "a.", "a", "b.", "F(", "F(1, n: ", "new A(", "a[", "x =>", "(", ")", "{", "}", ";", ",", "<", ">", "if (a", "foreach (var x in ", "class C {", "int G(", "override ", "new { a.",
        "from x in ", " select ", " where ", "using ", "using var z = ", "namespace N;", "await ", "case ", "switch (a) {", "[Obsolete(", "#if X\n", "#", "#r \"", "$\"{a", "\"\"\"", "/// <see cref=\"", "enum E {", " is { B: ",
        " with {", "ref int r = ref ", "extension(string s) {", "record R(", "~", "@", "\\u00", "goto ", "delegate*<", "stackalloc ", "yield ", "file ", "operator ", "this.", "base.", "global::", "::", "?.", "!", "..", "=> ",
    ];

    /// <summary>Magics and code in any order, cut anywhere.</summary>
    public static Arbitrary<WrittenText> Texts() =>
        (from cell in Generators.Cells().Generator
         from code in Gen.Elements(Code).ListOf()
         from order in Gen.Choose(0, 2)
         let text = order switch { 0 => cell.Text + string.Concat(code), 1 => string.Concat(code), _ => string.Concat(code) + cell.Text }
         from offset in Gen.OneOf(Gen.Choose(0, text.Length), Gen.Constant(text.Length), Gen.Elements(-1, int.MinValue, int.MaxValue))
         select new WrittenText(text, offset)).ToArbitrary();
}
