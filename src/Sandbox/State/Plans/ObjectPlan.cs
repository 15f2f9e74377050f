using Distribute.Sandbox.State.Graph;
using MessagePack;

namespace Distribute.Sandbox.State.Plans;

/// <summary>When an object comes to life while decoding.</summary>
internal enum Phase
{
    /// <summary>Made at once from its own content, which refers to nothing.</summary>
    Leaf,

    /// <summary>An empty shell first, content in any order.</summary>
    Body,

    /// <summary>An empty shell first; content after that of the objects below it, because their hashes decide its shape.</summary>
    Rebuild,

    /// <summary>Made from its content, after the objects below it.</summary>
    Late,
}

/// <summary>How objects of one run-time type are written and read. Immutable; made once a type and never kept longer than it.</summary>
/// <param name="type">The type as the snapshot names it.</param>
/// <param name="phase">When the objects come to life.</param>
internal abstract class ObjectPlan(Type type, Phase phase)
{
    /// <summary>The type as the snapshot names it: for types that the framework hides, the public base.</summary>
    public Type Type { get; } = type;

    public Phase Phase { get; } = phase;

    /// <summary>Whether <see cref="WriteHeader"/> says more than the type.</summary>
    public virtual bool HasHeader => false;

    /// <summary>A fingerprint of the type's fields; 0 when its content does not depend on them.</summary>
    public virtual ulong Shape => 0;

    /// <summary>Writes what is needed to make the shell.</summary>
    public virtual void WriteHeader(ref MessagePackWriter writer, object value) { }

    /// <summary>Writes the content.</summary>
    /// <exception cref="RefusedException">The object cannot be copied.</exception>
    public abstract void Write(ref MessagePackWriter writer, object value, GraphWriter graph);

    /// <summary>Makes the shell. Leaf and late objects have none.</summary>
    public virtual object Allocate(ref ContentReader header, GraphReader graph) => throw new InvalidOperationException($"{Type} has no shell.");

    /// <summary>Reads content into the shell. For bodies it may happen twice, when late objects were missing the first time.</summary>
    public virtual void Fill(ref ContentReader reader, object target, GraphReader graph) => throw new InvalidOperationException($"{Type} has no shell.");

    /// <summary>Makes a leaf or late object; null when late objects that it needs are missing still.</summary>
    public virtual object? Create(ref ContentReader reader, GraphReader graph) => throw new InvalidOperationException($"{Type} has a shell.");
}

/// <summary>Objects that are never copied.</summary>
internal sealed class RefusedPlan(Type type, string reason) : ObjectPlan(type, Phase.Leaf)
{
    public string Reason { get; } = reason;

    public override void Write(ref MessagePackWriter writer, object value, GraphWriter graph) => throw new RefusedException(value, Reason);

    public override object Create(ref ContentReader reader, GraphReader graph) => throw Faults.Damaged($"it holds a {Type}, which is never copied");
}
