using System.Reflection;
using System.Runtime.Loader;
using Distribute.Contracts.Images;

namespace Distribute.Sandbox.Ranks;

/// <summary>
/// The load context of one cell's image on one rank, or on all of a process where its code is reentrant. It unloads by itself when the rank has dropped the image and no
/// object, delegate or other image uses it any more.
/// </summary>
/// <remarks>
/// It must not lead to its own assembly: while a context unloads, the framework holds it until the assembly is gone, so
/// that would keep both for ever. It does hold the assemblies that its own refers to: code that is compiled to
/// machine code late must still find them.
/// </remarks>
internal sealed class CellContext : AssemblyLoadContext
{
    /// <summary>What a context takes of memory that the collector does not see: twice the 48 KiB that were measured, or holes between them add up.</summary>
    private const long NativeBytes = 96 << 10;

    private readonly List<Dependency> _dependencies;
    private readonly PackageContext? _packages;
    private readonly List<RankLink> _owners = new(1);
    private readonly byte[] _pdb;
    private readonly Func<byte[]>? _makePdb;

    /// <summary>Creates the context; the image is loaded into it afterwards.</summary>
    /// <param name="image">The image.</param>
    /// <param name="dependencies">The images that it refers to.</param>
    /// <param name="owner">The rank that it is for; null for all of them.</param>
    public CellContext(CellImage image, IReadOnlyList<LoadedImage> dependencies, RankRuntime? owner)
        : base(image.Name, isCollectible: !IsTiered(image, dependencies))
    {
        _dependencies = new List<Dependency>(dependencies.Count);
        foreach (var dependency in dependencies) _dependencies.Add(new Dependency(dependency.Assembly, dependency.Context));
        _packages = owner?.Packages;
        if (owner is not null) _owners.Add(owner.Link);
        Image = image.Name;
        EntryTypeName = image.EntryTypeName;
        TypeNames = image.TypeNames;
        // Not the image itself: its bytes are in memory as the assembly.
        (_pdb, _makePdb) = (image.Pdb, image.MakePdb);
        IsOptimized = image.IsHot;
        if (!IsCollectible) return;
        // Or it would not collect for thousands of cells that allocate little, until the system has no more mappings to give.
        GC.AddMemoryPressure(NativeBytes);
        Unloading += static _ => GC.RemoveMemoryPressure(NativeBytes);
    }

    /// <summary>The ranks that have loaded it and have not ended: one, or for code that ranks share each of them.</summary>
    public IReadOnlyList<RankRuntime> Owners
    {
        get
        {
            lock (_owners) return [.. _owners.Select(owner => owner.Runtime).OfType<RankRuntime>()];
        }
    }

    /// <summary>Another rank has loaded it.</summary>
    public void Add(RankRuntime owner)
    {
        lock (_owners)
        {
            _owners.RemoveAll(one => one.Runtime is null);
            if (!_owners.Contains(owner.Link)) _owners.Add(owner.Link);
        }
    }

    /// <summary>Loads the image.</summary>
    public Assembly Load(CellImage image)
    {
        using var pe = new MemoryStream(image.Pe, writable: false);
        using var pdb = image.Pdb.Length > 0 ? new MemoryStream(image.Pdb, writable: false) : null;
        return LoadFromStream(pe, pdb);
    }

    /// <summary>The image's name.</summary>
    public string Image { get; }

    /// <summary>The generated class that the cell's top level is in.</summary>
    public string EntryTypeName { get; }

    /// <summary>The lines of its code, made when nobody has asked for them before.</summary>
    public byte[] Pdb => _makePdb?.Invoke() ?? _pdb;

    /// <summary>Whether the runtime knows the lines, so that a stack frame tells its own.</summary>
    public bool HasLines => _makePdb is null;

    /// <summary>Whether its code is compiled for speed: lines of some exceptions are not known there.</summary>
    public bool IsOptimized { get; }

    /// <summary>Generated type names and what the person wrote.</summary>
    public IReadOnlyDictionary<string, string> TypeNames { get; }

    // Code that may be unloaded is never tiered: it gets no profile-guided optimisation, and dictionary, delegate and LINQ
    // code runs 1.3 to 4 times slower. So hot cells stay for good, as far as the allowance goes; what refers to them may
    // still unload, but they may not refer to what may.
    private static bool IsTiered(CellImage image, IReadOnlyList<LoadedImage> dependencies) =>
        image.IsHot && dependencies.All(dependency => !dependency.Context.IsCollectible) && TieredAllowance.TryTake(image);

    protected override Assembly? Load(AssemblyName assemblyName) =>
        assemblyName.Name is { } name ? Find(name) ?? _packages?.Find(assemblyName) ?? EngineAssemblies.Find(name) : null;

    protected override nint LoadUnmanagedDll(string unmanagedDllName) => _packages?.LoadNative(unmanagedDllName) ?? 0;

    private Assembly? Find(string name)
    {
        foreach (var (assembly, context) in _dependencies)
        {
            if (context.Image == name) return assembly;
        }

        foreach (var (_, context) in _dependencies)
        {
            if (context.Find(name) is { } assembly) return assembly;
        }

        return null;
    }

    private sealed record Dependency(Assembly Assembly, CellContext Context);
}
