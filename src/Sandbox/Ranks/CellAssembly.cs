using System.Reflection;
using System.Runtime.Loader;
using Distribute.Contracts.Images;

namespace Distribute.Sandbox.Ranks;

/// <summary>What is known of an image that was loaded: where a type or a stack frame of its code leads back to. Lives as long as its context. Thread safe.</summary>
internal sealed class CellAssembly
{
    // Weak, because a context must not lead to its own assemblies (CellContext); what uses the context's code keeps all of them.
    private readonly WeakReference<Assembly> _assembly;
    private readonly List<RankLink> _owners = new(1);
    private readonly byte[] _pdb;
    private readonly Func<byte[]>? _makePdb;

    /// <param name="image">The image.</param>
    /// <param name="assembly">It, loaded.</param>
    public CellAssembly(CellImage image, Assembly assembly)
    {
        _assembly = new WeakReference<Assembly>(assembly, trackResurrection: true);
        Image = image.Name;
        EntryTypeName = image.EntryTypeName;
        TypeNames = image.TypeNames;
        // Not the image itself: its bytes are in memory as the assembly.
        (_pdb, _makePdb) = (image.Pdb, image.MakePdb);
        IsOptimized = image.IsHot;
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

    /// <summary>The assembly; null when nothing uses it any more.</summary>
    public Assembly? Assembly => _assembly.TryGetTarget(out var assembly) ? assembly : null;

    /// <summary>The ranks that have loaded it and have not ended: one, or for code that ranks share each of them.</summary>
    public IReadOnlyList<RankRuntime> Owners
    {
        get
        {
            lock (_owners) return [.. _owners.Select(owner => owner.Runtime).OfType<RankRuntime>()];
        }
    }

    /// <summary>The cell that a type is of; null for every other type.</summary>
    public static CellAssembly? Of(Type type) => AssemblyLoadContext.GetLoadContext(type.Assembly) is CellContext context ? context.Find(type.Assembly) : null;

    /// <summary>A rank has loaded it.</summary>
    public void Add(RankRuntime owner)
    {
        lock (_owners)
        {
            _owners.RemoveAll(one => one.Runtime is null);
            if (!_owners.Contains(owner.Link)) _owners.Add(owner.Link);
        }
    }
}
