using Distribute.Contracts.Compilation;

namespace Distribute.Magic.Grammar;

/// <summary>Makes a plan's parts, in order, up to the first thing that is wrong.</summary>
internal sealed class PlanBuilder(CellText cell, PlanContext context)
{
    private readonly List<CellPart> _parts = [];
    private readonly Dictionary<string, bool> _pools = new(StringComparer.Ordinal);

    internal CellPlan Build(List<CellSection> sections)
    {
        foreach (var section in sections)
        {
            if (section.Timed is { } timed && Add(new CellSection(timed, section.End), timed) is { } wrong) return new CellPlan([], wrong, timed.Kind);
            if (section.Head is null) Code(section);
            else if (Add(section, section.Head) is { } problem) return new CellPlan([], problem, section.Head.Kind);
        }

        return new CellPlan(_parts, null, _parts.Count == 0 ? "notebook" : _parts[^1].Kind);
    }

    private void Code(CellSection section)
    {
        if (section.FirstCodeLine > 0)
            _parts.Add(new CellPart.Notebook(cell.Keep(section.Start, section.End)) { MagicLine = section.Head?.Line ?? section.FirstCodeLine });
    }

    private CellDiagnostic? Add(CellSection section, MagicHead head)
    {
        if (head.Command is null) return UnknownMagic(head);
        if (head.Form == MagicForm.Cell && !IsFirst(section))
            return head.Error(DiagnosticIds.NotFirst, head.Start, "%%distribute must come first in its cell; further down write #!distribute 4");
        if (MagicArguments.Read(cell, head, out var arguments) is { } problem) return problem;
        if (arguments.Has(MagicCommands.Help))
        {
            _parts.Add(new CellPart.Help(HelpText.For(head.Command)) { MagicLine = head.Line });
            if (head.Form == MagicForm.OneLine) Code(section);
            return null;
        }

        if (head.Command == MagicCommands.Distribute) return Distribute(section, head, arguments);
        if (new CommandReader(head, arguments).Read(out var part) is { } wrong) return wrong;
        if (MagicCommands.MimeTypeOf(head.Command) is { } mimeType)
        {
            var text = cell.Text[section.Start..section.End].Trim('\n', '\r', ' ', '\t');
            if (text.Length > 0) _parts.Add(new CellPart.Shown(mimeType, text) { MagicLine = head.Line });
            return null;
        }

        if (part is not null) _parts.Add(part);
        if (part is CellPart.Ranks { Action: RanksAction.Stop } stop) _pools[stop.Pool ?? MagicCommands.DefaultPool] = false;
        Code(section);
        return null;
    }

    private CellDiagnostic? Distribute(CellSection section, MagicHead head, MagicArguments arguments)
    {
        if (new DistributeReader(head, arguments, context).Read(context.IsPool is null ? null : IsPool, out var options) is { } problem) return problem;
        var oneLine = head.Form == MagicForm.OneLine;
        var hasCode = oneLine
            ? new CSharpScanner().Read(cell.Text.AsSpan(arguments.CodeStart, head.End - arguments.CodeStart))
            : section.FirstCodeLine > 0;
        if (!hasCode) return NoCode(head);
        var code = oneLine ? cell.Keep(arguments.CodeStart, head.End) : cell.Keep(section.Start, section.End);
        _parts.Add(new CellPart.Distribute(options, code) { MagicLine = head.Line });
        _pools[options.Pool] = true;
        if (oneLine) Code(section);
        return null;
    }

    private bool IsPool(string name) => _pools.TryGetValue(name, out var lives) ? lives : context.IsPool!(name);

    private bool IsFirst(CellSection section) => _parts.Count == 0 && cell.Text.AsSpan(0, section.Head!.Start) is var before && !HasMagicOrCode(before);

    /// <summary>Whether anything but blanks and comments stands before; a magic that left no part counts too.</summary>
    private static bool HasMagicOrCode(ReadOnlySpan<char> before)
    {
        var scanner = new CSharpScanner();
        var found = false;
        var text = new CellText(before.ToString());
        for (var line = 0; line < text.Count; line++) found |= scanner.Read(text.Line(line));
        return found;
    }

    private static CellDiagnostic NoCode(MagicHead head) => head.Error(DiagnosticIds.NoCode, head.Start, head.Form == MagicForm.OneLine
        ? $"there is no code after {head.Name}; write for example {head.Example("4")}"
        : $"there is no code after {head.Name}; the code goes on the lines below it, for example Console.WriteLine(__process_id__);");

    private static CellDiagnostic UnknownMagic(MagicHead head)
    {
        if (OtherMagics.Instead(head.Name) is { } instead) return head.Error(DiagnosticIds.UnknownMagic, head.Start, instead);
        var bare = head.Name.TrimStart('#', '!', '%');
        var nearest = "#!" + Nearest.Of(bare, MagicCommands.All.Select(magic => magic.Name[2..]));
        if (nearest == "#!distribute" && head.Form != MagicForm.Line) nearest = head.Form == MagicForm.Cell ? "%%distribute" : "%distribute";
        var example = nearest.EndsWith("distribute", StringComparison.Ordinal) ? $"{nearest} 4{(nearest == "%distribute" ? " Console.WriteLine(__process_id__);" : "")}"
            : nearest == "#!load" ? "#!load a,b" : nearest;
        return head.Error(DiagnosticIds.UnknownMagic, head.Start,
            $"there is no magic {head.Name}; did you mean {nearest}, for example {example}? #!lsmagic lists the magics");
    }
}
