using System.Text.Json.Nodes;
using Distribute.Notebooks.Documents;

namespace Distribute.Notebooks.Tests;

public sealed class DibTests : IDisposable
{
    private const string Sample = """
        #!meta

        {"kernelInfo":{"defaultKernelName":"csharp","items":[{"name":"csharp"},{"name":"mydb"}]},"own":"kept"}

        #!markdown

        # Title

        #!csharp

        #!distribute 4 --pool p
        #!time
        var x = 1;

        x

        #!fsharp

        let y = 2

        #!mydb

        select 1

        """;

    private readonly TempFolder _folder = new();

    [Fact]
    public async Task Sections_are_cells_and_other_magic_lines_stay_in_theirs()
    {
        var document = await _folder.ReadAsync("a.dib", Sample);

        Assert.Equal(NotebookFormat.Dib, document.Format);
        Assert.Equal(["markdown", "csharp", "fsharp", "mydb"], document.Cells.Select(cell => cell.Language));
        Assert.Equal("# Title", document.Cells[0].Source);
        Assert.Equal("#!distribute 4 --pool p\n#!time\nvar x = 1;\n\nx", document.Cells[1].Source);
        Assert.Equal([false, true, false, false], document.Cells.Select(cell => cell.IsCSharp));
    }

    [Fact]
    public async Task Windows_line_ends_aliases_and_text_before_the_first_section()
    {
        var document = await _folder.ReadAsync("a.dib", "var a = 1;\r\n\r\n#!c#\r\na\r\n#!md\r\ntext");

        Assert.Equal(["var a = 1;", "a", "text"], document.Cells.Select(cell => cell.Source));
        Assert.Equal(["csharp", "csharp", "markdown"], document.Cells.Select(cell => cell.Language));
    }

    [Fact]
    public async Task An_untouched_dib_is_written_as_it_was()
    {
        var document = await _folder.ReadAsync("a.dib", Sample);

        Assert.Equal(Sample, await _folder.RewriteAsync(document, "b.dib"));
    }

    [Fact]
    public async Task Converts_to_a_valid_ipynb_and_back()
    {
        var document = await _folder.ReadAsync("a.dib", Sample);

        var text = await _folder.RewriteAsync(document, "b.ipynb");

        var cells = Nbformat.AssertValid(text);
        Assert.Equal("fsharp", (string?)cells[2]!["metadata"]!["polyglot_notebook"]!["kernelName"]);
        Assert.Equal("C#", (string?)JsonNode.Parse(text)!["metadata"]!["kernelspec"]!["language"]);
        var back = await NotebookFile.ReadAsync(_folder["b.ipynb"]);
        Assert.Equal(document.Cells.Select(cell => (cell.Language, cell.Source)), back.Cells.Select(cell => (cell.Language, cell.Source)));
        Assert.Equal(Sample, await _folder.RewriteAsync(back, "c.dib"));
    }

    [Fact]
    public async Task An_ipynb_becomes_a_dib_without_a_second_header()
    {
        var text = Notebook.Of("{}", Notebook.Code("#!html\n<b>x</b>"), Notebook.Code("1+1"), Notebook.Code(""));
        var document = await _folder.ReadAsync("a.ipynb", text);

        Assert.Equal("#!html\n\n<b>x</b>\n\n#!csharp\n\n1+1\n\n#!csharp\n", await _folder.RewriteAsync(document, "b.dib"));
    }

    public void Dispose() => _folder.Dispose();
}
