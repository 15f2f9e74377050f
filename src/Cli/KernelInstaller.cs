using Distribute.Jupyter.Installing;

namespace Distribute.Cli;

/// <summary><c>distribute kernel install</c> and <c>uninstall</c>.</summary>
internal sealed class KernelInstaller(Terminal terminal)
{
    public Task<int> InstallAsync(KernelPlace place, string name, string? mode, bool plain) => TryAsync(() =>
    {
        var spec = new KernelSpec { Name = name, Arguments = [.. ThisTool(), "kernel", "run", "--connection-file", "{connection_file}", .. mode is null ? [] : (string[])["--mode", mode], .. plain ? (string[])["--plain"] : []], Environment = Needed() };
        return $"Installed kernel {name} in {spec.Install(place)}";
    });

    public Task<int> UninstallAsync(KernelPlace place, string name) => TryAsync(() => KernelSpec.Uninstall(place, name) is { } folder
        ? $"Removed {folder}"
        : throw new InvalidOperationException($"there is no kernel {name} in {place.Folder}; 'jupyter kernelspec list' shows where kernels are"));

    /// <summary>How this very tool is started again: as it was installed, by its own program, or by dotnet with its file.</summary>
    private static string[] ThisTool()
    {
        if (Installed(AppContext.BaseDirectory) is { } installed) return [installed];
        var program = Environment.ProcessPath!;
        var name = Path.GetFileNameWithoutExtension(program);
        return name.Equals("distribute", StringComparison.OrdinalIgnoreCase) ? [program] : [DotnetOf(program, name), Path.Combine(AppContext.BaseDirectory, "distribute.dll")];
    }

    /// <summary>What <c>dotnet tool install</c> put on the path for the tool in this folder; it stays where it is when the tool is updated.</summary>
    internal static string? Installed(string folder)
    {
        var store = $"{Path.DirectorySeparatorChar}.store{Path.DirectorySeparatorChar}";
        var at = folder.IndexOf(store, StringComparison.Ordinal);
        if (at < 0) return null;
        var program = Path.Combine(folder[..at], OperatingSystem.IsWindows() ? "distribute.exe" : "distribute");
        return File.Exists(program) ? program : null;
    }

    // Under a test runner or a debugger the process is another program.
    private static string DotnetOf(string program, string name) =>
        name.Equals("dotnet", StringComparison.OrdinalIgnoreCase) ? program : Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    // A front end that a person starts from a menu has none of their shell's variables.
    private static Dictionary<string, string> Needed() =>
        Environment.GetEnvironmentVariable("DOTNET_ROOT") is { Length: > 0 } root ? new() { ["DOTNET_ROOT"] = root } : [];

    private async Task<int> TryAsync(Func<string> work)
    {
        try
        {
            await terminal.Output.WriteLineAsync(work()).ConfigureAwait(false);
            return 0;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            await terminal.Error.WriteLineAsync($"distribute: {problem.Message}").ConfigureAwait(false);
            return CommandLine.UsageError;
        }
    }
}
