using Distribute.Contracts.References;

namespace Distribute.Packages;

/// <summary>An installed <c>dotnet</c> that has an SDK.</summary>
/// <param name="Path">The executable.</param>
/// <param name="Root">The folder it really lies in, with <c>sdk</c>, <c>shared</c> and <c>packs</c>.</param>
internal sealed record DotnetHost(string Path, string Root)
{
    private const int OldestSdk = 10;

    /// <exception cref="PackageResolutionException">There is none.</exception>
    public static DotnetHost Find() => Find(DotnetInstallations.Candidates(Environment.GetEnvironmentVariable));

    internal static DotnetHost Find(IEnumerable<string> candidates) =>
        candidates.Select(TryOpen).FirstOrDefault(host => host is not null)
        ?? throw new PackageResolutionException(
            "No .NET SDK was found, and packages need one: install the .NET 10 SDK (https://dot.net/download) and put dotnet on the PATH.");

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
