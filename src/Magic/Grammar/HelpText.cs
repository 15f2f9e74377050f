using System.CommandLine;
using System.Text;

namespace Distribute.Magic.Grammar;

/// <summary>Writes the help from the definitions in <see cref="MagicCommands"/>. Thread safe.</summary>
public static class HelpText
{
    private const int Width = 100;

    /// <summary>A magic's options: how each is written, what it does, and what holds without it.</summary>
    /// <param name="magic">One of <see cref="MagicCommands.All"/>.</param>
    public static IReadOnlyList<(string Syntax, string Description, string Default)> Rows(Command magic) =>
        [.. magic.Options.Select(option => (((IMagicOption)option).Syntax, option.Description ?? "", ((IMagicOption)option).Default))];

    /// <summary>The help of all magics, for <c>#!help</c>; lines end with a line feed.</summary>
    public static string All()
    {
        var text = new StringBuilder();
        foreach (var magic in MagicCommands.All) text.Append(For(magic)).Append('\n');
        return text.ToString().TrimEnd('\n') + "\n";
    }

    /// <summary>The magics with a sentence on each, for <c>#!lsmagic</c>; lines end with a line feed.</summary>
    public static string List()
    {
        var left = MagicCommands.All.Max(magic => magic.Name.Length) + 2;
        return string.Concat(MagicCommands.All.Select(magic => magic.Name.PadRight(left) + magic.Description + "\n"));
    }

    /// <summary>The help of one magic, for <c>--help</c>; lines end with a line feed.</summary>
    /// <param name="magic">One of <see cref="MagicCommands.All"/>.</param>
    public static string For(Command magic)
    {
        var text = new StringBuilder();
        text.Append(MagicCommands.UsageOf(magic)).Append('\n');
        if (magic == MagicCommands.Distribute)
        {
            text.Append("%%distribute [n] [options]      the same, first in its cell\n");
            text.Append("%distribute n [options] code    one line\n");
        }

        text.Append("  ").Append(magic.Description).Append('\n');
        var rows = Rows(magic).ToList();
        if (magic == MagicCommands.Distribute)
            rows.Insert(0, ("n", "Number of ranks. Needed the first time that a pool is named; a larger n grows the pool.", "the pool's size"));
        if (rows.Count == 1) return text.ToString();
        var left = rows.Max(row => row.Syntax.Length) + 4;
        foreach (var (syntax, description, whenLeftOut) in rows)
        {
            var words = whenLeftOut.Length == 0 ? description : $"{description} Default: {whenLeftOut}.";
            text.Append("  ").Append(syntax.PadRight(left - 2));
            Wrap(text, words, left);
        }

        return text.ToString();
    }

    private static void Wrap(StringBuilder text, string words, int left)
    {
        var column = left;
        foreach (var word in words.Split(' '))
        {
            if (column > left && column + 1 + word.Length > Width)
            {
                text.Append('\n').Append(' ', left);
                column = left;
            }
            else if (column > left)
            {
                text.Append(' ');
                column++;
            }

            text.Append(word);
            column += word.Length;
        }

        text.Append('\n');
    }
}
