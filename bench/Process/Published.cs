using System.Diagnostics;
using System.Runtime.InteropServices;
using Distribute.Bench.Measuring;

namespace Distribute.Bench.Processes;

/// <summary>This program as it is published: a Release build, ready-to-run, with the child program beside it.</summary>
internal static class Published
{
    /// <summary>Publishes it and runs it with the same words.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        await Console.Error.WriteLineAsync("publishing").ConfigureAwait(false);
        var folder = Repository.Find("bench", "Process", "bin", "published");
        (await ChildProcess.RunAsync(
            "dotnet",
            [
                "publish", Repository.Find("bench", "Process", "Process.csproj"), "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier,
                "--self-contained", "false", "-p:PublishReadyToRun=true", "-o", folder, "-v", "q", "--nologo",
            ]).ConfigureAwait(false)).Expect(0);
        using var child = Process.Start(new ProcessStartInfo(Path.Combine(folder, "distribute-bench-process"), [.. args, "--published"]))!;
        await child.WaitForExitAsync().ConfigureAwait(false);
        return child.ExitCode;
    }
}
