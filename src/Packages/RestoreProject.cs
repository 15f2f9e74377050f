using System.Xml.Linq;
using NuGet.Versioning;

namespace Distribute.Packages;

/// <summary>
/// Writes the project that is restored. It imports NuGet's own targets and nothing else: an SDK project takes about twice
/// as long to evaluate, and would pick up Directory.Build.props and Directory.Packages.props from the folders above.
/// </summary>
internal static class RestoreProject
{
    // Packages for .NET Framework are taken when they have nothing better, as a project made by the SDK does.
    private const string FrameworkFallback = "net461;net462;net47;net471;net472;net48;net481";

    /// <summary>Its name shows up in NuGet's dependency chains, from where <see cref="RestoreErrors"/> takes it out.</summary>
    public const string Name = "notebook";

    public static string AssetsPath(string folder) => Path.Combine(folder, "obj", "project.assets.json");

    /// <returns>The project file.</returns>
    public static string Write(PackageRequest request, string folder, DotnetHost host)
    {
        var document = new XElement("Project", Properties(request), References(request), Pruned(host),
            new XElement("Import", new XAttribute("Project", "$(MSBuildToolsPath)/NuGet.targets")));
        var path = Path.Combine(folder, Name + ".proj");
        document.Save(path);

        // Stops the search for a global.json that pins an SDK for something else.
        File.WriteAllText(Path.Combine(folder, "global.json"), "{}");
        return path;
    }

    private static XElement Properties(PackageRequest request)
    {
        var properties = new XElement("PropertyGroup",
            new XElement("RestoreTaskAssemblyFile", "$(MSBuildToolsPath)/NuGet.Build.Tasks.dll"),
            new XElement("RestoreProjectStyle", "PackageReference"),
            new XElement("TargetFramework", PackageRequest.Framework),
            new XElement("TargetFrameworks", ""),
            new XElement("TargetFrameworkMoniker", ".NETCoreApp,Version=v10.0"),
            new XElement("TargetFrameworkIdentifier", ".NETCoreApp"),
            new XElement("TargetFrameworkVersion", "v10.0"),
            new XElement("AssetTargetFallback", FrameworkFallback),
            new XElement("RuntimeIdentifiers", request.RuntimeIdentifier),
            new XElement("RuntimeIdentifierGraphPath", "$(MSBuildToolsPath)/PortableRuntimeIdentifierGraph.json"),
            new XElement("MSBuildProjectExtensionsPath", "$(MSBuildProjectDirectory)/obj/"),
            new XElement("RestoreOutputPath", "$(MSBuildProjectDirectory)/obj/"),
            new XElement("RestoreUseStaticGraphEvaluation", "false"),
            new XElement("RestoreEnablePackagePruning", "true"),
            new XElement("ManagePackageVersionsCentrally", "false"),
            new XElement("NuGetAudit", "false"),
            new XElement("TreatWarningsAsErrors", "false"),
            new XElement("WarningsAsErrors", "NU1605"),
            // Otherwise NuGet would look above the cache for its configuration.
            new XElement("RestoreRootConfigDirectory", Escape(request.ConfigurationFolder)),
            new XElement("RestoreAdditionalProjectSources", string.Join(';', request.Sources.Select(Escape))));
        if (request.PackagesFolder is { } packages)
        {
            properties.Add(new XElement("RestorePackagesPath", Escape(packages)));
        }

        return properties;
    }

    private static XElement References(PackageRequest request) =>
        new("ItemGroup", request.Packages.Select(package => new XElement("PackageReference",
            new XAttribute("Include", package.Id), new XAttribute("Version", package.Version))));

    /// <summary>Packages whose content the framework has, so that they are not even downloaded.</summary>
    private static XElement Pruned(DotnetHost host) =>
        new("ItemGroup",
            from line in FrameworkPackages(host)
            let parts = line.Split('|')
            where parts.Length == 2
            let version = NuGetVersion.Parse(parts[1])
            select new XElement("PrunePackageReference",
                new XAttribute("Include", parts[0]),
                // Service releases of a package never carry more than the framework's own.
                new XAttribute("Version", $"{version.Major}.{version.Minor}.32767")));

    private static string[] FrameworkPackages(DotnetHost host)
    {
        var packs = Path.Combine(host.Root, "packs", "Microsoft.NETCore.App.Ref");
        if (!Directory.Exists(packs))
        {
            return [];
        }

        var newest = Directory.EnumerateDirectories(packs, "10.*")
            .Select(folder => (Folder: folder, Version: NuGetVersion.TryParse(Path.GetFileName(folder), out var version) ? version : null))
            .Where(pack => pack.Version is not null)
            .MaxBy(pack => pack.Version).Folder;
        var list = newest is null ? null : Path.Combine(newest, "data", "PackageOverrides.txt");
        return File.Exists(list) ? File.ReadAllLines(list) : [];
    }

    private static string Escape(string text) => text
        .Replace("%", "%25", StringComparison.Ordinal)
        .Replace("$", "%24", StringComparison.Ordinal)
        .Replace("@", "%40", StringComparison.Ordinal)
        .Replace("'", "%27", StringComparison.Ordinal)
        .Replace(";", "%3B", StringComparison.Ordinal)
        .Replace("*", "%2A", StringComparison.Ordinal)
        .Replace("?", "%3F", StringComparison.Ordinal);
}
