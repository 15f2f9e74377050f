namespace Distribute.Notebooks.Documents;

/// <summary>Makes text that can be written as UTF-8: user code may print half of a surrogate pair.</summary>
internal static class WellFormedText
{
    /// <summary>The text with U+FFFD in place of each lone surrogate.</summary>
    public static string Of(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1])) i++;
            else return Repair(text);
        }

        return text;
    }

    private static string Repair(string text)
    {
        var result = new System.Text.StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes()) result.Append(rune);
        return result.ToString();
    }
}
