using System.CommandLine;
using Distribute.Contracts.Compilation;

namespace Distribute.Magic.Grammar;

/// <summary>How a magic is written.</summary>
internal enum MagicForm
{
    /// <summary><c>#!name</c>: the lines after it belong to it.</summary>
    Line,

    /// <summary><c>%%name</c>: the same, first in its cell.</summary>
    Cell,

    /// <summary><c>%name</c>: its code is on the same line.</summary>
    OneLine,
}

/// <summary>The start of a magic line: which magic, in which form, and where. Immutable.</summary>
/// <param name="Form">How it is written.</param>
/// <param name="Name">The name as written, with its sign.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="LineStart">Where the line begins in the cell's text.</param>
/// <param name="Start">Where the sign stands.</param>
/// <param name="End">Where the line ends.</param>
internal sealed record MagicHead(MagicForm Form, string Name, int Line, int LineStart, int Start, int End)
{
    /// <summary>The magic; null when there is none of that name and form.</summary>
    internal Command? Command { get; } = Find(Form, Name);

    /// <summary>Where what follows the name begins.</summary>
    internal int ArgumentsStart => Start + Name.Length;

    /// <summary>What a report calls a cell that failed here.</summary>
    internal string Kind => Command == MagicCommands.Distribute ? "distribute" : Command == MagicCommands.CSharp ? "notebook" : "magic";

    /// <summary>A valid line of this magic, for messages.</summary>
    internal string Example(string rest) => Form == MagicForm.OneLine ? $"{Name} {rest} Console.WriteLine(__process_id__);" : $"{Name} {rest}";

    /// <summary>An error at a place of the cell's text.</summary>
    internal CellDiagnostic Error(string id, int at, string message) =>
        new("error", id, message, Line, Math.Min(at, End) - LineStart + 1);

    /// <summary>
    /// Sees whether a line that begins in code is a magic. <c>%name</c> can be a remainder that continues the line
    /// before, so it is a magic only where a statement can begin, or when it is <c>%distribute</c> and a blank follows.
    /// </summary>
    /// <param name="text">The cell.</param>
    /// <param name="line">The line, from 0.</param>
    /// <param name="before">The last letter of code before the line; NUL for none.</param>
    internal static MagicHead? Recognise(CellText text, int line, char before)
    {
        var span = text.Line(line);
        var indent = span.Length - span.TrimStart().Length;
        var rest = span[indent..];
        var (form, sign) = rest switch
        {
            ['#', '!', ..] => (MagicForm.Line, 2),
            ['%', '%', var letter, ..] when char.IsLetter(letter) => (MagicForm.Cell, 2),
            ['%', var letter, ..] when char.IsLetter(letter) => (MagicForm.OneLine, 1),
            _ => (MagicForm.Line, 0),
        };
        if (sign == 0) return null;
        var length = sign;
        while (length < rest.Length && !char.IsWhiteSpace(rest[length]) && (form == MagicForm.Line || IsNamePart(rest[length]))) length++;
        var name = rest[..length].ToString();
        var whole = length == rest.Length || char.IsWhiteSpace(rest[length]);
        if (form == MagicForm.OneLine && !(name == "%distribute" && whole) && before is not ('\0' or ';' or '}')) return null;
        var (start, end) = text[line];
        return new MagicHead(form, name, line + 1, start, start + indent, end);
    }

    /// <summary>Sees whether a line ends text that is no code: only a magic that is known somewhere does.</summary>
    /// <param name="text">The cell.</param>
    /// <param name="line">The line, from 0.</param>
    internal static MagicHead? RecogniseInText(CellText text, int line) =>
        text.Line(line).TrimStart() is ['#', '!', ..] && Recognise(text, line, '\0') is { } head && (head.Command is not null || OtherMagics.Instead(head.Name) is not null) ? head : null;

    private static bool IsNamePart(char letter) => char.IsLetterOrDigit(letter) || letter is '_' or '-';

    private static Command? Find(MagicForm form, string name) => form switch
    {
        MagicForm.Line => MagicCommands.All.FirstOrDefault(magic => magic.Name == name || magic.Aliases.Contains(name)),
        _ => name.TrimStart('%') == "distribute" ? MagicCommands.Distribute : null,
    };
}
