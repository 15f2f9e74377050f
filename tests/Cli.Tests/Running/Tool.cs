using System.Text.Json.Nodes;
using Distribute.Compiler;
using Distribute.Notebooks.Tests;

namespace Distribute.Cli.Tests.Running;

/// <summary>Runs the real command in this process: the same code as the tool's, with writers in place of the console.</summary>
internal static class Tool
{
    // One for all tests: its first cell costs more than most tests.
    private static readonly CSharpCellCompiler Compiler = new();

    /// <summary>Runs the command with these words.</summary>
    public static async Task<ToolRun> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await CommandLine.RunAsync(args, Compiler, new Terminal(TextWriter.Synchronized(output), error, IsInteractive: false));
        return new ToolRun(exitCode, output.ToString(), error.ToString());
    }

    /// <summary>Runs a notebook of these cells, all of them whatever fails.</summary>
    public static Task<NotebookResult> CellsAsync(params string[] cells) => CellsAsync(cells, "--keep-going");

    /// <summary>Runs a notebook of these cells with these options.</summary>
    public static async Task<NotebookResult> CellsAsync(string[] cells, params string[] options)
    {
        using var folder = new TempFolder();
        var file = folder["notebook.ipynb"];
        await File.WriteAllTextAsync(file, NotebookText.Of(cells));
        return await FileAsync(file, options);
    }

    /// <summary>Runs a notebook file and reads back the report and the executed notebook.</summary>
    public static async Task<NotebookResult> FileAsync(string file, params string[] options)
    {
        using var folder = new TempFolder();
        var (report, output) = (folder["report.json"], folder["out.ipynb"]);
        var run = await RunAsync(["run", file, "--report", report, "--output", output, .. options]);
        Assert.True(File.Exists(report), run.Error);
        return new NotebookResult(
            run, new Report(JsonNode.Parse(await File.ReadAllTextAsync(report))!), Nbformat.AssertValid(await File.ReadAllTextAsync(output)));
    }
}

/// <summary>What came of one call of the tool.</summary>
internal sealed record ToolRun(int ExitCode, string Output, string Error)
{
    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>What came of one notebook.</summary>
internal sealed record NotebookResult(ToolRun Run, Report Report, JsonArray Notebook)
{
    public int ExitCode => Run.ExitCode;

    public CellReport Cell(int index) => Report.Cell(index);
}
