using System.CommandLine;
using Distribute.Contracts.Assistance;
using Distribute.Magic.Grammar;

namespace Distribute.Magic.Assistance;

/// <summary>What stands at a place of a magic line, from the definitions that the grammar reads by. Thread safe.</summary>
internal static class MagicHelp
{
    /// <summary>The help of the option, of the option whose value it is, or of the magic; null elsewhere on the line.</summary>
    internal static QuickInfo? At(WrittenCell cell, MagicHead head, int offset)
    {
        if (head.Command is not { } magic) return null;
        var line = MagicLine.At(cell.Text, head, offset);
        if (line.Slot == MagicSlot.Name) return new QuickInfo(line.Start, line.End, MagicCommands.UsageOf(magic), HelpText.For(magic).TrimEnd());
        if (line.Start == line.End) return null;
        if (line.Option is { } option) return new QuickInfo(line.Start, line.End, ((IMagicOption)option).Syntax, About(option));
        return magic == MagicCommands.Distribute && line.Slot == MagicSlot.Word && char.IsAsciiDigit(cell.Text[line.Start])
            ? new QuickInfo(line.Start, line.End, "n", "Number of ranks. Needed the first time that a pool is named; a larger n grows the pool.")
            : null;
    }

    /// <summary>An option's help: how it is written, what it does, and what holds without it.</summary>
    internal static string Of(Option option) => $"{((IMagicOption)option).Syntax}\n\n{About(option)}";

    private static string About(Option option) =>
        ((IMagicOption)option).Default is { Length: > 0 } whenLeftOut ? $"{option.Description} Default: {whenLeftOut}." : option.Description ?? "";
}
