using System.CommandLine;
using Distribute.Magic.Grammar;

namespace Distribute.Magic.Assistance;

/// <summary>What a person writes at a place of a magic line: a word, and what kind of word belongs there. Immutable.</summary>
/// <param name="Start">Where the word begins.</param>
/// <param name="End">Where it ends; the place is within.</param>
/// <param name="Slot">What belongs there.</param>
/// <param name="Option">The option, or the one whose value belongs there; null for none.</param>
internal sealed record MagicLine(int Start, int End, MagicSlot Slot, Option? Option)
{
    /// <summary>Reads the line up to a place.</summary>
    /// <param name="text">The cell.</param>
    /// <param name="head">The magic; the place is on its line.</param>
    /// <param name="offset">The place.</param>
    internal static MagicLine At(string text, MagicHead head, int offset)
    {
        // The place may be in the blanks before it.
        if (offset <= head.ArgumentsStart) return new MagicLine(Math.Min(head.Start, offset), head.ArgumentsStart, MagicSlot.Name, null);
        var start = offset;
        while (start > head.ArgumentsStart && !IsBreak(text[start - 1])) start--;
        var end = offset;
        while (end < head.End && !IsBreak(text[end])) end++;
        var before = Before(text, head.ArgumentsStart, start);
        var option = before.Count > 0 && before[^1].IsOption ? OptionOf(head, before[^1].Name) : null;
        if (before.Count > 0 && Continues(text, head.ArgumentsStart, start))
        {
            option ??= before.Count > 1 && before[^2] is { IsOption: true, Attached: null } named ? OptionOf(head, named.Name) : null;
            return new MagicLine(start, end, option is null ? MagicSlot.Word : MagicSlot.Value, option);
        }

        if (option is IMagicOption { TakesValue: true, AttachedValue: false } && before[^1].Attached is null && (start == end || text[start] != '-'))
            return new MagicLine(start, end, MagicSlot.Value, option);
        return start < end && text[start] == '-'
            ? new MagicLine(start, end, MagicSlot.Option, OptionOf(head, text[start..end]))
            : new MagicLine(start, end, HasWord(head, before) ? MagicSlot.Option : MagicSlot.Word, null);
    }

    // Behind an equals sign, a comma or a quote the word goes on.
    private static bool Continues(string text, int from, int start)
    {
        if (text[start - 1] is '=' or '"' or '\'') return true;
        while (start > from && char.IsWhiteSpace(text[start - 1])) start--;
        return start > from && text[start - 1] == ',';
    }

    private static List<MagicToken> Before(string text, int start, int end)
    {
        var tokens = new MagicTokens(text, start, end);
        var found = new List<MagicToken>();
        while (tokens.Next() is { } token) found.Add(token);
        return found;
    }

    // A word that is no option and no option's value.
    private static bool HasWord(MagicHead head, List<MagicToken> before)
    {
        for (var at = 0; at < before.Count; at++)
        {
            if (!before[at].IsOption) return true;
            if (before[at].Attached is null && OptionOf(head, before[at].Name) is IMagicOption { TakesValue: true, AttachedValue: false }) at++;
        }

        return false;
    }

    private static Option? OptionOf(MagicHead head, string name) => head.Command?.Options.FirstOrDefault(option => option.Name == name);

    private static bool IsBreak(char letter) => char.IsWhiteSpace(letter) || letter is '=' or ',' or '"' or '\'';
}

/// <summary>What kind of word belongs at a place of a magic line.</summary>
internal enum MagicSlot
{
    /// <summary>The magic's name.</summary>
    Name,

    /// <summary>What stands behind the name: a number, or names; an option too.</summary>
    Word,

    /// <summary>An option.</summary>
    Option,

    /// <summary>An option's value.</summary>
    Value,
}
