using System.Collections.Frozen;
using Distribute.Sandbox.State.Graph;
using Distribute.Sandbox.State.Plans;
using Distribute.Sandbox.State.Values;
using MessagePack;

namespace Distribute.Sandbox.State.Families;

/// <summary>Frozen collections choose a hidden class by their content, so they are made again from it.</summary>
internal sealed class FrozenPlan<TCollection, TItem>(Func<TCollection, object?> comparerOf, Func<TItem[], object?, TCollection> make)
    : ObjectPlan(typeof(TCollection), Phase.Late) where TCollection : class, IReadOnlyCollection<TItem>
{
    public override ulong Shape { get; } = FieldLayout.ShapeOf(typeof(TItem));

    public override void Write(ref MessagePackWriter writer, object value, GraphWriter graph)
    {
        var collection = (TCollection)value;
        graph.Reference(ref writer, comparerOf(collection));
        TItem[] items = [.. collection];
        writer.Write(items.Length);
        foreach (ref var item in items.AsSpan()) ValueCodec<TItem>.Instance.Write(ref writer, ref item, graph);
    }

    public override object? Create(ref ContentReader reader, GraphReader graph)
    {
        var comparer = graph.Reference(ref reader);
        var items = new TItem[graph.ReadCount(ref reader)];
        for (var index = 0; index < items.Length; index++) items[index] = ValueCodec<TItem>.Instance.Read(ref reader, graph);
        return graph.IsIncomplete ? null : make(items, comparer);
    }
}

/// <summary>The frozen collections.</summary>
internal static class FrozenPlans
{
    public static ObjectPlan Dictionary<TKey, TValue>() where TKey : notnull =>
        new FrozenPlan<FrozenDictionary<TKey, TValue>, KeyValuePair<TKey, TValue>>(
            frozen => Comparers.Custom(frozen.Comparer),
            (items, comparer) => items.ToFrozenDictionary((IEqualityComparer<TKey>?)comparer));

    public static ObjectPlan Set<T>() =>
        new FrozenPlan<FrozenSet<T>, T>(
            frozen => Comparers.Custom(frozen.Comparer),
            (items, comparer) => items.ToFrozenSet((IEqualityComparer<T>?)comparer));
}
