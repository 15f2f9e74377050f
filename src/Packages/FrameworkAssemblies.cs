using System.Reflection;
using Distribute.Contracts.References;

namespace Distribute.Packages;

/// <summary>What the running shared framework provides, and what a package may ask for beside it.</summary>
internal static class FrameworkAssemblies
{
    // One copy of these serves the host and the cells, or what a cell formats would not be what the host knows.
    private static readonly HashSet<string> _shared = new(StringComparer.OrdinalIgnoreCase)
    {
        "Distribute.Contracts",
        "Microsoft.DotNet.Interactive.Formatting",
        "Microsoft.AspNetCore.Html.Abstractions",
    };

    /// <summary>Whether an assembly of a package is to be left out because the framework or the host has it.</summary>
    public static bool Provides(AssemblyName assembly)
    {
        if (_shared.Contains(assembly.Name!))
        {
            return true;
        }

        return Framework.Files.TryGetValue(assembly.Name!, out var own) && assembly.Version <= AssemblyName.GetAssemblyName(own).Version;
    }

    /// <summary>The assemblies of another shared framework, such as ASP.NET Core, that a package is built on.</summary>
    /// <exception cref="PackageResolutionException">It is not installed.</exception>
    public static IEnumerable<string> Files(string framework, string package)
    {
        if (framework == "Microsoft.NETCore.App")
        {
            return [];
        }

        // Not beside the running one: a tool that is published with its framework has that alone.
        var folder = Path.Combine(DotnetHost.Find().Root, "shared", framework);
        var own = Environment.Version;
        var newest = !Directory.Exists(folder) ? null : Directory.EnumerateDirectories(folder)
            .Select(found => (Folder: found, Version: Version.TryParse(Path.GetFileName(found), out var version) ? version : null))
            .Where(found => found.Version is { } version && (version.Major, version.Minor) == (own.Major, own.Minor))
            .MaxBy(found => found.Version).Folder;
        return newest is not null
            ? Directory.EnumerateFiles(newest, "*.dll")
            : throw new PackageResolutionException(
                $"Package {package} needs the shared framework {framework} {own.Major}.{own.Minor}, which is not installed on this machine.");
    }
}
