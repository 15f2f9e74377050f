using System.Runtime.CompilerServices;
using Distribute.Sandbox.State.Graph;
using Distribute.Sandbox.State.Values;
using MessagePack;

namespace Distribute.Sandbox.State.Plans;

/// <summary>Boxed values of one type. The box is an object like any other: shared boxes stay shared.</summary>
internal sealed class BoxPlan<T>() : ObjectPlan(typeof(T), Phase.Body) where T : struct
{
    public override ulong Shape { get; } = FieldLayout.ShapeOf(typeof(T));

    public override void Write(ref MessagePackWriter writer, object value, GraphWriter graph) =>
        ValueCodec<T>.Instance.Write(ref writer, ref Unsafe.Unbox<T>(value), graph);

    public override object Allocate(ref ContentReader header, GraphReader graph) => default(T);

    public override void Fill(ref ContentReader reader, object target, GraphReader graph) =>
        Unsafe.Unbox<T>(target) = ValueCodec<T>.Instance.Read(ref reader, graph);
}
