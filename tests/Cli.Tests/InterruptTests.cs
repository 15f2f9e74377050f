using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Distribute.Cli.Tests.Running;
using Distribute.Notebooks.Tests;

namespace Distribute.Cli.Tests;

/// <summary>Ctrl+C, as a process of its own gets it.</summary>
public sealed class InterruptTests : IDisposable
{
    private const int InterruptSignal = 2;

    private readonly TempFolder _folder = new();

    [Fact]
    public async Task A_signal_interrupts_the_running_cell_and_what_was_done_is_written()
    {
        if (OperatingSystem.IsWindows()) return;
        var file = _folder.Write("endless.ipynb", NotebookText.Of(
            "Console.WriteLine(\"before\");", "#!distribute 2\nConsole.WriteLine($\"rank {__process_id__} runs\");\nwhile (true) { }", "Console.WriteLine(\"after\");"));
        using var tool = Start("run", file, "--keep-going", "--output", _folder["out.ipynb"], "--report", _folder["report.json"]);
        var complaints = tool.StandardError.ReadToEndAsync();

        var running = new HashSet<string>();
        while (running.Count < 2 && await tool.StandardOutput.ReadLineAsync() is { } line)
            if (line.EndsWith("runs", StringComparison.Ordinal)) running.Add(line);
        Assert.Equal(2, running.Count);
        Assert.Equal(0, Signal(tool.Id, InterruptSignal));
        var rest = await tool.StandardOutput.ReadToEndAsync();
        await tool.WaitForExitAsync();

        Assert.True(tool.ExitCode == 130, $"exit code {tool.ExitCode}: {rest}{await complaints}");
        var report = new Report(JsonNode.Parse(await File.ReadAllTextAsync(_folder["report.json"]))!);
        Assert.Equal(["interrupted", "interrupted"], report.Cell(1).Outcomes);
        Assert.Equal([0, 1], report.Cells.Select(cell => cell.Index));
        var notebook = Nbformat.AssertValid(await File.ReadAllTextAsync(_folder["out.ipynb"]));
        Assert.Equal("before\n", notebook[0]!["outputs"]![0]!["text"]!.AsText());
        Assert.Empty(notebook[2]!["outputs"]!.AsArray());
    }

    public void Dispose() => _folder.Dispose();

    private static Process Start(params string[] args)
    {
        // A background job ignores the signal, and so would all that it starts.
        string[] words = [.. KnowsDefaultSignal() ? Heeding : [], Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", Path.Combine(AppContext.BaseDirectory, "distribute.dll"), .. args];
        return Process.Start(new ProcessStartInfo(words[0], words[1..]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
    }

    // GNU's env does; where another one stands the tests must run in the foreground.
    private static bool KnowsDefaultSignal()
    {
        using var trial = Process.Start(new ProcessStartInfo(Heeding[0], [Heeding[1], "true"]) { RedirectStandardError = true })!;
        trial.WaitForExit();
        return trial.ExitCode == 0;
    }

    private static readonly string[] Heeding = ["/usr/bin/env", "--default-signal=INT"];

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int Signal(int processId, int signal);
}
