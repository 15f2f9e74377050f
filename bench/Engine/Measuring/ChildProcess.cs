using System.Diagnostics;

namespace Distribute.Bench.Measuring;

/// <summary>What a child process did. Immutable.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">What it printed.</param>
/// <param name="Error">What it wrote to the error stream.</param>
/// <param name="Elapsed">Wall time from before its start to after its end.</param>
internal sealed record ChildResult(int ExitCode, string Output, string Error, TimeSpan Elapsed)
{
    /// <summary>This result, when the exit code is one of these.</summary>
    /// <exception cref="InvalidOperationException">It is another one.</exception>
    public ChildResult Expect(params int[] codes) =>
        codes.Contains(ExitCode) ? this : throw new InvalidOperationException($"A child process ended with {ExitCode}.\n{Output}\n{Error}");
}

/// <summary>Runs programs and takes what they print.</summary>
internal static class ChildProcess
{
    /// <summary>Runs one to its end.</summary>
    public static async Task<ChildResult> RunAsync(string file, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        // Set by `dotnet run` for its own build; another build must find its own.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList()) start.Environment.Remove(name);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        var begin = Stopwatch.GetTimestamp();
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{file} did not start.");
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync().ConfigureAwait(false);
        await process.WaitForExitAsync().ConfigureAwait(false);
        var elapsed = Stopwatch.GetElapsedTime(begin);
        return new ChildResult(process.ExitCode, output, await error.ConfigureAwait(false), elapsed);
    }
}
