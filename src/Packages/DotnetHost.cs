using System.Runtime.InteropServices;
using Distribute.Contracts.References;

namespace Distribute.Packages;

/// <summary>An installed <c>dotnet</c> that has an SDK.</summary>
/// <param name="Path">The executable.</param>
/// <param name="Root">The folder it really lies in, with <c>sdk</c>, <c>shared</c> and <c>packs</c>.</param>
internal sealed record DotnetHost(string Path, string Root)
{
    private const int OldestSdk = 10;

    private static readonly string _fileName = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";

    /// <exception cref="PackageResolutionException">There is none.</exception>
    public static DotnetHost Find() => Find(Candidates(Environment.GetEnvironmentVariable));

    internal static DotnetHost Find(IEnumerable<string> candidates) =>
        candidates.Select(TryOpen).FirstOrDefault(host => host is not null)
        ?? throw new PackageResolutionException(
            "No .NET SDK was found, and packages need one: install the .NET 10 SDK (https://dot.net/download) and put dotnet on the PATH.");

    /// <summary>Paths where the executable may be, the most telling first.</summary>
    internal static IEnumerable<string> Candidates(Func<string, string?> variable)
    {
        if (variable("DOTNET_HOST_PATH") is { Length: > 0 } host)
        {
            yield return host;
        }

        var architecture = RuntimeInformation.ProcessArchitecture.ToString().ToUpperInvariant();
        string?[] folders =
        [
            variable($"DOTNET_ROOT_{architecture}"),
            variable("DOTNET_ROOT"),
            .. (variable("PATH") ?? "").Split(System.IO.Path.PathSeparator),
            System.IO.Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."),
            .. UsualFolders(),
        ];
        foreach (var folder in folders)
        {
            if (!string.IsNullOrWhiteSpace(folder))
            {
                yield return System.IO.Path.GetFullPath(System.IO.Path.Combine(folder.Trim('"'), _fileName));
            }
        }
    }

    private static IEnumerable<string> UsualFolders()
    {
        yield return System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".dotnet");
        if (OperatingSystem.IsWindows())
        {
            yield return System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles), "dotnet");
            yield break;
        }

        yield return "/usr/share/dotnet";
        yield return "/usr/lib/dotnet";
        yield return "/usr/lib64/dotnet";
        yield return "/usr/local/share/dotnet";
    }

    private static DotnetHost? TryOpen(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
        {
            return null;
        }

        // /usr/bin/dotnet is mostly a link into the folder that has the SDK.
        var real = file.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? file.FullName;
        var root = System.IO.Path.GetDirectoryName(real)!;
        var sdks = System.IO.Path.Combine(root, "sdk");
        return Directory.Exists(sdks) && Directory.EnumerateDirectories(sdks).Any(IsRecentSdk) ? new DotnetHost(real, root) : null;
    }

    private static bool IsRecentSdk(string folder) =>
        int.TryParse(System.IO.Path.GetFileName(folder).Split('.')[0], out var major)
        && major >= OldestSdk
        && File.Exists(System.IO.Path.Combine(folder, "NuGet.targets"));
}
