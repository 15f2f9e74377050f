using System.Text;

namespace Distribute.Magic.Grammar;

/// <summary>
/// Takes a magic line apart, one word at a time, so that whoever reads a <c>%distribute</c> line can stop where its code
/// begins. Words stand apart by blanks; single or double quotes keep blanks together; <c>//</c> at the start of a word
/// ends the line; blanks beside a comma do not end a word, so <c>a, b</c> is one list.
/// </summary>
internal sealed class MagicTokens(string text, int start, int end)
{
    private int _at = start;

    /// <summary>Where a quote was opened that nothing closes; -1 when all are closed.</summary>
    internal int UnclosedQuote { get; private set; } = -1;

    /// <summary>The place of the next word, or of the line's end.</summary>
    internal int NextStart
    {
        get
        {
            SkipBlanks();
            return _at;
        }
    }

    /// <summary>True when the rest of the line is blank or a comment.</summary>
    internal bool AtEnd => NextStart >= end || (text[_at] == '/' && _at + 1 < end && text[_at + 1] == '/');

    /// <summary>True when the next word looks like an option or is <c>--</c>.</summary>
    internal bool AtDashes => NextStart + 1 < end && text[_at] == '-' && (text[_at + 1] == '-' || char.IsLetter(text[_at + 1]));

    /// <summary>The next word, without moving past it; null at the end.</summary>
    internal MagicToken? Peek()
    {
        var (at, unclosed) = (_at, UnclosedQuote);
        var token = Next();
        (_at, UnclosedQuote) = (at, unclosed);
        return token;
    }

    /// <summary>The next word; null at the end.</summary>
    internal MagicToken? Next()
    {
        if (AtEnd) return null;
        var first = _at;
        var word = new StringBuilder();
        var quoted = Word(word);
        while (JoinsNext(word)) quoted |= Word(word);
        return new MagicToken(word.ToString(), first, quoted);
    }

    private bool Word(StringBuilder word)
    {
        var quoted = false;
        var valueAt = -1;
        for (; _at < end && !char.IsWhiteSpace(text[_at]); _at++)
        {
            if (text[_at] is '"' or '\'')
            {
                // A quoted value behind an equals sign leaves the option an option.
                quoted |= valueAt < 0;
                if (!Quote(word)) return quoted;
            }
            else
            {
                if (text[_at] == '=') valueAt = _at;
                word.Append(text[_at]);
            }
        }

        return quoted;
    }

    private bool Quote(StringBuilder word)
    {
        var close = text.IndexOf(text[_at], _at + 1, end - _at - 1);
        if (close < 0)
        {
            UnclosedQuote = _at;
            _at = end;
            return false;
        }

        word.Append(text, _at + 1, close - _at - 1);
        _at = close;
        return true;
    }

    private bool JoinsNext(StringBuilder word)
    {
        if (AtEnd) return false;
        if (text[_at] == ',') return true;
        return word.Length > 0 && word[^1] == ',' && !AtDashes;
    }

    private void SkipBlanks()
    {
        while (_at < end && char.IsWhiteSpace(text[_at])) _at++;
    }
}
