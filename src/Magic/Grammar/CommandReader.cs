using Distribute.Contracts.Compilation;

namespace Distribute.Magic.Grammar;

/// <summary>Makes the parts of the magics other than distribute: load, sync, ranks, help and the like. <c>#!csharp</c> has its code alone.</summary>
internal sealed class CommandReader(MagicHead head, MagicArguments arguments)
{
    /// <summary>Reads one.</summary>
    /// <param name="part">The part; null when something is wrong, and for <c>#!csharp</c>.</param>
    /// <returns>What is wrong, or null.</returns>
    internal CellDiagnostic? Read(out CellPart? part)
    {
        part = null;
        if (head.Command == MagicCommands.Load) return Load(out part);
        if (head.Command == MagicCommands.SyncMagic) return Sync(out part);
        if (arguments.Words.Count > 0)
            return head.Error(DiagnosticIds.Unexpected, arguments.Words[0].Start,
                $"'{arguments.Words[0].Text}' does not belong here; write {MagicCommands.UsageOf(head.Command!)}");
        if (head.Command == MagicCommands.RanksMagic) return Ranks(out part);
        part = Simple();
        return null;
    }

    private CellPart? Simple()
    {
        if (head.Command == MagicCommands.HelpMagic) return new CellPart.Help(HelpText.All()) { MagicLine = head.Line };
        if (head.Command == MagicCommands.LsMagic) return new CellPart.Help(HelpText.List()) { MagicLine = head.Line };
        if (head.Command == MagicCommands.About) return new CellPart.Help(AboutText.Write()) { MagicLine = head.Line };
        if (head.Command == MagicCommands.Time) return new CellPart.Timing { MagicLine = head.Line };
        if (head.Command == MagicCommands.Who || head.Command == MagicCommands.Whos)
            return new CellPart.Variables(head.Command == MagicCommands.Whos) { MagicLine = head.Line };
        return null;
    }

    private string Pool => arguments.Value(MagicCommands.Pool) ?? MagicCommands.DefaultPool;

    private CellDiagnostic? Load(out CellPart? part)
    {
        part = null;
        if (arguments.Words.Count == 0)
            return head.Error(DiagnosticIds.MissingNames, head.Start, "#!load needs the names of variables, for example #!load a,b");
        if (Names("#!load a,b", out var names) is { } problem) return problem;
        part = new CellPart.Load(Pool, names!, arguments.Value(MagicCommands.From)) { MagicLine = head.Line };
        return null;
    }

    private CellDiagnostic? Sync(out CellPart? part)
    {
        part = null;
        IReadOnlyList<string>? names = null;
        var all = arguments.Words.Count == 0 || (arguments.Words.Count == 1 && arguments.Words[0].Text == "*");
        if (!all && Names("#!sync a,b", out names) is { } problem) return problem;
        part = new CellPart.Sync(Pool, names, arguments.Value(MagicCommands.From) ?? 0) { MagicLine = head.Line };
        return null;
    }

    private CellDiagnostic? Names(string example, out IReadOnlyList<string>? names)
    {
        names = null;
        if (arguments.Words.Count > 1)
            return head.Error(DiagnosticIds.Unexpected, arguments.Words[1].Start,
                $"'{arguments.Words[1].Text}' does not belong here; names have commas between them: {example}");
        var word = arguments.Words[0];
        return OptionValues.TryNames(word.Text, out names, out var problem)
            ? null
            : head.Error(DiagnosticIds.BadValue, word.Start, $"{head.Name}: {problem}; write for example {example}");
    }

    private CellDiagnostic? Ranks(out CellPart? part)
    {
        part = null;
        var actions = new System.CommandLine.Option[] { MagicCommands.Reset, MagicCommands.Stop, MagicCommands.Restart }
            .Where(arguments.Has).OrderBy(arguments.Place).ToArray();
        if (actions.Length > 1)
            return head.Error(DiagnosticIds.Exclusive, arguments.Place(actions[1]),
                $"{actions[0].Name} and {actions[1].Name} exclude each other; write one of them, for example #!ranks {((IMagicOption)actions[0]).Example}");
        var action = actions.Length == 0 ? RanksAction.Show
            : actions[0] == MagicCommands.Reset ? RanksAction.Reset
            : actions[0] == MagicCommands.Stop ? RanksAction.Stop : RanksAction.Restart;
        part = new CellPart.Ranks(arguments.Value(MagicCommands.Pool), action, arguments.Value(MagicCommands.Restart) ?? 0) { MagicLine = head.Line };
        return null;
    }
}
