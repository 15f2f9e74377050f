using Distribute.Notebooks.Documents;

namespace Distribute.Polyglot.Tests;

/// <summary>The packed extension in the real tool, loaded by <c>#r "nuget:..."</c>: another Roslyn than the engine's, its own way to load packages.</summary>
public sealed class ToolTests
{
    private static string Load => $"#i \"nuget:{ToolNotebook.Feed}\"\n#r \"nuget:Distribute.Polyglot,0.1.0\"";

    [Theory]
    [InlineData("distribute.ipynb")]
    [InlineData("distribute.dib")]
    public async Task Sample(string name)
    {
        await using var notebook = new ToolNotebook();
        var said = "";
        foreach (var cell in (await NotebookFile.ReadAsync(Path.Combine(ToolNotebook.Metadata("RepositoryRoot"), "samples", "Polyglot", name))).Cells)
        {
            if (cell.Kind != NotebookCellKind.Code) continue;
            said += await notebook.PassAsync(cell.Source.Replace("#r \"nuget:Distribute.Polyglot,0.1.0\"", Load, StringComparison.Ordinal));
        }

        Assert.Contains("rank 3 of 4:", said, StringComparison.Ordinal);
        Assert.Contains("mean of 8 estimates: 3.14", said, StringComparison.Ordinal);
        Assert.Contains("rank 3 knows 3.1", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("thread")]
    [InlineData("process")]
    public async Task Types_packages_displays_and_the_stop_button(string mode)
    {
        await using var notebook = new ToolNotebook();
        await notebook.PassAsync(Load);
        await notebook.PassAsync("public record Pair<T>(T First, T Second);\nvar pair = new Pair<int>(1, 2);\n#!fsharp\nlet fromFSharp = [| 1; 2; 3 |]");
        var shown = await notebook.PassAsync($$"""
            #!distribute 2 --mode {{mode}} --share fromFSharp,pair --gather pairs
            #r "nuget: MathNet.Numerics, 5.0.0"
            using MathNet.Numerics.Statistics;
            var pairs = pair with { Second = __process_id__ + fromFSharp.Sum() };
            display($"mean {new[] { 1.0, 2.0 }.Mean():F1} on {__process_id__}");
            """);
        Assert.Contains("mean 1.5 on 1", shown, StringComparison.Ordinal);
        Assert.Contains("Second = 7", await notebook.PassAsync("Pair<int>[] typed = pairs; Console.WriteLine(typed[1]);"), StringComparison.Ordinal);

        var endless = notebook.SendAsync("SubmitCode", "#!distribute 2\nConsole.WriteLine(\"begun\");\nwhile (true) AppContext.SetData(\"beat\", Environment.TickCount64);");
        await endless.Began.WaitAsync(TestNotebook.Patience);
        notebook.SendAsync("Cancel");
        Assert.NotNull((await endless.Ended.WaitAsync(TestNotebook.Patience)).Error);
        Assert.Contains("kept 7", await notebook.PassAsync("#!distribute 2\nConsole.WriteLine($\"kept {pairs.Second}\");"), StringComparison.Ordinal);
        Assert.Contains("csharp too", await notebook.PassAsync("Console.WriteLine(\"csharp too\");"), StringComparison.Ordinal);
    }
}
