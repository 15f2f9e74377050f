using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Distribute.Sandbox.State.Graph;
using Distribute.Sandbox.State.Values;
using MessagePack;

namespace Distribute.Sandbox.State.Plans;

/// <summary>Arrays of any rank, lower bounds included. Plain data moves as one block.</summary>
internal sealed class ArrayPlan<T>(Type type) : ObjectPlan(type, Phase.Body)
{
    private readonly bool _isVector = type.IsSZArray;

    public override bool HasHeader => true;

    public override ulong Shape { get; } = FieldLayout.ShapeOf(typeof(T));

    public override void WriteHeader(ref MessagePackWriter writer, object value)
    {
        var array = (Array)value;
        for (var dimension = 0; dimension < array.Rank; dimension++)
        {
            writer.Write(array.GetLength(dimension));
            if (!_isVector) writer.Write(array.GetLowerBound(dimension));
        }
    }

    public override object Allocate(ref ContentReader header, GraphReader graph)
    {
        if (_isVector)
        {
            var length = graph.Claim(header.ReadInt32(), ElementSize);
            return ValueCodec<T>.Instance.IsPlainData ? GC.AllocateUninitializedArray<T>(length) : new T[length];
        }

        var (lengths, bounds, total) = (new int[Type.GetArrayRank()], new int[Type.GetArrayRank()], 1L);
        for (var dimension = 0; dimension < lengths.Length; dimension++)
        {
            (lengths[dimension], bounds[dimension]) = (header.ReadInt32(), header.ReadInt32());
            if (lengths[dimension] < 0) throw Faults.Damaged("an array has a negative length");
            total = checked(total * lengths[dimension]);
        }

        graph.Claim(total, ElementSize);
        return Array.CreateInstance(typeof(T), lengths, bounds);
    }

    public override void Write(ref MessagePackWriter writer, object value, GraphWriter graph)
    {
        var array = (Array)value;
        var codec = ValueCodec<T>.Instance;
        if (codec.IsPlainData)
        {
            var bytes = (long)array.LongLength * Unsafe.SizeOf<T>();
            if (bytes > Array.MaxLength) throw Faults.TooLarge();
            graph.WriteBytes(ref writer, array, 0, (int)bytes);
            return;
        }

        codec.WriteAll(ref writer, Elements(array), graph);
    }

    public override void Fill(ref ContentReader reader, object target, GraphReader graph)
    {
        var array = (Array)target;
        var codec = ValueCodec<T>.Instance;
        if (codec.IsPlainData) graph.ReadBytes(ref reader, array, array.Length * Unsafe.SizeOf<T>());
        else foreach (ref var element in Elements(array)) element = codec.Read(ref reader, graph);
    }

    // Plain data is backed by its own bytes; anything else takes at least a byte of content each.
    private static int ElementSize => ValueCodec<T>.Instance.IsPlainData ? Unsafe.SizeOf<T>() : 1;

    private static Span<T> Elements(Array array) =>
        MemoryMarshal.CreateSpan(ref Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(array)), array.Length);
}
