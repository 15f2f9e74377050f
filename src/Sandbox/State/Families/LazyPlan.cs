using System.Reflection;
using System.Runtime.CompilerServices;
using Distribute.Sandbox.State.Graph;
using Distribute.Sandbox.State.Plans;
using Distribute.Sandbox.State.Values;
using MessagePack;

namespace Distribute.Sandbox.State.Families;

/// <summary>Lazy values: the value when there is one, else the function that makes it.</summary>
internal sealed class LazyPlan<T>() : ObjectPlan(typeof(Lazy<T>), Phase.Rebuild)
{
    private static readonly FieldInfo Factory = typeof(Lazy<T>).GetField("_factory", BindingFlags.Instance | BindingFlags.NonPublic)!;

    public override ulong Shape { get; } = FieldLayout.ShapeOf(typeof(T));

    public override void Write(ref MessagePackWriter writer, object value, GraphWriter graph)
    {
        var lazy = (Lazy<T>)value;
        writer.Write(lazy.IsValueCreated);
        if (lazy.IsValueCreated)
        {
            var made = lazy.Value;
            ValueCodec<T>.Instance.Write(ref writer, ref made, graph);
            return;
        }

        graph.Reference(ref writer, Factory.GetValue(value));
    }

    public override object Allocate(ref ContentReader header, GraphReader graph) => RuntimeHelpers.GetUninitializedObject(Type);

    public override void Fill(ref ContentReader reader, object target, GraphReader graph)
    {
        if (reader.ReadBoolean())
        {
            var made = ValueCodec<T>.Instance.Read(ref reader, graph);
            if (!graph.IsIncomplete) Construct(target, [typeof(T)], made);
            return;
        }

        var factory = (Func<T>?)graph.Reference(ref reader);
        if (graph.IsIncomplete) return;
        if (factory is null) Construct(target, []);
        else Construct(target, [typeof(Func<T>)], factory);
    }

    private static void Construct(object target, Type[] signature, params object?[] arguments) =>
        typeof(Lazy<T>).GetConstructor(signature)!.Invoke(target, arguments);
}
