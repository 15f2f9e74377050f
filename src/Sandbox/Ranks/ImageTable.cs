using System.Reflection;
using Distribute.Contracts.Images;
using Distribute.Contracts.Isolates;

namespace Distribute.Sandbox.Ranks;

/// <summary>
/// A rank's loaded images by name. One that is retained is held; a dropped one is still found while something uses it,
/// and is gone when nothing does. Thread safe.
/// </summary>
internal sealed class ImageTable(RankRuntime owner, SlotTable variables, RankNames names, SharedImages shared)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, LoadedImage> _held = new(StringComparer.Ordinal);
    // The weak way leads to the context, which outlives its own finalizer while anything uses its assembly: hence the long
    // kind of weak reference. A LoadedImage lives only as long as it is held.
    private readonly Dictionary<string, (WeakReference<CellContext> Context, CellImage Description)> _dropped = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CellImage> _descriptions = new(StringComparer.Ordinal);
    private readonly CellContexts _contexts = new();

    /// <summary>The image of that name, dropped ones included; null when it is not there.</summary>
    public LoadedImage? Find(string name)
    {
        lock (_gate)
        {
            if (_held.TryGetValue(name, out var image)) return image;
            return _dropped.TryGetValue(name, out var weak) && weak.Context.TryGetTarget(out var context)
                ? LoadedImage.Again(weak.Description, context)
                : null;
        }
    }

    /// <summary>Loads what is not yet there, dependencies first.</summary>
    /// <exception cref="IsolateException">An image or a dependency could not be loaded.</exception>
    public void Load(IReadOnlyList<CellImage> images)
    {
        lock (_gate)
        {
            var wanted = new Dictionary<string, CellImage>(StringComparer.Ordinal);
            foreach (var image in images) wanted.Add(image.Name, image);
            foreach (var image in images) LoadOne(image, wanted);
        }
    }

    /// <summary>Makes variables that were forgotten while their images stayed, because another name led to those.</summary>
    public void BindAgain()
    {
        lock (_gate)
            foreach (var (name, image) in _held) image.Bind(_descriptions[name], variables);
    }

    /// <summary>Lets go of all but these.</summary>
    public void Retain(IReadOnlySet<string> keep)
    {
        lock (_gate)
        {
            foreach (var (name, image) in _held)
            {
                if (keep.Contains(name)) continue;
                _held.Remove(name);
                _dropped[name] = (new WeakReference<CellContext>(image.Context, trackResurrection: true), _descriptions[name]);
                _descriptions.Remove(name);
            }

            foreach (var (name, weak) in _dropped)
            {
                if (weak.Context.TryGetTarget(out _)) continue;
                _dropped.Remove(name);
                names.Remove(name);
            }
        }
    }

    private LoadedImage LoadOne(CellImage image, Dictionary<string, CellImage> wanted)
    {
        if (_held.TryGetValue(image.Name, out var held)) return held;
        if (Find(image.Name) is { } again)
        {
            _dropped.Remove(image.Name);
            again.Revive(image, variables);
            return Hold(image, again);
        }

        var dependencies = new List<LoadedImage>(image.Dependencies.Count);
        foreach (var name in image.Dependencies) dependencies.Add(Dependency(image, name, wanted));
        names.Add(image.Name, image.TypeNames);
        return Hold(image, LoadedImage.Load(image, () => Assembly(image, dependencies), owner, variables));
    }

    private (CellContext Context, CellAssembly Cell, Assembly Assembly) Assembly(CellImage image, List<LoadedImage> dependencies)
    {
        if (image.IsReentrant)
        {
            // With packages the code might ask for one of them by name, and each rank has its own.
            return owner.Packages is null ? shared.Load(image) : _contexts.Load(image, owner.Packages);
        }

        var context = CellContext.Of(image, dependencies, owner.Packages);
        var (cell, assembly) = context.Load(image);
        return (context, cell, assembly);
    }

    private LoadedImage Dependency(CellImage image, string name, Dictionary<string, CellImage> wanted)
    {
        if (Find(name) is { } found) return found;
        if (wanted.TryGetValue(name, out var missing)) return LoadOne(missing, wanted);
        throw new IsolateException($"The image '{image.Name}' needs '{name}', which is not loaded on {variables.Rank.DisplayName}.");
    }

    private LoadedImage Hold(CellImage image, LoadedImage loaded)
    {
        // Without the bytes: they are in memory once as the assembly, and the session keeps them for other ranks.
        _descriptions[image.Name] = image with { Pe = [], Pdb = [], MakePdb = null };
        _held[image.Name] = loaded;
        return loaded;
    }
}
