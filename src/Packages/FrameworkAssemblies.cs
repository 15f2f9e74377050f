using System.Reflection;
using System.Runtime.InteropServices;
using Distribute.Contracts.References;

namespace Distribute.Packages;

/// <summary>What the running shared framework provides, and what a package may ask for beside it.</summary>
internal static class FrameworkAssemblies
{
    private static readonly string _folder = RuntimeEnvironment.GetRuntimeDirectory();

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

        var own = Path.Combine(_folder, assembly.Name + ".dll");
        return File.Exists(own) && assembly.Version <= AssemblyName.GetAssemblyName(own).Version;
    }

    /// <summary>The assemblies of another shared framework, such as ASP.NET Core, that a package is built on.</summary>
    /// <exception cref="PackageResolutionException">It is not installed.</exception>
    public static IEnumerable<string> Files(string framework, string package)
    {
        if (framework == "Microsoft.NETCore.App")
        {
            return [];
        }

        var version = Path.GetFileName(Path.TrimEndingDirectorySeparator(_folder));
        var folder = Path.GetFullPath(Path.Combine(_folder, "..", "..", framework, version));
        return Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, "*.dll")
            : throw new PackageResolutionException(
                $"Package {package} needs the shared framework {framework} {version}, which is not installed on this machine.");
    }
}
