using Distribute.Contracts.State;
using Distribute.Sandbox.State.Graph;

namespace Distribute.Sandbox.State;

/// <summary>Which variables of a snapshot lead to a common object that code can change. Used while one snapshot is written.</summary>
internal sealed class SharedObjects(GraphWriter graph)
{
    private readonly List<(SnapshotVariable Variable, int LastId, int Group)> _roots = [];

    /// <summary>Takes note of the variable that was written last.</summary>
    public void Add(SnapshotVariable variable)
    {
        var group = _roots.Count;
        foreach (var id in graph.Met)
        {
            // Nobody can tell two copies of these from one.
            if (graph.Objects[id] is string or Type or ValueType) continue;
            var other = _roots[_roots.FindIndex(root => root.LastId >= id)].Group;
            if (other == group) continue;
            for (var i = 0; i < _roots.Count; i++)
                if (_roots[i].Group == group) _roots[i] = _roots[i] with { Group = other };
            group = other;
        }

        _roots.Add((variable, graph.Objects.Count, group));
    }

    /// <summary>The slots of the variables that belong together, two and more each.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Groups() =>
        [.. _roots.GroupBy(root => root.Group).Where(group => group.Count() > 1).Select(group => (IReadOnlyList<int>)[.. group.Select(root => root.Variable.SlotId)])];
}
