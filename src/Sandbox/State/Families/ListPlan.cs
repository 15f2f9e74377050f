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
            graph.WriteBytes(ref writer, ListItems<T>.Of(list), 0, (int)bytes);
            return;
        }

        foreach (ref var item in CollectionsMarshal.AsSpan(list)) codec.Write(ref writer, ref item, graph);
    }

    public override object Allocate(ref MessagePackReader header, GraphReader graph) => new List<T>();

    public override void Fill(ref MessagePackReader reader, object target, GraphReader graph)
    {
        var list = (List<T>)target;
        var codec = ValueCodec<T>.Instance;
        var count = graph.Claim(reader.ReadInt32(), codec.IsPlainData ? Unsafe.SizeOf<T>() : 1);
        CollectionsMarshal.SetCount(list, count);
        if (codec.IsPlainData) graph.ReadBytes(ref reader, ListItems<T>.Of(list), count * Unsafe.SizeOf<T>());
        else foreach (ref var item in CollectionsMarshal.AsSpan(list)) item = codec.Read(ref reader, graph);
    }
}

/// <summary>Reaches a list's array, so that a block can be copied from it when the snapshot is put together.</summary>
internal static class ListItems<T>
{
    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_items")]
    private static extern ref T[] Field(List<T> list);

    public static T[] Of(List<T> list) => Field(list);
}
