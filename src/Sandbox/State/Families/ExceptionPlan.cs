using System.Reflection;
using System.Runtime.CompilerServices;
using Distribute.Sandbox.State.Graph;
using Distribute.Sandbox.State.Plans;
using MessagePack;

namespace Distribute.Sandbox.State.Families;

/// <summary>Exceptions field by field, but without what the runtime keeps in them about the thread that threw; the stack trace arrives as text.</summary>
internal sealed class ExceptionPlan : ObjectPlan
{
    private static readonly string[] Kept = ["_message", "_data", "_innerException", "_helpURL", "_HResult", "_source"];
    private static readonly FieldInfo Trace = Field("_remoteStackTraceString");
    private static readonly FieldInfo Code = Field("_xcode");
    private readonly FieldsPlan _fields;

    // What the runtime sets in an exception that was never thrown.
    private const int NotThrown = -532462766;

    public ExceptionPlan(Type type) : base(type, Phase.Body) =>
        _fields = new FieldsPlan(type, [.. FieldLayout.Of(type, null).Where(field => field.DeclaringType != typeof(Exception) || Kept.Contains(field.Name))]);

    public override ulong Shape => _fields.Shape;

    public override void Write(ref MessagePackWriter writer, object value, GraphWriter graph)
    {
        writer.Write(((Exception)value).StackTrace);
        _fields.Write(ref writer, value, graph);
    }

    public override object Allocate(ref ContentReader header, GraphReader graph) => RuntimeHelpers.GetUninitializedObject(Type);

    public override void Fill(ref ContentReader reader, object target, GraphReader graph)
    {
        Trace.SetValue(target, reader.ReadString() is { } trace ? trace + Environment.NewLine : null);
        Code.SetValue(target, NotThrown);
        _fields.Fill(ref reader, target, graph);
    }

    private static FieldInfo Field(string name) => typeof(Exception).GetField(name, BindingFlags.Instance | BindingFlags.NonPublic)!;
}
