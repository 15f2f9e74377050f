using Distribute.Cli.Tests.Running;
using Distribute.Notebooks.Tests;

namespace Distribute.Cli.Tests.BadInput;

/// <summary>Files and words on the command line that cannot be used: one line on the error stream, exit code 2, nothing runs.</summary>
public sealed class FileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Theory]
    [InlineData("text.txt", "Console.WriteLine(1);", "not a notebook: .ipynb and .dib files can be read")]
    [InlineData("list.ipynb", "[1, 2]", "not a notebook: its JSON is not an object")]
    [InlineData("half.ipynb", "{\"nbformat\":4,\n \"cells\":[{\"cell_type\":\"co", "the file ends in the middle of its JSON, at line 2")]
    [InlineData("empty.ipynb", "", "the file is empty")]
    public async Task What_is_no_notebook_is_told(string name, string text, string says) =>
        AssertRefused(await Tool.RunAsync("run", _folder.Write(name, text)), says);

    [Fact]
    public async Task A_notebook_in_another_language_is_told_and_not_run()
    {
        var file = _folder.Write("python.ipynb", NotebookText.Of("python", ["print('ran')"]));

        AssertRefused(await Tool.RunAsync("run", file), "a notebook in python; only C# notebooks can be run");
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_told() =>
        AssertRefused(await Tool.RunAsync("run", _folder["missing.ipynb"]), "no such file");

    [Fact]
    public async Task A_folder_is_told() => AssertRefused(await Tool.RunAsync("run", _folder[""]), "a directory, not a notebook");

    [Theory]
    [InlineData("--output", "no/such/folder/out.ipynb")]
    [InlineData("--output", "out.docx")]
    [InlineData("--report", "no/such/folder/report.json")]
    [InlineData("--report", "report.txt")]
    public async Task A_place_that_cannot_be_written_is_told_before_anything_runs(string option, string name)
    {
        var file = _folder.Write("good.ipynb", NotebookText.Of("Console.WriteLine(\"ran\");"));

        AssertRefused(await Tool.RunAsync("run", file, option, _folder[name]), "cannot write");
    }

    [Theory]
    [InlineData("run")]
    [InlineData("run", "a.ipynb", "--no-such-option")]
    [InlineData("run", "a.ipynb", "--timeout", "soon")]
    [InlineData("run", "a.ipynb", "--timeout", "0")]
    [InlineData("run", "a.ipynb", "--mode", "fibre")]
    [InlineData("walk", "a.ipynb")]
    public async Task Bad_usage_is_told_with_what_to_try(params string[] args)
    {
        var run = await Tool.RunAsync(args);

        Assert.Equal(2, run.ExitCode);
        Assert.Empty(run.Output);
        Assert.StartsWith("distribute: ", run.Error, StringComparison.Ordinal);
        Assert.Contains("Try 'distribute run notebook.ipynb', or 'distribute --help'.", run.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static void AssertRefused(ToolRun run, string says)
    {
        Assert.Equal(2, run.ExitCode);
        Assert.Empty(run.Output);
        Assert.Contains(says, run.Error, StringComparison.Ordinal);
        Assert.StartsWith("distribute: ", Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }
}
