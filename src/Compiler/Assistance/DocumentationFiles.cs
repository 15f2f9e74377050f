using Distribute.Contracts.References;

namespace Distribute.Compiler.Assistance;

/// <summary>Finds the XML files with the text about the framework: an installed SDK has them, a runtime alone has not.</summary>
internal static class DocumentationFiles
{
    /// <summary>The files, those that are asked for most first; none when they are not installed.</summary>
    public static IReadOnlyList<string> OfFramework()
    {
        foreach (var candidate in DotnetInstallations.Candidates(Environment.GetEnvironmentVariable))
        {
            if (!File.Exists(candidate)) continue;
            var real = File.ResolveLinkTarget(candidate, returnFinalTarget: true)?.FullName ?? candidate;
            if (In(Path.Combine(Path.GetDirectoryName(real)!, "packs", "Microsoft.NETCore.App.Ref")) is { Count: > 0 } files) return files;
        }

        return [];
    }

    private static IReadOnlyList<string> In(string pack)
    {
        if (!Directory.Exists(pack)) return [];
        var major = Environment.Version.Major;
        var version = Directory.GetDirectories(pack).Select(folder => (Folder: folder, Version: Version.TryParse(Path.GetFileName(folder), out var v) ? v : null))
            .Where(found => found.Version?.Major == major).OrderByDescending(found => found.Version).FirstOrDefault().Folder;
        var folder = version is null ? null : Path.Combine(version, "ref", $"net{major}.0");
        return folder is null || !Directory.Exists(folder) ? []
            : [.. Directory.GetFiles(folder, "*.xml").OrderBy(file => Rank(Path.GetFileNameWithoutExtension(file))).ThenBy(file => file, StringComparer.Ordinal)];
    }

    private static int Rank(string name) => name switch
    {
        "System.Runtime" => 0,
        "System.Collections" => 1,
        "System.Linq" => 2,
        "System.Console" => 3,
        _ => 4,
    };
}
