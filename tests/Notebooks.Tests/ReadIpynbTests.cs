using Distribute.Notebooks.Documents;

namespace Distribute.Notebooks.Tests;

public sealed class ReadIpynbTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task Reads_the_seed_examples()
    {
        var document = await NotebookFile.ReadAsync(Path.Combine(AppContext.BaseDirectory, "seed-examples.ipynb"));

        Assert.Equal(NotebookFormat.Ipynb, document.Format);
        Assert.Equal(20, document.Cells.Length);
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"c{i:00}"), document.Cells.Select(cell => cell.Id));
        Assert.Equal(15, document.Cells.Count(cell => cell.IsCSharp));
        Assert.Equal(5, document.Cells.Count(cell => cell.Kind == NotebookCellKind.Markdown));
        Assert.StartsWith("#!distribute 4 --timeout 1.5\nif (__process_id__ == 1)", document.Cells[6].Source);
    }

    [Theory]
    [InlineData("""{"kernelspec":{"name":"distribute-csharp"}}""")]
    [InlineData("""{"kernelspec":{"name":".net-csharp","language":"C#"}}""")]
    [InlineData("""{"kernelspec":{"name":"mine","language":"csharp"}}""")]
    [InlineData("""{"kernelspec":{"name":"my-csharp-kernel"}}""")]
    [InlineData("""{"language_info":{"name":"C#"}}""")]
    [InlineData("""{"kernelspec":{"name":".net-csharp"},"language_info":{"name":"polyglot-notebook"},"polyglot_notebook":{"kernelInfo":{"defaultKernelName":"csharp"}}}""")]
    [InlineData("""{"kernelspec":"odd","language_info":7}""")]
    [InlineData("{}")]
    public async Task Takes_any_csharp_kernel(string metadata)
    {
        var document = await _folder.ReadAsync("a.ipynb", Notebook.Of(metadata, Notebook.Code("1+1")));

        Assert.True(Assert.Single(document.Cells).IsCSharp);
    }

    [Theory]
    [InlineData("""{"kernelspec":{"name":"python3","language":"python"}}""", "python")]
    [InlineData("""{"kernelspec":{"name":"python3"},"language_info":{"name":"python"}}""", "python")]
    [InlineData("""{"kernelspec":{"name":"ir","language":"R"}}""", "in r;")]
    [InlineData("""{"kernelspec":{"name":".net-fsharp"}}""", "fsharp")]
    [InlineData("""{"kernelspec":{"name":".net-csharp","language":"C#"},"polyglot_notebook":{"kernelInfo":{"defaultKernelName":"fsharp"}}}""", "fsharp")]
    public async Task Names_the_language_of_a_notebook_that_is_not_csharp(string metadata, string language)
    {
        var error = await Assert.ThrowsAsync<NotebookFormatException>(() => _folder.ReadAsync("a.ipynb", Notebook.Of(metadata, Notebook.Code("x"))));

        Assert.Contains(language, error.Message);
        Assert.Contains("only C#", error.Message);
    }

    [Theory]
    [InlineData("""{"dotnet_interactive":{"language":"fsharp"}}""", "let x = 1", "fsharp")]
    [InlineData("""{"polyglot_notebook":{"kernelName":"pwsh"}}""", "ls", "pwsh")]
    [InlineData("""{"polyglot_notebook":{"kernelName":"csharp"}}""", "1+1", "csharp")]
    [InlineData("""{"vscode":{"languageId":"polyglot-notebook"}}""", "1+1", "csharp")]
    [InlineData("{}", "\n#!html\n<b>x</b>", "html")]
    [InlineData("{}", "#!distribute 4\n1+1", "csharp")]
    [InlineData("{}", "#!csharp\n1+1", "csharp")]
    public async Task Marks_cells_with_their_language(string metadata, string source, string language)
    {
        var document = await _folder.ReadAsync("a.ipynb", Notebook.Of(Notebook.CSharp, Notebook.Code(source, metadata)));

        var cell = Assert.Single(document.Cells);
        Assert.Equal(NotebookCellKind.Code, cell.Kind);
        Assert.Equal(language, cell.Language);
        Assert.Equal(language == "csharp", cell.IsCSharp);
    }

    [Fact]
    public async Task An_fsharp_notebook_with_a_csharp_cell_can_be_run()
    {
        var text = Notebook.Of("""{"kernelspec":{"name":".net-fsharp","language":"F#"}}""",
            Notebook.Code("let x = 1"), Notebook.Code("1+1", """{"polyglot_notebook":{"kernelName":"csharp"}}"""));

        var document = await _folder.ReadAsync("a.ipynb", text);

        Assert.Equal([false, true], document.Cells.Select(cell => cell.IsCSharp));
    }

    [Fact]
    public async Task Joins_a_list_of_lines_and_keeps_raw_cells()
    {
        var text = Notebook.Of("{}",
            """{"cell_type":"code","metadata":{},"source":["var a = 1;\n","a"],"outputs":[],"execution_count":null}""",
            """{"cell_type":"raw","metadata":{},"source":"as it is"}""");

        var document = await _folder.ReadAsync("a.ipynb", text);

        Assert.Equal("var a = 1;\na", document.Cells[0].Source);
        Assert.Equal(NotebookCellKind.Raw, document.Cells[1].Kind);
        Assert.Equal("as it is", document.Cells[1].Source);
    }

    [Fact]
    public async Task A_byte_order_mark_and_an_unusual_ending_are_no_obstacle()
    {
        var document = await NotebookFile.ReadAsync(_folder.Write("a.json", "\uFEFF" + Notebook.Of("{}", Notebook.Code("1"))));

        Assert.Single(document.Cells);
    }

    public void Dispose() => _folder.Dispose();
}
