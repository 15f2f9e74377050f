using System.Xml;
using System.Xml.Linq;

namespace Distribute.Packages;

/// <summary>The folders of this machine in which NuGet finds packages, by its configuration files.</summary>
internal static class LocalFolders
{
    /// <summary>Full paths, which need not exist.</summary>
    /// <param name="configuration">The folder from which configuration files are looked for upwards.</param>
    /// <param name="packages">Where packages are unpacked; null for what the configuration says.</param>
    /// <param name="sources">Sources besides those of the configuration; addresses are passed over.</param>
    public static IReadOnlyList<string> Find(string configuration, string? packages, IReadOnlyList<string> sources)
    {
        var files = NuGetConfigurations.Find(configuration).Append(OfUser()).Select(TryRead).OfType<(string Folder, XElement Root)>().ToList();
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var unpacked = packages
            ?? (Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } given ? given : null)
            ?? Values(files, "config").FirstOrDefault(value => value.Key == "globalPackagesFolder").Value
            ?? Path.Combine(home, ".nuget", "packages");
        IEnumerable<string> all =
        [
            unpacked, .. sources.Select(source => FolderOf(source, Environment.CurrentDirectory)).OfType<string>(),
            .. Values(files, "packageSources").Concat(Values(files, "fallbackPackageFolders")).Select(value => value.Value).OfType<string>(),
        ];
        // What no path can be is a mistake that a restore tells of.
        return [.. all.Where(path => !path.Contains('\0', StringComparison.Ordinal)).Select(Path.GetFullPath).Distinct(StringComparer.Ordinal)];
    }

    private static string OfUser()
    {
        var root = OperatingSystem.IsWindows()
            ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "NuGet")
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "NuGet");
        return Path.Combine(root, "NuGet.Config");
    }

    private static (string Folder, XElement Root)? TryRead(string file)
    {
        try
        {
            return File.Exists(file) ? (Path.GetDirectoryName(file)!, XDocument.Load(file).Root!) : null;
        }
        catch (Exception exception) when (exception is XmlException or IOException or UnauthorizedAccessException)
        {
            return null; // A restore says what is wrong with it.
        }
    }

    // Of the nearest file first; what one clears, those behind it do not add.
    private static IEnumerable<(string Key, string? Value)> Values(IEnumerable<(string Folder, XElement Root)> files, string section)
    {
        foreach (var (folder, root) in files)
        {
            var entries = root.Elements(section).Elements().ToList();
            var cleared = entries.FindLastIndex(entry => entry.Name.LocalName == "clear");
            foreach (var entry in entries.Skip(cleared + 1).Where(entry => entry.Name.LocalName == "add"))
            {
                if (entry.Attribute("value")?.Value is { } value)
                {
                    yield return (entry.Attribute("key")?.Value ?? "", FolderOf(Environment.ExpandEnvironmentVariables(value), folder));
                }
            }

            if (cleared >= 0)
            {
                yield break;
            }
        }
    }

    private static string? FolderOf(string source, string from)
    {
        if (Uri.TryCreate(source, UriKind.Absolute, out var address) && !address.IsFile)
        {
            return null;
        }

        return Path.Combine(from, address?.LocalPath ?? source);
    }
}
