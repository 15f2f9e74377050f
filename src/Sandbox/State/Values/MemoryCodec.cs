using System.Runtime.InteropServices;
using Distribute.Sandbox.State.Graph;
using MessagePack;

namespace Distribute.Sandbox.State.Values;

/// <summary>A window on an array. Its bounds are checked when read: a wrong one would read memory that is not its own.</summary>
internal sealed class MemoryCodec<T> : ValueCodec<Memory<T>>
{
    public override void Write(ref MessagePackWriter writer, ref Memory<T> value, GraphWriter graph) => MemoryWindow.Write<T>(ref writer, value, graph);

    public override Memory<T> Read(ref ContentReader reader, GraphReader graph) => MemoryMarshal.AsMemory(MemoryWindow.Read<T>(ref reader, graph));
}

/// <summary>A read-only window on an array or a text.</summary>
internal sealed class ReadOnlyMemoryCodec<T> : ValueCodec<ReadOnlyMemory<T>>
{
    public override void Write(ref MessagePackWriter writer, ref ReadOnlyMemory<T> value, GraphWriter graph) => MemoryWindow.Write(ref writer, value, graph);

    public override ReadOnlyMemory<T> Read(ref ContentReader reader, GraphReader graph) => MemoryWindow.Read<T>(ref reader, graph);
}

/// <summary>Writes the backing object as a reference, so that windows on one array stay so.</summary>
internal static class MemoryWindow
{
    public static void Write<T>(ref MessagePackWriter writer, ReadOnlyMemory<T> value, GraphWriter graph)
    {
        if (typeof(T) == typeof(char) && MemoryMarshal.TryGetString((ReadOnlyMemory<char>)(object)value, out var text, out var start, out var length))
        {
            graph.Reference(ref writer, text);
        }
        else if (MemoryMarshal.TryGetArray(value, out var segment))
        {
            graph.Reference(ref writer, segment.Array);
            (start, length) = (segment.Offset, segment.Count);
        }
        else
        {
            throw graph.Refuse("it is a window on memory that a MemoryManager owns: copy the data to an array first");
        }

        writer.Write(start);
        writer.Write(length);
    }

    public static ReadOnlyMemory<T> Read<T>(ref ContentReader reader, GraphReader graph)
    {
        var source = graph.Reference(ref reader);
        var (start, length) = (reader.ReadInt32(), reader.ReadInt32());
        return source switch
        {
            null => default,
            string text when typeof(T) == typeof(char) => (ReadOnlyMemory<T>)(object)text.AsMemory(start, length),
            _ => new ReadOnlyMemory<T>((T[])source, start, length),
        };
    }
}
