using System.Reflection;
using Distribute.Contracts.References;

namespace Distribute.Packages;

/// <summary>Chooses, from the files of restored packages, those that cells compile against and ranks load.</summary>
internal static class ReferenceSelection
{
    // Symbols and what linkers read; data files stay, a library may want them.
    private static readonly HashSet<string> _notLoaded =
        new([".dbg", ".debug", ".pdb", ".lib", ".a", ".h"], StringComparer.OrdinalIgnoreCase);

    public static Resolution Select(AssetsFile assets, DateTimeOffset resolvedAt)
    {
        var compile = new Dictionary<string, (string Path, AssemblyName Name)>(StringComparer.OrdinalIgnoreCase);
        var runtime = new Dictionary<string, (string Path, AssemblyName Name)>(StringComparer.OrdinalIgnoreCase);
        var native = new List<string>();
        foreach (var package in assets.Packages)
        {
            string[] extra = [.. package.Frameworks.SelectMany(framework => FrameworkAssemblies.Files(framework, package.Id))];
            native.AddRange(package.NativeFiles.Where(file => !_notLoaded.Contains(Path.GetExtension(file))));
            native.AddRange(AddManaged(runtime, [.. package.RuntimeFiles, .. extra]));
            AddManaged(compile, [.. package.CompileFiles, .. extra]);
        }

        var resources = assets.Packages.SelectMany(package => package.ResourceFiles).Where(IsLibrary)
            .Select(file => (Path: file, Name: TryReadName(file))).Where(file => file.Name is { CultureName.Length: > 0 })
            .Select(file => new AssemblyFile(AssemblyFile.NameOfResources(file.Name!.CultureName!, file.Name.Name!), null, file.Path))
            .DistinctBy(file => file.Name, StringComparer.OrdinalIgnoreCase);

        var assemblies =
            from name in runtime.Keys.Union(compile.Keys, StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase)
            let loaded = runtime.TryGetValue(name, out var run) ? run : default
            let referred = compile.TryGetValue(name, out var reference) ? reference : default
            where !FrameworkAssemblies.Provides(loaded.Name ?? referred.Name)
            select new AssemblyFile((loaded.Name ?? referred.Name).Name!, referred.Path, loaded.Path);
        return new Resolution(
            resolvedAt,
            [.. assemblies, .. resources],
            [.. native.Distinct(StringComparer.Ordinal)],
            assets.Packages.ToDictionary(package => package.Id, package => package.Version, StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>Two packages may carry the same assembly; the higher version wins, as in a build.</summary>
    /// <returns>Files that are no managed assemblies: some packages keep native libraries beside them.</returns>
    private static List<string> AddManaged(Dictionary<string, (string Path, AssemblyName Name)> chosen, IReadOnlyList<string> files)
    {
        var native = new List<string>();
        foreach (var file in files.Where(IsLibrary))
        {
            if (TryReadName(file) is not { } name)
            {
                native.Add(file);
            }
            else if (!chosen.TryGetValue(name.Name!, out var other) || other.Name.Version < name.Version)
            {
                chosen[name.Name!] = (file, name);
            }
        }

        return native;
    }

    private static bool IsLibrary(string file) => Path.GetExtension(file).ToLowerInvariant() is ".dll" or ".exe";

    private static AssemblyName? TryReadName(string file)
    {
        try
        {
            return AssemblyName.GetAssemblyName(file);
        }
        catch (BadImageFormatException)
        {
            return null;
        }
    }
}
