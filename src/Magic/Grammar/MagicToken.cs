namespace Distribute.Magic.Grammar;

/// <summary>A word of a magic line.</summary>
/// <param name="Text">The word, quotes taken off.</param>
/// <param name="Start">Where it begins in the cell's text.</param>
/// <param name="Quoted">True when any of it stood in quotes: then it is a value, whatever it looks like.</param>
internal readonly record struct MagicToken(string Text, int Start, bool Quoted)
{
    /// <summary>True for what looks like an option: a dash and a letter, or two dashes and anything.</summary>
    internal bool IsOption => !Quoted && Text.Length > 1 && Text[0] == '-' && (char.IsLetter(Text[1]) || (Text[1] == '-' && Text.Length > 2));

    /// <summary>The option's name: what stands before the equals sign.</summary>
    internal string Name => Text.IndexOf('=', StringComparison.Ordinal) is var at and > 0 ? Text[..at] : Text;

    /// <summary>The value behind the equals sign; null without one.</summary>
    internal string? Attached => Text.IndexOf('=', StringComparison.Ordinal) is var at and > 0 ? Text[(at + 1)..] : null;
}
