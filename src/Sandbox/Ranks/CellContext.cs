using System.Reflection;
using System.Runtime.Loader;
using Distribute.Contracts.Images;

namespace Distribute.Sandbox.Ranks;

/// <summary>
/// The load context of one image, or of several whose code refers to no other image (<see cref="CellContexts"/>). It unloads by itself when no rank has any of them and no
/// object, delegate or other image uses them any more. Thread safe.
/// </summary>
/// <remarks>
/// It must not lead to its own assemblies: while a context unloads, the framework holds it until its assemblies are gone, so
/// that would keep both for ever. It does hold the assemblies that its own refer to: code that is compiled to
/// machine code late must still find them.
/// </remarks>
internal sealed class CellContext : AssemblyLoadContext
{
    /// <summary>What a context takes of memory that the collector does not see, without its images: twice what was measured, or holes between contexts add up.</summary>
    private const long NativeBytes = 72 << 10;

    /// <summary>What each of its images takes: twice the 12 KiB that were measured.</summary>
    private const long NativeBytesEach = 24 << 10;

    private readonly List<Dependency> _dependencies;
    private readonly PackageContext? _packages;
    private readonly List<CellAssembly> _cells = new(1);
    private long _pressure;

    private CellContext(CellImage image, bool isCollectible, IReadOnlyList<LoadedImage> dependencies, PackageContext? packages) : base(image.Name, isCollectible)
    {
        _dependencies = new List<Dependency>(dependencies.Count);
        foreach (var dependency in dependencies) _dependencies.Add(new Dependency(dependency.Cell.Image, dependency.Assembly, dependency.Context));
        _packages = packages;
        if (!isCollectible) return;
        Press(NativeBytes);
        Unloading += static context => ((CellContext)context).Release();
    }

    /// <summary>How many images were loaded.</summary>
    public int Count
    {
        get
        {
            lock (_cells) return _cells.Count;
        }
    }

    /// <summary>A context for an image and what it refers to.</summary>
    /// <param name="image">The image.</param>
    /// <param name="dependencies">The images that it refers to.</param>
    /// <param name="packages">Where the assemblies of packages are found; null when there are none.</param>
    public static CellContext Of(CellImage image, IReadOnlyList<LoadedImage> dependencies, PackageContext? packages) => new(image, !IsTiered(image, dependencies), dependencies, packages);

    /// <summary>A context for several images that refer to no other.</summary>
    /// <param name="first">The first of them.</param>
    /// <param name="packages">Where the assemblies of packages are found; null for images that ranks share, which have none.</param>
    public static CellContext OfSeveral(CellImage first, PackageContext? packages) => new(first, isCollectible: true, [], packages);

    /// <summary>Whether assemblies of packages are found there and nowhere else.</summary>
    public bool Uses(PackageContext? packages) => ReferenceEquals(_packages, packages);

    /// <summary>Loads an image.</summary>
    /// <exception cref="FileLoadException">There is one of that name.</exception>
    public (CellAssembly Cell, Assembly Assembly) Load(CellImage image)
    {
        using var pe = new MemoryStream(image.Pe, writable: false);
        using var pdb = image.Pdb.Length > 0 ? new MemoryStream(image.Pdb, writable: false) : null;
        var assembly = LoadFromStream(pe, pdb);
        var cell = new CellAssembly(image, assembly);
        lock (_cells) _cells.Add(cell);
        if (IsCollectible) Press(NativeBytesEach);
        return (cell, assembly);
    }

    /// <summary>The image of that name; null when it is not here.</summary>
    public CellAssembly? Find(string image)
    {
        lock (_cells) return _cells.Find(cell => cell.Image == image);
    }

    /// <summary>What is known of one of the context's assemblies; null of any other.</summary>
    public CellAssembly? Find(Assembly assembly)
    {
        lock (_cells) return _cells.Find(cell => ReferenceEquals(cell.Assembly, assembly));
    }

    // Code that may be unloaded is never tiered: it gets no profile-guided optimisation, and dictionary, delegate and LINQ
    // code runs 1.3 to 4 times slower. So hot cells stay for good, as far as the allowance goes; what refers to them may
    // still unload, but they may not refer to what may.
    private static bool IsTiered(CellImage image, IReadOnlyList<LoadedImage> dependencies) =>
        image.IsHot && dependencies.All(dependency => !dependency.Context.IsCollectible) && TieredAllowance.TryTake(image);

    protected override Assembly? Load(AssemblyName assemblyName) =>
        assemblyName.Name is { } name ? FindDependency(name) ?? _packages?.Find(assemblyName) ?? EngineAssemblies.Find(name) : null;

    protected override nint LoadUnmanagedDll(string unmanagedDllName) => _packages?.LoadNative(unmanagedDllName) ?? 0;

    private Assembly? FindDependency(string name)
    {
        foreach (var (image, assembly, _) in _dependencies)
        {
            if (image == name) return assembly;
        }

        foreach (var (_, _, context) in _dependencies)
        {
            if (context.FindDependency(name) is { } assembly) return assembly;
        }

        return null;
    }

    // Or the collector would not collect for thousands of cells that allocate little, until the system has no more mappings to give.
    private void Press(long bytes)
    {
        Interlocked.Add(ref _pressure, bytes);
        GC.AddMemoryPressure(bytes);
    }

    // Images that are loaded while it unloads add to nothing: loading fails then.
    private void Release() => GC.RemoveMemoryPressure(Interlocked.Exchange(ref _pressure, 0));

    private sealed record Dependency(string Image, Assembly Assembly, CellContext Context);
}
