using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Distribute.Sandbox.State.Graph;
using Distribute.Sandbox.State.Plans;
using Distribute.Sandbox.State.Values;
using MessagePack;

namespace Distribute.Sandbox.State.Families;

/// <summary>Collections that threads share, whose insides belong to those threads: their items are written, oldest first.</summary>
/// <typeparam name="TCollection">The collection.</typeparam>
/// <typeparam name="T">The items.</typeparam>
internal sealed class ItemsPlan<TCollection, T>() : ObjectPlan(typeof(TCollection), Phase.Body) where TCollection : class, IProducerConsumerCollection<T>, new()
{
    // A stack and a bag give their newest item first.
    private static readonly bool NewestFirst = typeof(TCollection).GetGenericTypeDefinition() != typeof(ConcurrentQueue<>);

    public override ulong Shape { get; } = FieldLayout.ShapeOf(typeof(T));

    public override void Write(ref MessagePackWriter writer, object value, GraphWriter graph)
    {
        var items = ((TCollection)value).ToArray();
        if (NewestFirst) Array.Reverse(items);
        writer.Write(items.Length);
        ValueCodec<T>.Instance.WriteAll(ref writer, items, graph);
    }

    public override object Allocate(ref ContentReader header, GraphReader graph) => new TCollection();

    public override void Fill(ref ContentReader reader, object target, GraphReader graph)
    {
        var collection = (TCollection)target;
        var count = graph.ReadCount(ref reader);
        while (collection.TryTake(out _)) { /* Filled before, when a late object was missing. */ }
        for (var index = 0; index < count; index++) collection.TryAdd(ValueCodec<T>.Instance.Read(ref reader, graph));
    }
}
