using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Distribute.Sandbox.State.Graph;
using Distribute.Sandbox.State.Plans;
using Distribute.Sandbox.State.Values;
using MessagePack;

namespace Distribute.Sandbox.State.Families;

/// <summary>Lists: their items, without the spare room behind them. Plain data moves as one block.</summary>
internal sealed class ListPlan<T>() : ObjectPlan(typeof(List<T>), Phase.Body)
{
    public override ulong Shape { get; } = FieldLayout.ShapeOf(typeof(T));

    public override void Write(ref MessagePackWriter writer, object value, GraphWriter graph)
    {
        var list = (List<T>)value;
        var codec = ValueCodec<T>.Instance;
        writer.Write(list.Count);
        if (codec.IsPlainData)
        {
            var bytes = (long)list.Count * Unsafe.SizeOf<T>();
            if (bytes > Array.MaxLength) throw Faults.TooLarge();
            var items = ListItems<T>.Of(list);
            // Another thread may be cutting the list: what is beyond its array is not ours to read.
            if (items.Length < list.Count) throw graph.Refuse("it is being changed by another thread");
            graph.WriteBytes(ref writer, items, 0, (int)bytes);
            return;
        }

        codec.WriteAll(ref writer, CollectionsMarshal.AsSpan(list), graph);
    }

    public override object Allocate(ref ContentReader header, GraphReader graph) => new List<T>();

    public override void Fill(ref ContentReader reader, object target, GraphReader graph)
    {
        var list = (List<T>)target;
        var codec = ValueCodec<T>.Instance;
        var count = graph.Claim(reader.ReadInt32(), codec.IsPlainData ? Unsafe.SizeOf<T>() : 1);
        if (codec.IsPlainData)
        {
            var items = count == 0 ? [] : GC.AllocateUninitializedArray<T>(count);
            graph.ReadBytes(ref reader, items, count * Unsafe.SizeOf<T>());
            ListItems<T>.Give(list, items);
            return;
        }

        CollectionsMarshal.SetCount(list, count);
        foreach (ref var item in CollectionsMarshal.AsSpan(list)) item = codec.Read(ref reader, graph);
    }
}

/// <summary>Reaches a list's array, so that a block can be copied from it when the snapshot is put together.</summary>
internal static class ListItems<T>
{
    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_items")]
    private static extern ref T[] Field(List<T> list);

    public static T[] Of(List<T> list) => Field(list);

    /// <summary>Makes an array the list's own, all of it items.</summary>
    public static void Give(List<T> list, T[] items)
    {
        Field(list) = items;
        CollectionsMarshal.SetCount(list, items.Length);
    }
}
