using System.Runtime.CompilerServices;
using Distribute.Sandbox.State.Graph;
using Distribute.Sandbox.State.Values;
using MessagePack;

namespace Distribute.Sandbox.State.Plans;

/// <summary>A stretch of an array of plain data that is written as an array of its own, without being made one first.</summary>
/// <param name="Source">The array.</param>
/// <param name="Start">The first element.</param>
/// <param name="Length">How many.</param>
internal sealed record ArrayPart<T>(T[] Source, int Start, int Length);

/// <summary>What takes parts of arrays, for an element type that is known only at run time.</summary>
internal static class ArrayParts
{
    /// <summary>The part; null when the elements are not plain data.</summary>
    public static object? Of(Array array, int start, int length) =>
        typeof(ArrayParts).GetMethod(nameof(Take))!.MakeGenericMethod(array.GetType().GetElementType()!).Invoke(null, [array, start, length]);

    public static object? Take<T>(T[] array, int start, int length) =>
        ValueCodec<T>.Instance.IsPlainData ? new ArrayPart<T>(array, start, length) : null;
}

/// <summary>Writes parts. They are read as the arrays that they stand for.</summary>
internal sealed class ArrayPartPlan<T>() : ObjectPlan(typeof(T[]), Phase.Body)
{
    public override bool HasHeader => true;

    public override ulong Shape { get; } = FieldLayout.ShapeOf(typeof(T));

    public override void WriteHeader(ref MessagePackWriter writer, object value) => writer.Write(((ArrayPart<T>)value).Length);

    public override void Write(ref MessagePackWriter writer, object value, GraphWriter graph)
    {
        var part = (ArrayPart<T>)value;
        var bytes = (long)part.Length * Unsafe.SizeOf<T>();
        if (bytes > Array.MaxLength) throw Faults.TooLarge();
        graph.WriteBytes(ref writer, part.Source, (long)part.Start * Unsafe.SizeOf<T>(), (int)bytes);
    }
}
