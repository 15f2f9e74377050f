using Distribute.Sandbox.State.Graph;
using Distribute.Sandbox.State.Plans;
using MessagePack;

namespace Distribute.Sandbox.State.Values;

/// <summary>Structs that hold references: field by field, with code made for the type.</summary>
internal sealed class StructCodec<T> : ValueCodec<T>
{
    private delegate void WriteFields(ref MessagePackWriter writer, ref T value, GraphWriter graph);

    private delegate void ReadFields(ref ContentReader reader, ref T value, GraphReader graph);

    private readonly WriteFields _write;
    private readonly ReadFields _read;

    public StructCodec()
    {
        var fields = FieldLayout.Of(typeof(T), typeof(ValueType));
        _write = FieldEmitter.Writer<WriteFields>(typeof(T).MakeByRefType(), fields);
        _read = FieldEmitter.Reader<ReadFields>(typeof(T).MakeByRefType(), fields);
    }

    public override void Write(ref MessagePackWriter writer, ref T value, GraphWriter graph) => _write(ref writer, ref value, graph);

    public override T Read(ref ContentReader reader, GraphReader graph)
    {
        T value = default!;
        _read(ref reader, ref value, graph);
        return value;
    }
}
