using System.Diagnostics;

namespace Distribute.Jupyter.Tests.Running;

/// <summary>Runs programs to their end.</summary>
internal static class Programs
{
    /// <summary>Longer than anything takes on a busy machine; what takes longer hangs.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Debian's Python, where the packages of Jupyter are.</summary>
    public const string Python = "/usr/bin/python3";

    /// <summary>The tool as it was built, in a process of its own.</summary>
    public static Task<ProgramRun> ToolAsync(IReadOnlyDictionary<string, string>? environment, params string[] args) =>
        RunAsync(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", environment, [Path.Combine(AppContext.BaseDirectory, "distribute.dll"), .. args]);

    /// <summary>Runs a program.</summary>
    public static async Task<ProgramRun> RunAsync(string program, IReadOnlyDictionary<string, string>? environment, params string[] args)
    {
        var start = new ProcessStartInfo(program, args) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Repository.Root };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', args)} did not end: {await output}{await error}");
        }

        return new ProgramRun(process.ExitCode, await output, await error);
    }
}

/// <summary>What came of a program.</summary>
internal sealed record ProgramRun(int ExitCode, string Output, string Error)
{
    public string All => Output + Error;
}
