using System.Reflection;
using System.Runtime.CompilerServices;
using Distribute.Sandbox.State.Graph;
using MessagePack;

namespace Distribute.Sandbox.State.Plans;

/// <summary>Classes and records: every instance field, private, inherited and readonly ones included; no constructor runs.</summary>
internal sealed class FieldsPlan : ObjectPlan
{
    private delegate void WriteFields(ref MessagePackWriter writer, object owner, GraphWriter graph);

    private delegate void ReadFields(ref ContentReader reader, object owner, GraphReader graph);

    private readonly WriteFields _write;
    private readonly ReadFields _read;

    public FieldsPlan(Type type) : this(type, FieldLayout.Of(type, null)) { }

    public FieldsPlan(Type type, IReadOnlyList<FieldInfo> fields) : base(type, Phase.Body)
    {
        Shape = FieldLayout.ShapeOf(fields);
        _write = FieldEmitter.Writer<WriteFields>(typeof(object), fields);
        _read = FieldEmitter.Reader<ReadFields>(typeof(object), fields);
    }

    public override ulong Shape { get; }

    public override void Write(ref MessagePackWriter writer, object value, GraphWriter graph) => _write(ref writer, value, graph);

    public override object Allocate(ref ContentReader header, GraphReader graph) => RuntimeHelpers.GetUninitializedObject(Type);

    public override void Fill(ref ContentReader reader, object target, GraphReader graph) => _read(ref reader, target, graph);
}
