using System.Text;
using System.Text.RegularExpressions;
using Distribute.Contracts.Images;

namespace Distribute.ProcessHost.Ending;

/// <summary>
/// Reads the error stream of a process for what its runtime writes when it breaks down, and holds that back: it is the reason
/// of a death and not the cell's output. Used by one thread.
/// </summary>
internal sealed partial class CrashText
{
    /// <summary>Most that is kept of a breakdown's text: its first lines say what happened.</summary>
    private const int MostKept = 16 * 1024;

    private static readonly (string Mark, DeathKind Kind)[] Marks =
    [
        ("Stack overflow.", DeathKind.StackOverflow),
        ("Process terminated.", DeathKind.FailFast),
        ("Out of memory.", DeathKind.OutOfMemory),
        ("Fatal error.", DeathKind.AccessViolation),
    ];

    private readonly StringBuilder _line = new();
    private readonly StringBuilder _text = new();
    private bool _atLineStart = true;

    /// <summary>What broke down; null when nothing did.</summary>
    public DeathKind? Kind { get; private set; }

    /// <summary>What the runtime wrote.</summary>
    public string Text => _text.ToString();

    /// <summary>The line that says most, or empty.</summary>
    public string Detail => Kind switch
    {
        null => "",
        DeathKind.StackOverflow => Written(Frames().FirstOrDefault(IsOfCell) ?? Frames().FirstOrDefault() ?? ""),
        _ => Lines().Skip(1).FirstOrDefault(line => line.Length > 0 && !line.StartsWith("at ", StringComparison.Ordinal)) ?? "",
    };

    /// <summary>Takes a piece of the stream.</summary>
    /// <returns>What of it is output: all, until something breaks down.</returns>
    public string Take(string piece)
    {
        if (Kind is not null)
        {
            Keep(piece);
            return "";
        }

        var shown = new StringBuilder();
        foreach (var letter in piece)
        {
            if (Kind is not null)
            {
                Keep(letter.ToString());
                continue;
            }

            Take(letter, shown);
        }

        return shown.ToString();
    }

    /// <summary>Gives what was held back because it might have become a breakdown's first line.</summary>
    public string Rest()
    {
        if (Kind is not null) return "";
        var rest = _line.ToString();
        _line.Clear();
        _atLineStart = rest.Length == 0 && _atLineStart;
        return rest;
    }

    /// <summary>Gives all that was held back: the process lives, so that it was the text of something else, a program that a cell started for one.</summary>
    public string Release()
    {
        var text = Kind is null ? "" : _text.ToString();
        _text.Clear();
        Kind = null;
        if (text.Length > 0) _atLineStart = text[^1] == '\n';
        return text;
    }

    private void Take(char letter, StringBuilder shown)
    {
        if (!_atLineStart)
        {
            shown.Append(letter);
            _atLineStart = letter == '\n';
            return;
        }

        _line.Append(letter);
        var line = _line.ToString();
        foreach (var (mark, kind) in Marks)
        {
            if (mark == line)
            {
                Kind = kind;
                Keep(line);
                _line.Clear();
                return;
            }

            if (mark.StartsWith(line, StringComparison.Ordinal)) return;
        }

        shown.Append(line);
        _line.Clear();
        _atLineStart = letter == '\n';
    }

    // What the person called it: the frame has the classes around it that generated code has.
    private static string Written(string frame)
    {
        frame = Holder().Replace(frame, "");
        if (LocalFunction().Match(frame) is { Success: true } local) return local.Groups["name"].Value + local.Groups["rest"].Value;
        return frame.StartsWith(CellImage.RunMethod + "(", StringComparison.Ordinal) ? "the cell's top level" : frame;
    }

    private IEnumerable<string> Frames() => Lines().Where(line => line.StartsWith("at ", StringComparison.Ordinal)).Select(line => line[3..]);

    private static bool IsOfCell(string frame) => frame.StartsWith("__", StringComparison.Ordinal) || !frame.StartsWith("System.", StringComparison.Ordinal);

    private IEnumerable<string> Lines() => _text.ToString().Split('\n').Select(line => line.Trim());

    [GeneratedRegex(@"^__cells\.Cell_\d+\.(?:(?:m\d+|p)_\w+\.(?:__o_)?|x\d+\.|t_\w+\.|__\w+\.)?")]
    private static partial Regex Holder();

    [GeneratedRegex(@"^<\w+>g__(?<name>\w+)\|[\d_]+(?<rest>.*)$")]
    private static partial Regex LocalFunction();

    private void Keep(string text)
    {
        var room = MostKept - _text.Length;
        if (room > 0) _text.Append(text.AsSpan(0, Math.Min(room, text.Length)));
    }
}
