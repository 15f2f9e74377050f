using System.Runtime.InteropServices;

namespace Distribute.Contracts.References;

/// <summary>Where <c>dotnet</c> may be installed. Names paths alone: whether it is there, and has what is needed, is the caller's to see.</summary>
public static class DotnetInstallations
{
    /// <summary>The executable's file name.</summary>
    public static string FileName { get; } = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";

    /// <summary>Paths where the executable may be, the most telling first.</summary>
    /// <param name="variable">Reads an environment variable; null for one that is not set.</param>
    public static IEnumerable<string> Candidates(Func<string, string?> variable)
    {
        ArgumentNullException.ThrowIfNull(variable);
        if (variable("DOTNET_HOST_PATH") is { Length: > 0 } host) yield return host;
        var architecture = RuntimeInformation.ProcessArchitecture.ToString().ToUpperInvariant();
        string?[] folders =
        [
            variable($"DOTNET_ROOT_{architecture}"),
            variable("DOTNET_ROOT"),
            .. (variable("PATH") ?? "").Split(Path.PathSeparator),
            Path.Combine(Framework.Folder, "..", "..", ".."),
            .. UsualFolders(),
        ];
        foreach (var folder in folders)
            if (!string.IsNullOrWhiteSpace(folder)) yield return Path.GetFullPath(Path.Combine(folder.Trim('"'), FileName));
    }

    private static IEnumerable<string> UsualFolders()
    {
        yield return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".dotnet");
        if (OperatingSystem.IsWindows())
        {
            yield return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles), "dotnet");
            yield break;
        }

        yield return "/usr/share/dotnet";
        yield return "/usr/lib/dotnet";
        yield return "/usr/lib64/dotnet";
        yield return "/usr/local/share/dotnet";
    }
}
