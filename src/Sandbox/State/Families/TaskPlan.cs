using Distribute.Sandbox.State.Graph;
using Distribute.Sandbox.State.Plans;
using Distribute.Sandbox.State.Values;
using MessagePack;

namespace Distribute.Sandbox.State.Families;

/// <summary>Tasks that have ended with a result arrive as tasks that have ended with it; others belong to their rank.</summary>
internal sealed class TaskPlan<T>() : ObjectPlan(typeof(Task<T>), Phase.Late)
{
    public override ulong Shape { get; } = FieldLayout.ShapeOf(typeof(T));

    public override void Write(ref MessagePackWriter writer, object value, GraphWriter graph)
    {
        var task = (Task<T>)value;
        if (!task.IsCompletedSuccessfully) throw graph.Refuse(Refusals.ReasonFor(typeof(Task))!);
        var result = task.Result;
        ValueCodec<T>.Instance.Write(ref writer, ref result, graph);
    }

    public override object? Create(ref ContentReader reader, GraphReader graph)
    {
        var result = ValueCodec<T>.Instance.Read(ref reader, graph);
        return graph.IsIncomplete ? null : Task.FromResult(result);
    }
}
