using System.Diagnostics;

namespace Distribute.Packages;

/// <summary>How a restore ended.</summary>
/// <param name="ExitCode">0 when it succeeded.</param>
/// <param name="Output">What it printed.</param>
internal sealed record RestoreRun(int ExitCode, string Output);

/// <summary>Runs a restore; tests count and replace it.</summary>
internal interface IRestoreRunner
{
    /// <exception cref="Contracts.References.PackageResolutionException">No SDK is installed.</exception>
    DotnetHost FindHost();

    Task<RestoreRun> RunAsync(DotnetHost host, string project, CancellationToken cancellationToken);
}

/// <summary>Runs <c>dotnet msbuild -t:Restore</c>, alone and leaving nothing behind.</summary>
internal sealed class RestoreProcess : IRestoreRunner
{
    private static readonly string[] _arguments =
        ["-t:Restore", "-nologo", "-v:q", "-noAutoResponse", "-nodeReuse:false", "-tl:off", "-m:1", "-p:NuGetInteractive=false"];

    private static readonly (string Name, string? Value)[] _environment =
    [
        ("MSBUILDDISABLENODEREUSE", "1"),
        ("DOTNET_CLI_USE_MSBUILD_SERVER", "0"),
        ("DOTNET_CLI_TELEMETRY_OPTOUT", "1"),
        ("DOTNET_CLI_UI_LANGUAGE", "en"),
        ("DOTNET_CLI_WORKLOAD_UPDATE_NOTIFY_DISABLE", "true"),
        ("DOTNET_NOLOGO", "1"),
        ("DOTNET_GENERATE_ASPNET_CERTIFICATE", "false"),
        ("DOTNET_TieredPGO", "0"),
        // These would point it at the tools of a build or a debugger that this process itself runs under.
        ("MSBUILD_EXE_PATH", null),
        ("MSBuildSDKsPath", null),
        ("MSBuildExtensionsPath", null),
        ("DOTNET_STARTUP_HOOKS", null),
    ];

    // A source that is down would hold the person up for longer with NuGet's own six tries. Theirs counts if they set it.
    private const string TriesVariable = "NUGET_ENHANCED_MAX_NETWORK_TRY_COUNT";
    private const string Tries = "3";

    /// <inheritdoc/>
    public DotnetHost FindHost() => DotnetHost.Find();

    /// <inheritdoc/>
    public async Task<RestoreRun> RunAsync(DotnetHost host, string project, CancellationToken cancellationToken)
    {
        using var process = Process.Start(StartInfo(host, project))
            ?? throw new InvalidOperationException($"{host.Path} did not start.");
        process.StandardInput.Close();

        // Read to the end whatever happens, or a full pipe would hold the child up.
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            throw;
        }

        return new RestoreRun(process.ExitCode, await output.ConfigureAwait(false) + await error.ConfigureAwait(false));
    }

    private static ProcessStartInfo StartInfo(DotnetHost host, string project)
    {
        var start = new ProcessStartInfo(host.Path)
        {
            WorkingDirectory = Path.GetDirectoryName(project),
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { "msbuild", project },
        };
        foreach (var argument in _arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in _environment)
        {
            start.Environment[name] = value;
        }

        start.Environment.TryAdd(TriesVariable, Tries);

        return start;
    }
}
