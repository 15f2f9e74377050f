using Distribute.Contracts.Outcomes;
using MessagePack;

namespace Distribute.ProcessHost.Wire;

/// <summary>Small values as MessagePack. What is read is checked by the reader's own bounds: no count is larger than the bytes behind it.</summary>
internal static class ValueCodec
{
    public static void Write(ref MessagePackWriter writer, IReadOnlyCollection<string> texts)
    {
        writer.WriteArrayHeader(texts.Count);
        foreach (var text in texts) writer.Write(text);
    }

    public static string[] ReadTexts(ref FrameReader reader)
    {
        var texts = new string[reader.ReadArrayHeader()];
        for (var at = 0; at < texts.Length; at++) texts[at] = ReadText(ref reader);
        return texts;
    }

    public static void Write(ref MessagePackWriter writer, IReadOnlyCollection<int> numbers)
    {
        writer.WriteArrayHeader(numbers.Count);
        foreach (var number in numbers) writer.Write(number);
    }

    public static int[] ReadNumbers(ref FrameReader reader)
    {
        var numbers = new int[reader.ReadArrayHeader()];
        for (var at = 0; at < numbers.Length; at++) numbers[at] = reader.ReadInt32();
        return numbers;
    }

    public static void Write(ref MessagePackWriter writer, IReadOnlyDictionary<string, string> map)
    {
        writer.WriteMapHeader(map.Count);
        foreach (var (key, value) in map)
        {
            writer.Write(key);
            writer.Write(value);
        }
    }

    public static Dictionary<string, string> ReadMap(ref FrameReader reader)
    {
        var count = reader.ReadMapHeader();
        var map = new Dictionary<string, string>(count, StringComparer.Ordinal);
        for (var at = 0; at < count; at++) map[ReadText(ref reader)] = ReadText(ref reader);
        return map;
    }

    public static void Write(ref MessagePackWriter writer, IReadOnlyDictionary<int, int>? map)
    {
        writer.WriteMapHeader(map?.Count ?? 0);
        if (map is null) return;
        foreach (var (key, value) in map)
        {
            writer.Write(key);
            writer.Write(value);
        }
    }

    public static Dictionary<int, int>? ReadSlots(ref FrameReader reader)
    {
        var count = reader.ReadMapHeader();
        if (count == 0) return null;
        var map = new Dictionary<int, int>(count);
        for (var at = 0; at < count; at++) map[reader.ReadInt32()] = reader.ReadInt32();
        return map;
    }

    public static void Write(ref MessagePackWriter writer, MimeBundle? bundle)
    {
        if (bundle is null) writer.WriteNil();
        else Write(ref writer, bundle.Data);
    }

    public static MimeBundle? ReadBundle(ref FrameReader reader) => reader.TryReadNil() ? null : new MimeBundle(ReadMap(ref reader));

    /// <summary>A text that must be there.</summary>
    /// <exception cref="FrameException">It is not.</exception>
    public static string ReadText(ref FrameReader reader) => reader.ReadString() ?? throw new FrameException("a text is missing");
}
