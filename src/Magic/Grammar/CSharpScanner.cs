namespace Distribute.Magic.Grammar;

/// <summary>
/// Reads C# line by line, only as far as it takes to know whether a line begins in code or within a comment or a string.
/// One scanner reads one cell. It never fails: text that is no C# only makes its answers less meaningful.
/// </summary>
internal sealed class CSharpScanner
{
    private readonly List<Frame> _open = [];
    private string _line = "";
    private int _at;
    private bool _sawCode;

    private enum Mode
    {
        BlockComment,
        Text,
        Hole,
        Format,
    }

    /// <summary>True when the next line begins in code: not within a comment, a string, or a hole of one.</summary>
    internal bool AtCode => _open.Count == 0;

    /// <summary>The last letter of code so far; NUL when there is none yet, ';' after a magic.</summary>
    internal char LastSignificant { get; private set; }

    /// <summary>A magic line stood here: what follows begins a statement.</summary>
    internal void PassMagic() => LastSignificant = ';';

    /// <summary>Reads one line, without its end.</summary>
    /// <returns>True when it has anything but blanks and comments.</returns>
    internal bool Read(ReadOnlySpan<char> line)
    {
        _line = line.ToString();
        _at = 0;
        _sawCode = _open.Count > 0 && _open[^1].Mode != Mode.BlockComment;
        if (AtCode && line.TrimStart() is ['#', ..])
        {
            // A directive's text is not lexed: an apostrophe in a region's name opens nothing.
            LastSignificant = ';';
            return true;
        }

        while (_at < _line.Length) Step();
        EndLine();
        return _sawCode;
    }

    private void Step()
    {
        if (_open.Count == 0)
        {
            Code(null);
            return;
        }

        var frame = _open[^1];
        switch (frame.Mode)
        {
            case Mode.BlockComment: BlockComment(); break;
            case Mode.Hole: Code(frame); break;
            case Mode.Format: Format(); break;
            default: StringText(frame); break;
        }
    }

    private void Code(Frame? hole)
    {
        var letter = _line[_at];
        if (char.IsWhiteSpace(letter))
        {
            _at++;
            return;
        }

        if (letter == '/' && Peek(1) == '/')
        {
            _at = _line.Length;
            return;
        }

        if (letter == '/' && Peek(1) == '*')
        {
            _at += 2;
            _open.Add(new Frame(Mode.BlockComment));
            return;
        }

        _sawCode = true;
        LastSignificant = letter;
        if (hole is not null && EndsHole(hole, letter)) return;
        if (letter == '\'') CharLiteral();
        else if (letter is '"' or '$' or '@') OpenString();
        else _at++;
    }

    /// <summary>Counts brackets within a hole; handles the brace that closes it and the colon that begins its format.</summary>
    private bool EndsHole(Frame hole, char letter)
    {
        switch (letter)
        {
            case '(' or '[' or '{':
                hole.Depth++;
                _at++;
                return true;
            case ')' or ']' or '}' when hole.Depth > 0:
                hole.Depth--;
                _at++;
                return true;
            case '}':
                CloseHole();
                return true;
            case ':' when hole.Depth == 0 && Peek(1) == ':':
                _at += 2;
                return true;
            case ':' when hole.Depth == 0:
                _at++;
                _open[^1] = new Frame(Mode.Format);
                return true;
            default:
                return false;
        }
    }

    private void CloseHole()
    {
        _open.RemoveAt(_open.Count - 1);
        _at += Math.Min(Run('}'), Math.Max(1, _open[^1].Dollars));
    }

    private void Format()
    {
        var letter = _line[_at];
        if (letter == '}') CloseHole();
        else if (letter == '"' && _open[^2] is { Quotes: 1, Verbatim: false }) _open.RemoveAt(_open.Count - 1);
        else _at++;
    }

    private void BlockComment()
    {
        var end = _line.IndexOf("*/", _at, StringComparison.Ordinal);
        _at = end < 0 ? _line.Length : end + 2;
        if (end >= 0) _open.RemoveAt(_open.Count - 1);
    }

    private void CharLiteral()
    {
        for (_at++; _at < _line.Length; _at++)
        {
            if (_line[_at] == '\\') _at++;
            else if (_line[_at] == '\'') break;
        }

        _at = Math.Min(_at + 1, _line.Length);
    }

    private void OpenString()
    {
        int dollars = 0, start = _at;
        var verbatim = false;
        for (; _at < _line.Length && _line[_at] is '$' or '@'; _at++)
        {
            if (_line[_at] == '$') dollars++;
            else verbatim = true;
        }

        var quotes = Run('"');
        if (quotes == 0)
        {
            _at = Math.Max(_at, start + 1);
            return;
        }

        LastSignificant = '"';
        if (verbatim) quotes = 1;
        else if (quotes == 2)
        {
            _at += 2;
            return;
        }

        _at += quotes;
        var spansLines = verbatim || (quotes > 2 && string.IsNullOrWhiteSpace(_line[_at..]));
        _open.Add(new Frame(Mode.Text) { Quotes = quotes, Dollars = dollars, Verbatim = verbatim, SpansLines = spansLines });
    }

    private void StringText(Frame text)
    {
        var letter = _line[_at];
        if (letter == '"') Quote(text);
        else if (letter == '\\' && text is { Quotes: 1, Verbatim: false }) _at += 2;
        else if (letter == '{' && text.Dollars > 0) Brace(text);
        else _at++;
    }

    private void Quote(Frame text)
    {
        var run = Run('"');
        if (text.Verbatim)
        {
            _at += run;
            if (run % 2 == 1) _open.RemoveAt(_open.Count - 1);
        }
        else if (run >= text.Quotes)
        {
            _at += text.Quotes == 1 ? 1 : run;
            _open.RemoveAt(_open.Count - 1);
        }
        else _at += run;
    }

    private void Brace(Frame text)
    {
        var run = Run('{');
        _at += run;
        // In $"{{" the pairs are escapes; in a raw string a run as long as the dollars, or longer, ends in a hole.
        var opens = text.Quotes > 2 ? run >= text.Dollars : run % 2 == 1;
        if (opens) _open.Add(new Frame(Mode.Hole));
    }

    /// <summary>A string that must end on its line is over, closed or not.</summary>
    private void EndLine()
    {
        while (_open.Count > 0 && _open[^1] is { Mode: Mode.Text, SpansLines: false } or { Mode: Mode.Format })
            _open.RemoveAt(_open.Count - 1);
    }

    private int Run(char letter)
    {
        var end = _at;
        while (end < _line.Length && _line[end] == letter) end++;
        return end - _at;
    }

    private char Peek(int ahead) => _at + ahead < _line.Length ? _line[_at + ahead] : '\0';

    private sealed class Frame(Mode mode)
    {
        internal Mode Mode { get; } = mode;

        internal int Quotes { get; init; }

        internal int Dollars { get; init; }

        internal bool Verbatim { get; init; }

        internal bool SpansLines { get; init; }

        internal int Depth { get; set; }
    }
}
