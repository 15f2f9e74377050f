using System.Text;
using Distribute.Notebooks.Documents;

namespace Distribute.Notebooks.Tests;

public sealed class BadInputTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Theory]
    [InlineData("", "empty")]
    [InlineData(" \n\t\n", "empty")]
    [InlineData("hello", "not valid JSON, at line 1, column 1")]
    [InlineData("[1]", "not a notebook: its JSON is not an object")]
    [InlineData("{}", "no number \"nbformat\"")]
    [InlineData("""{"nbformat":"4","cells":[]}""", "no number \"nbformat\"")]
    [InlineData("""{"nbformat":4.5,"cells":[]}""", "no number \"nbformat\"")]
    [InlineData("""{"nbformat":3,"worksheets":[]}""", "nbformat 3 is too old")]
    [InlineData("""{"nbformat":5,"cells":[]}""", "nbformat 5 is newer")]
    [InlineData("""{"nbformat":4}""", "no list \"cells\"")]
    [InlineData("""{"nbformat":4,"cells":{}}""", "no list \"cells\"")]
    [InlineData("""{"nbformat":4,"cells":[7]}""", "cell 0 (from 0) is not an object")]
    [InlineData("""{"nbformat":4,"cells":[{}]}""", "has no \"cell_type\"")]
    [InlineData("""{"nbformat":4,"cells":[{"cell_type":"code"}]}""", "the source of cell 0")]
    [InlineData("""{"nbformat":4,"cells":[{"cell_type":"code","source":[1]}]}""", "the source of cell 0")]
    [InlineData("""{"nbformat":4,"cells":[{"cell_type":"code","source":"\ud800"}]}""", "\\u escape")]
    [InlineData("{\"nbformat\":4,\n \"cells\": oops}", "not valid JSON, at line 2, column 11")]
    [InlineData("{\"nbformat\":4,\n \"é\": oops}", "not valid JSON, at line 2, column 7")]
    [InlineData("""{"nbformat":4,"cells":[]} and more""", "not valid JSON, at line 1")]
    public async Task Says_in_one_line_what_is_wrong(string text, string reason)
    {
        var error = await Assert.ThrowsAsync<NotebookFormatException>(() => _folder.ReadAsync("bad.ipynb", text));

        Assert.Contains(reason, error.Message);
        Assert.StartsWith(error.Path + ": ", error.Message);
        Assert.Equal(_folder["bad.ipynb"], error.Path);
        Assert.DoesNotContain("\n", error.Message);
        Assert.DoesNotContain("BytePositionInLine", error.Message);
    }

    [Theory]
    [InlineData("{\"nbformat\":4,\n \"cells\":[{\"cell_type\":\"co", "line 2")]
    [InlineData("{\"nbformat\":4,\n \"cells\":[\n", "line 3")]
    [InlineData("{", "line 1")]
    public async Task Half_a_json_is_told_as_cut_off(string text, string place)
    {
        var error = await Assert.ThrowsAsync<NotebookFormatException>(() => _folder.ReadAsync("half.ipynb", text));

        Assert.Contains("ends in the middle of its JSON", error.Message);
        Assert.Contains(place, error.Message);
    }

    [Fact]
    public async Task Bottomless_nesting_is_refused()
    {
        var text = Notebook.Of("{\"deep\":" + new string('[', 5000) + new string(']', 5000) + "}");

        await Assert.ThrowsAsync<NotebookFormatException>(() => _folder.ReadAsync("deep.ipynb", text));
    }

    [Fact]
    public async Task Bytes_that_are_not_utf8_are_refused()
    {
        var bytes = Encoding.Latin1.GetBytes(Notebook.Of("{}", Notebook.Markdown("x")).Replace("text", "caf\u00e9"));
        var path = _folder.Write("latin.ipynb", bytes);

        var error = await Assert.ThrowsAsync<NotebookFormatException>(() => NotebookFile.ReadAsync(path));

        Assert.Contains("UTF-8", error.Message);
    }

    [Theory]
    [InlineData("missing.ipynb", "no such file")]
    [InlineData("no/such/folder.ipynb", "no such file")]
    [InlineData("", "directory")]
    [InlineData("nul\0.ipynb", "cannot be read")]
    public async Task Paths_that_lead_nowhere_are_told(string name, string reason)
    {
        var error = await Assert.ThrowsAsync<NotebookFormatException>(() => NotebookFile.ReadAsync(_folder[name]));

        Assert.Contains(reason, error.Message);
    }

    [Fact]
    public async Task A_file_beyond_the_limit_is_refused_unread()
    {
        using (var file = File.Create(_folder["huge.ipynb"])) file.SetLength(NotebookFile.MaxBytes + 1);

        var error = await Assert.ThrowsAsync<NotebookFormatException>(() => NotebookFile.ReadAsync(_folder["huge.ipynb"]));

        Assert.Contains("too large", error.Message);
    }

    [Fact]
    public async Task Text_under_another_ending_is_no_notebook()
    {
        var error = await Assert.ThrowsAsync<NotebookFormatException>(() => _folder.ReadAsync("a.txt", "Console.WriteLine(1);"));

        Assert.Contains(".ipynb and .dib", error.Message);
    }

    [Theory]
    [InlineData("#!meta\n{\"kernelInfo\":\n\n#!csharp\n1", "#!meta section is not valid JSON")]
    [InlineData("#!meta\n7\n#!csharp\n1", "#!meta section on line 1 is not a JSON object")]
    [InlineData("#!fsharp\nlet x = 1\n#!meta\n{\"kernelInfo\":{\"defaultKernelName\":\"fsharp\"}}", "a notebook in fsharp")]
    public async Task A_dib_tells_what_is_wrong(string text, string reason)
    {
        var error = await Assert.ThrowsAsync<NotebookFormatException>(() => _folder.ReadAsync("bad.dib", text));

        Assert.Contains(reason, error.Message);
    }

    public void Dispose() => _folder.Dispose();
}
