namespace Distribute.Compiler.Tests.Declaring;

/// <summary>What can live for its cell only, and what a later use is told.</summary>
public sealed class CellLocalTests
{
    [Theory]
    [InlineData("0", "using var m = new MemoryStream(); m.Length")]
    [InlineData("0", "await using var m = new MemoryStream(); m.Length")]
    [InlineData("0", "using MemoryStream m = new(); m.Length")]
    [InlineData("3", "Span<int> s = stackalloc int[3]; s.Length")]
    [InlineData("3", "ReadOnlySpan<char> s = \"abc\"; s.Length")]
    [InlineData("9", "int[] a = { 1, 2 }; ref int r = ref a[0]; r = 9; a[0]")]
    [InlineData("1", "int[] a = { 1, 2 }; ref readonly int r = ref a[0]; r")]
    [InlineData("9", "int v = 1; ref var r = ref v; r = 9; v")]
    public Task It_works_in_its_cell(string expected, string cell) => Notebook.Gives(expected, cell);

    [Theory]
    [InlineData("using var m = new MemoryStream();")]
    [InlineData("await using var m = new MemoryStream();")]
    [InlineData("Span<int> m = stackalloc int[3];")]
    [InlineData("int[] a = { 1, 2 }; ref int m = ref a[0];")]
    public async Task A_later_use_is_told_why_it_is_gone(string cell)
    {
        await using var notebook = new Notebook();
        await notebook.Run(cell);
        var error = Assert.Single(await notebook.Errors("m"));
        Assert.Equal("CS0103", error.Id);
        Assert.Contains("context. 'm' was declared with", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("lives only for its cell.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_used_object_is_disposed_at_the_end_of_its_cell_and_after_a_throw()
    {
        await using var notebook = new Notebook();
        await notebook.Run("int disposed = 0; class D : IDisposable { public Action Then; public void Dispose() => Then(); }");
        await notebook.Run("using var d = new D { Then = () => disposed++ };");
        Assert.Equal("1", await notebook.Run("disposed"));
        await notebook.Fails("using var d = new D { Then = () => disposed++ }; throw new Exception();");
        Assert.Equal("2", await notebook.Run("disposed"));
    }

    [Fact]
    public Task A_using_statement_and_a_word_in_a_string_are_left_alone() =>
        Notebook.Gives("using var x = 1;0", "using (var m = new MemoryStream()) { Console.Write(m.Length); } var s = @\"\nusing var x = 1;\"; s.Trim() + 0");

    [Fact]
    public Task A_cell_local_name_can_be_declared_for_good_later() =>
        Notebook.Gives("4", "using var m = new MemoryStream();", "var m = 4;", "m");
}
