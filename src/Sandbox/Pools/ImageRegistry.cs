using System.Collections.Concurrent;
using Distribute.Contracts.Compilation;
using Distribute.Contracts.Images;

namespace Distribute.Sandbox.Pools;

/// <summary>
/// The images that some name of the session still leads to, by name, with the execution count of their newest run.
/// Filled by every accepted compilation, emptied by <see cref="Retention"/>.
/// </summary>
/// <remarks>Written between runs only; <see cref="Cells"/> may be read while ranks run.</remarks>
internal sealed class ImageRegistry
{
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _cells = new(StringComparer.Ordinal);

    /// <summary>Image name to the execution count of its newest run.</summary>
    public IReadOnlyDictionary<string, int> Cells => _cells;

    /// <summary>How many images are held.</summary>
    public int Count => _entries.Count;

    /// <summary>The image of that name, or null when no name leads to it any more.</summary>
    public CellImage? Find(string name) => _entries.TryGetValue(name, out var entry) ? entry.Image : null;

    /// <summary>Takes in what a compilation gave.</summary>
    /// <returns>True when the image was not there before.</returns>
    public bool Add(CompileResult result)
    {
        var image = result.Image!;
        if (_entries.TryGetValue(image.Name, out var known) && ReferenceEquals(known.Image, image)) return false;
        foreach (var schema in result.Schema) _entries.TryAdd(schema.Name, new Entry(schema, []));
        _entries[image.Name] = new Entry(image, result.Schema);
        return true;
    }

    /// <summary>Remembers that a cell with this execution count runs the image.</summary>
    public void Ran(string image, int executionCount) => _cells[image] = executionCount;

    /// <summary>Calls <paramref name="visit"/> with an image and all that it needs, what is needed first, each once.</summary>
    /// <param name="name">The image's name; unknown names are passed over.</param>
    /// <param name="seen">Names that were visited before; grows.</param>
    /// <param name="visit">Receives each image.</param>
    public void Walk(string name, HashSet<string> seen, Action<CellImage> visit)
    {
        // Not recursive: a long session of cells that each build on the one before must not exhaust the stack.
        var pending = new Stack<(string Name, bool Expanded)>();
        pending.Push((name, false));
        while (pending.TryPop(out var next))
        {
            if (!_entries.TryGetValue(next.Name, out var entry)) continue;
            if (next.Expanded)
            {
                visit(entry.Image);
                continue;
            }

            if (!seen.Add(next.Name)) continue;
            pending.Push((next.Name, true));
            foreach (var dependency in entry.Image.Dependencies) pending.Push((dependency, false));
            foreach (var schema in entry.Schema) pending.Push((schema.Name, false));
        }
    }

    /// <summary>Drops all images but these.</summary>
    public void Keep(IReadOnlySet<string> images)
    {
        foreach (var name in _entries.Keys)
        {
            // Removing while enumerating is allowed by Dictionary and ends no enumeration.
            if (images.Contains(name)) continue;
            _entries.Remove(name);
            _cells.TryRemove(name, out _);
        }
    }

    private sealed record Entry(CellImage Image, IReadOnlyList<CellImage> Schema);
}
