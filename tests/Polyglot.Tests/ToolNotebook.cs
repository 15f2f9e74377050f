using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using System.Text.Json;

namespace Distribute.Polyglot.Tests;

/// <summary>A notebook of the tool <c>dotnet-interactive</c> in a process of its own, over the lines of JSON that VS Code speaks with it.</summary>
internal sealed class ToolNotebook : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("distribute-tool-");
    private readonly ConcurrentDictionary<string, ToolCell> _cells = new();
    private readonly TaskCompletionSource _ready = new();
    private readonly Process _tool;
    private readonly Task _listening;
    private int _count;

    public ToolNotebook()
    {
        var start = new ProcessStartInfo("dotnet", [Metadata("Tool"), "stdio", "--working-dir", _folder.FullName])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["DOTNET_INTERACTIVE_CLI_TELEMETRY_OPTOUT"] = "1";
        // The package of this build, and not one of its version that an earlier test or a person left.
        start.Environment["NUGET_PACKAGES"] = Path.Combine(_folder.FullName, "packages");
        _tool = Process.Start(start)!;
        _listening = Task.Run(ListenAsync);
    }

    /// <summary>Where the build put the package.</summary>
    public static string Feed => Path.Combine(AppContext.BaseDirectory, "packages");

    public static string Metadata(string key) =>
        typeof(ToolNotebook).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == key).Value!;

    /// <summary>Runs a cell that must succeed; its text.</summary>
    public async Task<string> PassAsync(string cell)
    {
        var ran = await SendAsync("SubmitCode", cell).Ended.WaitAsync(TestNotebook.Patience);
        Assert.True(ran.Error is null, $"{cell}\n--- failed:\n{ran.Error}\n--- showed:\n{ran.Text}");
        return ran.Text;
    }

    /// <summary>Sends a command.</summary>
    public ToolCell SendAsync(string command, string? code = null)
    {
        var token = $"{++_count}";
        var cell = _cells[token] = new ToolCell();
        _ = WriteAsync(JsonSerializer.Serialize(new { token, commandType = command, command = code is null ? (object)new { } : new { code } }));
        return cell;
    }

    public async ValueTask DisposeAsync()
    {
        _tool.StandardInput.Close();
        _tool.Kill(entireProcessTree: true);
        await _tool.WaitForExitAsync();
        await _listening;
        _tool.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task WriteAsync(string line)
    {
        await _ready.Task;
        lock (_tool) _tool.StandardInput.WriteLine(line);
        await _tool.StandardInput.FlushAsync();
    }

    private async Task ListenAsync()
    {
        while (await _tool.StandardOutput.ReadLineAsync() is { } line)
        {
            if (!line.StartsWith('{')) continue;
            using var said = JsonDocument.Parse(line);
            if (!said.RootElement.TryGetProperty("eventType", out var type)) continue;
            if (type.GetString() == "KernelReady") _ready.TrySetResult();
            if (!said.RootElement.TryGetProperty("command", out var command) || command.ValueKind != JsonValueKind.Object) continue;
            // The parts of cell 3 are commands of their own: 3.1, 3.2.
            var token = command.GetProperty("token").GetString()!.Split('.');
            if (_cells.TryGetValue(token[0], out var cell)) cell.Hear(type.GetString()!, said.RootElement.GetProperty("event"), isPart: token.Length > 1);
        }
    }
}
