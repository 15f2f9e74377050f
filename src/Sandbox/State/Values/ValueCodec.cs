using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Distribute.Sandbox.State.Families;
using Distribute.Sandbox.State.Graph;
using MessagePack;

namespace Distribute.Sandbox.State.Values;

/// <summary>
/// How a value of a static type is written in place: plain data and structs as they are, anything else as a reference.
/// Every value takes at least one byte, so that a length can be checked against the bytes that are there.
/// </summary>
internal abstract class ValueCodec<T>
{
    // A static of a generic type over a collectible type is unloaded with it.
    public static readonly ValueCodec<T> Instance = Choose();

    /// <summary>Whether arrays of it can be copied as bytes.</summary>
    public virtual bool IsPlainData => false;

    public abstract void Write(ref MessagePackWriter writer, ref T value, GraphWriter graph);

    public abstract T Read(ref ContentReader reader, GraphReader graph);

    /// <summary>Writes values one after another, as <see cref="Write"/> would.</summary>
    public virtual void WriteAll(ref MessagePackWriter writer, Span<T> values, GraphWriter graph)
    {
        foreach (ref var value in values) Write(ref writer, ref value, graph);
    }

    private static ValueCodec<T> Choose()
    {
        var type = typeof(T);
        if (type == typeof(string)) return (ValueCodec<T>)(object)new StringCodec();
        if (!type.IsValueType) return new ReferenceCodec<T>();
        if (type == typeof(nint) || type == typeof(nuint)) return new NativeCodec<T>();
        if (type.IsPrimitive || type.IsEnum) return new PrimitiveCodec<T>();
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Memory<>)) return Make(typeof(MemoryCodec<>), type.GenericTypeArguments[0]);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ReadOnlyMemory<>)) return Make(typeof(ReadOnlyMemoryCodec<>), type.GenericTypeArguments[0]);
        if (!RuntimeHelpers.IsReferenceOrContainsReferences<T>() && !NativeFields.In(type)) return new PlainDataCodec<T>();
        return new StructCodec<T>();
    }

    private static ValueCodec<T> Make(Type definition, Type argument) =>
        (ValueCodec<T>)Activator.CreateInstance(definition.MakeGenericType(argument))!;
}

/// <summary>A reference: the number of an object.</summary>
internal sealed class ReferenceCodec<T> : ValueCodec<T>
{
    public override void Write(ref MessagePackWriter writer, ref T value, GraphWriter graph) => graph.Reference(ref writer, value);

    public override void WriteAll(ref MessagePackWriter writer, Span<T> values, GraphWriter graph) =>
        graph.References(ref writer, MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<T, object?>(ref MemoryMarshal.GetReference(values)), values.Length));

    public override T Read(ref ContentReader reader, GraphReader graph) => (T)graph.Reference(ref reader)!;
}

/// <summary>Numbers, bool, char and enums.</summary>
internal sealed class PrimitiveCodec<T> : ValueCodec<T>
{
    public override bool IsPlainData => true;

    public override void Write(ref MessagePackWriter writer, ref T value, GraphWriter graph) => Primitives.Write(ref writer, value);

    public override T Read(ref ContentReader reader, GraphReader graph) => Primitives.Read<T>(ref reader);
}

/// <summary>Structs that are nothing but bytes.</summary>
internal sealed class PlainDataCodec<T> : ValueCodec<T>
{
    public override bool IsPlainData => true;

    public override void Write(ref MessagePackWriter writer, ref T value, GraphWriter graph) =>
        writer.Write(MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<T, byte>(ref value), Unsafe.SizeOf<T>()));

    public override T Read(ref ContentReader reader, GraphReader graph)
    {
        var bytes = reader.ReadBytes();
        if (bytes.Length != Unsafe.SizeOf<T>()) throw Faults.Damaged($"a {typeof(T)} has the wrong size");
        return Unsafe.ReadUnaligned<T>(ref MemoryMarshal.GetReference(bytes));
    }
}

/// <summary>Native integers: zero is nothing, anything else is taken for a handle.</summary>
internal sealed class NativeCodec<T> : ValueCodec<T>
{
    public override void Write(ref MessagePackWriter writer, ref T value, GraphWriter graph)
    {
        if (!EqualityComparer<T>.Default.Equals(value, default)) throw graph.Refuse(Refusals.Native);
        writer.WriteNil();
    }

    public override T Read(ref ContentReader reader, GraphReader graph)
    {
        reader.ReadNil();
        return default!;
    }
}
