namespace Distribute.Notebooks.Outputs;

/// <summary>
/// The named displays of all cells of one run, so that a later cell's update reaches an earlier cell's output. The same
/// name on two ranks is two displays: ranks know nothing of each other. Thread safe.
/// </summary>
public sealed class DisplayIndex
{
    private readonly Dictionary<(Origin, string), List<DataEntry>> _entries = [];

    /// <summary>Guards this index and the entries of every recorder that uses it.</summary>
    internal Lock Gate { get; } = new();

    internal void Add(Origin origin, string id, DataEntry entry)
    {
        if (!_entries.TryGetValue((origin, id), out var named)) _entries[(origin, id)] = named = [];
        named.Add(entry);
    }

    /// <summary>All outputs of that name, oldest first.</summary>
    internal IReadOnlyList<DataEntry> Find(Origin origin, string id) =>
        _entries.TryGetValue((origin, id), out var named) ? named : [];
}
