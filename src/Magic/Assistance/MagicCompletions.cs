using System.CommandLine;
using Distribute.Contracts.Assistance;
using Distribute.Magic.Grammar;
using Distribute.Sandbox.Sessions;

namespace Distribute.Magic.Assistance;

/// <summary>What could be written on a magic line: magics, their options, and values that the session knows. Thread safe.</summary>
internal sealed class MagicCompletions(Session session)
{
    /// <summary>The lines that bring in packages, which people write as they write magics.</summary>
    private static readonly Completion[] References =
    [
        new("#r \"nuget: ...\"", "#r \"nuget: ", CompletionKind.Magic) { Documentation = "#r \"nuget: Package, 1.0.0\"\n\nUse a package in this cell and all that follow." },
        new("#r \"file.dll\"", "#r \"", CompletionKind.Magic) { Documentation = "#r \"folder/file.dll\"\n\nUse an assembly in this cell and all that follow." },
        new("#i \"nuget: ...\"", "#i \"nuget: ", CompletionKind.Magic) { Documentation = "#i \"nuget: folder or address\"\n\nLook for packages there too." },
    ];

    /// <summary>At a place of a magic's line.</summary>
    internal Completions At(WrittenCell cell, MagicHead head, int offset)
    {
        var line = MagicLine.At(cell.Text, head, offset);
        var items = line.Slot switch
        {
            MagicSlot.Name => Names(head.Form),
            MagicSlot.Value => Values(cell, head, line.Option!),
            MagicSlot.Word when head.Command == MagicCommands.Load || head.Command == MagicCommands.SyncMagic =>
                Variables(session.Assistance.Variables(cell.PoolOf(head))).Concat(Options(cell, head, line)),
            _ => Options(cell, head, line),
        };
        return Fitting(items, cell.Text, line.Start, offset, line.End);
    }

    /// <summary>Where a line of code begins with a sign of a magic.</summary>
    /// <param name="text">The cell.</param>
    /// <param name="start">Where the sign stands.</param>
    /// <param name="offset">The place.</param>
    internal static Completions AtSign(string text, int start, int offset)
    {
        var form = text[start] == '#' ? MagicForm.Line : MagicForm.OneLine;
        return Fitting(Names(form), text, start, offset, offset);
    }

    private static IEnumerable<Completion> Names(MagicForm form) => form == MagicForm.Line
        ? MagicCommands.All.Select(magic => Named(magic, magic.Name)).Concat(References)
        : [Named(MagicCommands.Distribute, "%distribute"), Named(MagicCommands.Distribute, "%%distribute")];

    private static Completion Named(Command magic, string name) =>
        new(name, name, CompletionKind.Magic) { Documentation = $"{MagicCommands.UsageOf(magic)}\n\n{magic.Description}" };

    private static IEnumerable<Completion> Options(WrittenCell cell, MagicHead head, MagicLine line) => head.Command is null ? [] : head.Command.Options
        .Where(option => option == line.Option || cell.ValueOf(head, option) is null)
        .Select(option => new Completion(((IMagicOption)option).Syntax, option.Name, CompletionKind.Option) { Documentation = MagicHelp.Of(option) });

    private IEnumerable<Completion> Values(WrittenCell cell, MagicHead head, Option option)
    {
        if (option == MagicCommands.Pool) return Plain(option, session.Assistance.Pools.Append(MagicCommands.DefaultPool).Distinct());
        if (option == MagicCommands.Mode) return Plain(option, ["thread", "process"]);
        if (option == MagicCommands.OnError) return Plain(option, ["continue", "stop"]);
        if (option == MagicCommands.Share || option == MagicCommands.Scatter) return Variables(session.Assistance.Variables(null));
        if (option == MagicCommands.From || option == MagicCommands.Restart || option == MagicCommands.Ranks)
            return Plain(option, session.Pools.TryGetValue(cell.PoolOf(head), out var pool) ? Enumerable.Range(0, pool.Count).Select(rank => $"{rank}") : []);
        if (option != MagicCommands.Gather && option != MagicCommands.Sync) return Plain(option, [((IMagicOption)option).Example[(option.Name.Length + 1)..]]);
        var known = session.Assistance.Variables(cell.PoolOf(head));
        var fresh = session.Assistance.DeclaredVariables(cell.CodeOf(head)).Except(known.Select(variable => variable.Name)).Select(name => (name, ""));
        return Variables(fresh.Concat(known)).Concat(option == MagicCommands.Sync ? Plain(option, ["*"]) : []);
    }

    private static IEnumerable<Completion> Plain(Option option, IEnumerable<string> values) =>
        values.Select(value => new Completion(value, value, CompletionKind.Value) { Documentation = MagicHelp.Of(option) });

    private static IEnumerable<Completion> Variables(IEnumerable<(string Name, string Type)> variables) => variables.Select(variable =>
        new Completion(variable.Name, Identifiers.IsKeyword(variable.Name) ? "@" + variable.Name : variable.Name, CompletionKind.Variable)
        {
            Documentation = variable.Type.Length == 0 ? null : $"{variable.Type} {variable.Name}",
        });

    private static Completions Fitting(IEnumerable<Completion> items, string text, int start, int offset, int end)
    {
        var written = text[start..Math.Clamp(offset, start, end)];
        return new Completions(start, end, [.. items.Where(item => item.Text.StartsWith(written, StringComparison.OrdinalIgnoreCase))]);
    }
}
