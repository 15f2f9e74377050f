using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using Distribute.Contracts.References;
using AssemblyFile = Distribute.Contracts.References.AssemblyFile;

namespace Distribute.Sandbox.Ranks;

/// <summary>
/// A rank's own copies of the packages and files that <c>#r</c> lines named, with statics of their own. They stay
/// as long as the process: what may be unloaded is never tiered, and no tiered cell may refer to it. What the framework
/// or the engine shares with cells always comes from the host.
/// </summary>
/// <remarks>Thread safe.</remarks>
internal sealed class PackageContext : AssemblyLoadContext
{
    /// <summary>Assemblies whose types cross between cells and engine: one copy for all, whatever a package brings.</summary>
    private static readonly HashSet<string> Shared = new(StringComparer.OrdinalIgnoreCase)
    {
        "Distribute.Contracts", EngineAssemblies.FormattingLibrary, "Microsoft.AspNetCore.Html.Abstractions",
    };

    private readonly Lock _gate = new();
    private readonly Dictionary<string, string> _files = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _loaded = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _natives = [];

    private readonly PackageContext? _before;

    // The assemblies that this context does not share with the one before it.
    private readonly HashSet<string> _fresh = new(StringComparer.OrdinalIgnoreCase);

    private PackageContext(string name, PackageContext? before) : base(name, isCollectible: false) => _before = before;

    /// <summary>Makes files available to a rank that has had none.</summary>
    /// <returns>The rank's context; null when there is nothing for one.</returns>
    public static PackageContext? Of(string name, ResolvedReferences references) =>
        references.Assemblies.Count == 0 && references.NativeFiles.Count == 0 ? null : new PackageContext(name, null).Add(references);

    /// <summary>Makes files available.</summary>
    /// <returns>
    /// This context or, when an assembly that is loaded already now comes from another file, one that succeeds it: images that
    /// are loaded from then on get the new file, and all that refers to it, while earlier ones go on with what they have.
    /// </returns>
    public PackageContext Add(ResolvedReferences references)
    {
        if (references.Assemblies.Count == 0 && references.NativeFiles.Count == 0) return this;
        lock (_gate)
        {
            var replaced = references.Assemblies.Any(assembly =>
                assembly.RuntimePath is { } path && _loaded.Contains(assembly.Name) && _files.TryGetValue(assembly.Name, out var old) && old != path);
            var target = replaced ? Succeed(references) : this;
            foreach (var assembly in references.Assemblies)
                if (assembly.RuntimePath is { } path) target._files[assembly.Name] = path;
            foreach (var native in references.NativeFiles)
                if (!target._natives.Contains(native)) target._natives.Add(native);
            return target;
        }
    }

    private PackageContext Succeed(ResolvedReferences references)
    {
        var successor = new PackageContext(Name!, this);
        foreach (var (assembly, path) in _files) successor._files[assembly] = path;
        successor._natives.AddRange(_natives);
        var fresh = references.Assemblies.Where(a => a.RuntimePath is not null && _files.TryGetValue(a.Name, out var old) && old != a.RuntimePath)
            .Select(a => a.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        // What refers to a replaced assembly must be loaded again with it.
        while (_files.Where(file => !fresh.Contains(file.Key) && References(file.Value).Any(fresh.Contains)).Select(file => file.Key).ToArray() is { Length: > 0 } more)
            fresh.UnionWith(more);
        successor._fresh.UnionWith(fresh);
        return successor;
    }

    private static IEnumerable<string> References(string path)
    {
        using var stream = File.OpenRead(path);
        using var reader = new PEReader(stream);
        if (!reader.HasMetadata) return [];
        var metadata = reader.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))];
    }

    /// <summary>The assembly from a package; null when the host's or none is meant.</summary>
    public Assembly? Find(AssemblyName name)
    {
        if (name.Name is null || Shared.Contains(name.Name) || name.CultureName is { Length: > 0 }) return null;
        lock (_gate)
        {
            return _files.ContainsKey(name.Name) ? LoadFromAssemblyName(new AssemblyName(name.Name)) : null;
        }
    }

    /// <summary>The library of that name among the packages' native files; zero when there is none.</summary>
    public nint LoadNative(string name)
    {
        string? path;
        lock (_gate) path = _natives.Find(file => Matches(Path.GetFileName(file), name));
        return path is null ? 0 : LoadUnmanagedDllFromPath(path);
    }

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (assemblyName is { Name: { } resources, CultureName: { Length: > 0 } culture }) return LoadFile(AssemblyFile.NameOfResources(culture, resources), assemblyName);
        return assemblyName.Name is { } name && !Shared.Contains(name) ? LoadFile(name, assemblyName) : EngineAssemblies.Find(assemblyName.Name);
    }

    private Assembly? LoadFile(string name, AssemblyName assemblyName)
    {
        lock (_gate)
        {
            if (!_files.TryGetValue(name, out var path)) return null;
            _loaded.Add(name);
            if (_before is not null && !_fresh.Contains(name) && _before.Find(assemblyName) is { } shared) return shared;
            return IsInPackageCache(path) ? LoadFromAssemblyPath(path) : LoadFromBytes(path);
        }
    }

    protected override nint LoadUnmanagedDll(string unmanagedDllName) => LoadNative(unmanagedDllName);

    // A file of the person's own must stay free to be built again, so it is read and closed. A restored package never
    // changes, and some look at their Location to find files beside them.
    private Assembly LoadFromBytes(string path)
    {
        var symbols = Path.ChangeExtension(path, ".pdb");
        using var pe = new MemoryStream(File.ReadAllBytes(path));
        using var pdb = File.Exists(symbols) ? new MemoryStream(File.ReadAllBytes(symbols)) : null;
        return LoadFromStream(pe, pdb);
    }

    private static bool IsInPackageCache(string path)
    {
        for (var folder = Path.GetDirectoryName(path); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            // The restore writes this file into each package's folder when it is complete.
            if (File.Exists(Path.Combine(folder, ".nupkg.metadata"))) return true;
        }

        return false;
    }

    private static bool Matches(string file, string name)
    {
        var comparison = OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        var wanted = Path.GetFileName(name);
        var extension = OperatingSystem.IsWindows() ? ".dll" : OperatingSystem.IsMacOS() ? ".dylib" : ".so";
        return file.Equals(wanted, comparison)
            || file.Equals(wanted + extension, comparison)
            || file.Equals("lib" + wanted, comparison)
            || file.Equals("lib" + wanted + extension, comparison);
    }
}
