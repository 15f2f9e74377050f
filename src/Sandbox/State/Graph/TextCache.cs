using System.Buffers.Binary;
using System.Text;

namespace Distribute.Sandbox.State.Graph;

/// <summary>
/// Makes strings, and gives the same string again for equal short texts that came not long before: names and categories
/// repeat in most data. Strings cannot change, so nobody can tell but by their addresses. Not thread safe.
/// </summary>
internal sealed class TextCache
{
    private const int Longest = 32;
    private const int Size = 2048;

    private readonly string?[] _texts = new string?[Size];

    /// <summary>The string of UTF-8 bytes.</summary>
    public string Get(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty) return "";
        if (text.Length > Longest) return Make(text);
        ref var known = ref _texts[Place(text)];
        if (known is not null && known.Length == text.Length && Ascii.Equals(text, known)) return known;
        return known = Make(text);
    }

    private static string Make(ReadOnlySpan<byte> text) => Ascii.IsValid(text) ? Encoding.Latin1.GetString(text) : Encoding.UTF8.GetString(text);

    private static int Place(ReadOnlySpan<byte> text)
    {
        ulong first, last, middle = 0;
        if (text.Length >= 8)
        {
            (first, last) = (BinaryPrimitives.ReadUInt64LittleEndian(text), BinaryPrimitives.ReadUInt64LittleEndian(text[^8..]));
            if (text.Length > 16) middle = BinaryPrimitives.ReadUInt64LittleEndian(text[(text.Length / 2 - 4)..]);
        }
        else
        {
            (first, last) = (0, 0);
            foreach (var letter in text) first = (first << 8) | letter;
        }

        var mixed = (first * 0x9E3779B185EBCA87) ^ ((last + (ulong)text.Length) * 0xC2B2AE3D27D4EB4F) ^ (middle * 0x165667B19E3779F9);
        return (int)((mixed ^ (mixed >> 32)) * 0x9E3779B185EBCA87 >> 53);
    }
}
