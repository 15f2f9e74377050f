using System.Text;

namespace Distribute.Jupyter.Requests;

/// <summary>Front ends count letters of a text as Unicode does, C# in UTF-16 units: an emoji is one here and two there.</summary>
internal static class TextPosition
{
    /// <summary>The place in UTF-16 units of a place in code points; beyond the end, the end.</summary>
    public static int ToUnits(string text, int points)
    {
        var at = 0;
        for (; points > 0 && at < text.Length; points--)
        {
            Rune.DecodeFromUtf16(text.AsSpan(at), out _, out var length);
            at += length;
        }

        return at;
    }

    /// <summary>The place in code points of a place in UTF-16 units.</summary>
    public static int ToPoints(string text, int units)
    {
        var points = 0;
        for (var at = 0; at < units && at < text.Length; points++)
        {
            Rune.DecodeFromUtf16(text.AsSpan(at), out _, out var length);
            at += length;
        }

        return points;
    }
}
