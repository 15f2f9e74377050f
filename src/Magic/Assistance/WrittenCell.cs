using Distribute.Magic.Grammar;
using Distribute.Sandbox.Sessions;

namespace Distribute.Magic.Assistance;

/// <summary>
/// A cell that a person still writes, with its parts: unlike a plan it is there whatever is wrong with the magic lines.
/// Used by one thread.
/// </summary>
internal sealed class WrittenCell
{
    private readonly CellText _cell;
    private readonly List<Stretch> _code = [];
    private readonly List<MagicHead> _heads = [];

    private sealed record Stretch(int Start, int End, string? Pool, IReadOnlyList<string>? Share, bool IsText = false);

    internal WrittenCell(string text)
    {
        _cell = new CellText(text);
        foreach (var section in CellParser.Sections(_cell)) Add(section);
    }

    internal string Text => _cell.Text;

    /// <summary>The magic whose line a place is on, before any code of that line; null for none.</summary>
    internal MagicHead? HeadAt(int offset) =>
        _heads.Find(head => head.LineStart <= offset && offset <= head.End && !_code.Exists(code => code.Start > head.ArgumentsStart && code.Start < head.End && code.Start <= offset));

    /// <summary>The code around a place, blanked outside, with where it is to run; null within text that is no code, or of another language.</summary>
    internal WrittenCode? CodeAt(int offset)
    {
        var at = Math.Max(0, _code.FindLastIndex(code => code.Start <= offset));
        // At the end of a line with code of its own: the lines after it begin elsewhere.
        if (at > 0 && _code[at].Start == offset && Text[offset - 1] is not ('\n' or '\r')) at--;
        var code = _code[at];
        if (code.IsText) return null;
        return new WrittenCode
        {
            Text = _cell.Keep(code.Start, code.End),
            Pool = code.Pool,
            Share = code.Share,
            Earlier = [.. _code.Take(at).Where(other => !other.IsText && (other.Pool is null || other.Pool == code.Pool)).Select(TextOf).Where(text => !string.IsNullOrWhiteSpace(text))],
        };
    }

    /// <summary>Where the sign of a magic stands when nothing but that and a word stands before a place, on a line that begins in code; null elsewhere.</summary>
    internal int? SignBefore(int offset)
    {
        if (LineBefore(offset) is not var (start, last)) return null;
        var written = Text.AsSpan(start, offset - start);
        return written is "%" or "%%" ? last is '\0' or ';' or '}' ? start : null
            : written[0] == '#' && !written[1..].ContainsAnyExceptInRange('a', 'z') ? start : null;
    }

    /// <summary>Where the text before a place begins, on a line that begins in code, with the last sign of the code before that line; null elsewhere.</summary>
    internal (int Start, char Last)? LineBefore(int offset)
    {
        var code = _code[Math.Max(0, _code.FindLastIndex(code => code.Start <= offset))];
        var scanner = new CSharpScanner();
        for (var line = 0; line < _cell.Count; line++)
        {
            var (start, end) = _cell[line];
            if (start < code.Start) continue;
            if (end < offset)
            {
                scanner.Read(_cell.Line(line));
                continue;
            }

            while (start < offset && char.IsWhiteSpace(Text[start])) start++;
            return start < offset && scanner.AtCode ? (start, scanner.LastSignificant) : null;
        }

        return null;
    }

    /// <summary>The code that belongs to a magic: on the lines after it, or on its own.</summary>
    internal string CodeOf(MagicHead head) => _code.Find(code => code.Start > head.Start) is { } code ? TextOf(code) : "";

    /// <summary>Where an option's value stands in a magic line, whatever else is wrong there.</summary>
    internal string? ValueOf(MagicHead head, System.CommandLine.Option option)
    {
        var tokens = new MagicTokens(Text, head.ArgumentsStart, head.End);
        while (tokens.Next() is { } token)
        {
            if (!token.IsOption || token.Name != option.Name) continue;
            return token.Attached ?? (tokens.Peek() is { IsOption: false } value ? value.Text : "");
        }

        return null;
    }

    private string TextOf(Stretch code) => _cell.Keep(code.Start, code.End);

    private void Add(CellSection section)
    {
        var head = section.Head;
        if (head is not null) _heads.Add(head);
        if (section.Timed is { } timed) _heads.Add(timed);
        if (section.IsText || (head is not null && OtherMagics.Instead(head.Name) is not null))
        {
            _code.Add(new Stretch(section.Start, section.End, null, null, IsText: true));
            return;
        }

        if (head?.Command != MagicCommands.Distribute || head.Form == MagicForm.OneLine)
        {
            if (head is { Form: MagicForm.OneLine } && head.Command is not null) AddLine(head);
            _code.Add(new Stretch(section.Start, section.End, null, null));
            return;
        }

        _code.Add(new Stretch(section.Start, section.End, PoolOf(head), ShareOf(head)));
    }

    private void AddLine(MagicHead head)
    {
        if (MagicArguments.Read(_cell, head, out var arguments) is null && arguments.CodeStart < head.End)
            _code.Add(new Stretch(arguments.CodeStart, head.End, PoolOf(head), ShareOf(head)));
    }

    /// <summary>The pool that a magic line means.</summary>
    internal string PoolOf(MagicHead head) => ValueOf(head, MagicCommands.Pool) is { Length: > 0 } pool ? pool : MagicCommands.DefaultPool;

    private IReadOnlyList<string>? ShareOf(MagicHead head)
    {
        if (ValueOf(head, MagicCommands.NoShare) is not null) return Scattered(head);
        return ValueOf(head, MagicCommands.Share) is { } share ? [.. Names(share), .. Scattered(head)] : null;
    }

    private IReadOnlyList<string> Scattered(MagicHead head) => Names(ValueOf(head, MagicCommands.Scatter) ?? "");

    private static IReadOnlyList<string> Names(string list) => OptionValues.TryNames(list, out var names, out _) ? names : [];
}
