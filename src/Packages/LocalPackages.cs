using System.Collections.Concurrent;
using System.Xml;
using System.Xml.Linq;
using NuGet.Versioning;

namespace Distribute.Packages;

/// <summary>
/// Lists the packages in folders of this machine: where NuGet unpacks them, and folders that are sources. Both forms of a folder are known:
/// <c>id/version</c>, and files named <c>id.version.nupkg</c>. Thread safe.
/// </summary>
internal sealed class LocalPackages(PackageResolverOptions options)
{
    private const int MostIds = 300; // more than a person scrolls through; more letters bring the others

    // A folder that may not be read, or that is being written, is as good as an empty one: this is help and no answer to rely on.
    private static readonly EnumerationOptions _reading = new() { IgnoreInaccessible = true, MatchCasing = MatchCasing.CaseInsensitive };

    private readonly ConcurrentDictionary<string, string> _names = new(StringComparer.Ordinal);

    /// <summary>See <see cref="Contracts.References.ILocalPackages.Ids"/>.</summary>
    public IReadOnlyList<string> Ids(string start, IReadOnlyList<string> sources)
    {
        if (!IsName(start))
        {
            return [];
        }

        var found = new SortedDictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var folder in Folders(sources))
        {
            foreach (var (id, _) in Files(folder, start))
            {
                found.TryAdd(id, id);
            }

            foreach (var package in Listed(() => Directory.EnumerateDirectories(folder, start + "*", _reading)).Order(StringComparer.Ordinal).Take(MostIds))
            {
                if (!found.ContainsKey(Path.GetFileName(package)) && Unpacked(package).Take(1).ToList() is [var newest])
                {
                    found.TryAdd(Path.GetFileName(package), NameOf(package, newest.Folder));
                }
            }
        }

        return [.. found.Values.Take(MostIds)];
    }

    /// <summary>See <see cref="Contracts.References.ILocalPackages.Versions"/>.</summary>
    public IReadOnlyList<string> Versions(string id, IReadOnlyList<string> sources)
    {
        if (id.Length == 0 || !IsName(id))
        {
            return [];
        }

        var found = new HashSet<NuGetVersion>();
        foreach (var folder in Folders(sources))
        {
            found.UnionWith(Files(folder, id).Where(file => file.Id.Equals(id, StringComparison.OrdinalIgnoreCase)).Select(file => file.Version));
            found.UnionWith(Unpacked(Path.Combine(folder, id.ToLowerInvariant())).Select(package => package.Version));
        }

        return [.. found.OrderBy(version => version.IsPrerelease).ThenByDescending(version => version).Select(version => version.ToNormalizedString())];
    }

    // Anything else would mean something to the file system.
    private static bool IsName(string text) => text.All(letter => char.IsLetterOrDigit(letter) || letter is '.' or '-' or '_') && !text.StartsWith('.');

    private IEnumerable<string> Folders(IReadOnlyList<string> sources)
    {
        var configuration = options.ConfigurationFolder ?? Environment.CurrentDirectory;
        return LocalFolders.Find(configuration, options.PackagesFolder, sources).Where(Directory.Exists);
    }

    private static IEnumerable<(string Id, NuGetVersion Version)> Files(string folder, string start)
    {
        foreach (var file in Listed(() => Directory.EnumerateFiles(folder, "*.nupkg", _reading)))
        {
            var name = Path.GetFileNameWithoutExtension(file);
            if (name.StartsWith(start, StringComparison.OrdinalIgnoreCase) && Split(name) is { } package)
            {
                yield return package;
            }
        }
    }

    // The version begins at the first part that is a number and makes a version of all that follows: "Some.Package.2.Go.1.0.0".
    private static (string Id, NuGetVersion Version)? Split(string name)
    {
        for (var dot = name.IndexOf('.', StringComparison.Ordinal); dot > 0; dot = name.IndexOf('.', dot + 1))
        {
            if (dot + 1 < name.Length && char.IsAsciiDigit(name[dot + 1]) && NuGetVersion.TryParse(name[(dot + 1)..], out var version))
            {
                return (name[..dot], version);
            }
        }

        return null;
    }

    private static IEnumerable<(string Folder, NuGetVersion Version)> Unpacked(string package) => !Directory.Exists(package)
        ? []
        : Listed(() => Directory.EnumerateDirectories(package, "*", _reading))
            .Select(folder => (Folder: folder, Version: NuGetVersion.TryParse(Path.GetFileName(folder), out var version) ? version : null!))
            .Where(found => found.Version is not null).OrderDescending(Comparer<(string, NuGetVersion Version)>.Create((a, b) => a.Version.CompareTo(b.Version)));

    private static List<string> Listed(Func<IEnumerable<string>> entries)
    {
        try
        {
            return [.. entries()];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return []; // gone since it was looked for
        }
    }

    // Folders are named in lower case; how its author writes the name stands in the package.
    private string NameOf(string package, string version) => _names.GetOrAdd(package, _ =>
    {
        var id = Path.GetFileName(package);
        var file = Path.Combine(version, id + ".nuspec");
        try
        {
            var name = File.Exists(file) ? XDocument.Load(file).Descendants().FirstOrDefault(element => element.Name.LocalName == "id")?.Value.Trim() : null;
            return id.Equals(name, StringComparison.OrdinalIgnoreCase) ? name : id;
        }
        catch (Exception exception) when (exception is XmlException or IOException or UnauthorizedAccessException)
        {
            return id; // NuGet takes it in lower case too
        }
    });
}
