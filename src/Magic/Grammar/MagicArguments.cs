using System.CommandLine;
using System.CommandLine.Parsing;
using Distribute.Contracts.Compilation;

namespace Distribute.Magic.Grammar;

/// <summary>
/// What stands behind a magic's name: words and options, read by System.CommandLine from the one definition of each,
/// with the place of every word kept for messages.
/// </summary>
internal sealed class MagicArguments
{
    private static readonly ParserConfiguration Configuration = new() { EnablePosixBundling = false, ResponseFileTokenReplacer = null };

    private readonly MagicHead _head;
    private readonly Dictionary<Option, int> _places = [];
    private readonly List<string> _normal = [];
    private readonly List<MagicToken> _words = [];
    private ParseResult? _result;

    private MagicArguments(MagicHead head) => _head = head;

    /// <summary>The words that belong to no option.</summary>
    internal IReadOnlyList<MagicToken> Words => _words;

    /// <summary>Where the code of a one-line magic begins; its line's end when there is none.</summary>
    internal int CodeStart { get; private set; }

    /// <summary>Reads the line of a known magic.</summary>
    /// <returns>The first thing that is wrong, or null.</returns>
    internal static CellDiagnostic? Read(CellText text, MagicHead head, out MagicArguments arguments)
    {
        arguments = new MagicArguments(head);
        return arguments.Tokens(new MagicTokens(text.Text, head.ArgumentsStart, head.End)) ?? arguments.Parse();
    }

    /// <summary>An option's value, or its type's default when it was left out.</summary>
    internal T? Value<T>(MagicOption<T> option) => _result is null ? default : _result.GetValue(option);

    /// <summary>True when the option was written.</summary>
    internal bool Has(Option option) => _places.ContainsKey(option);

    /// <summary>Where the option's value stands, or the option itself when it has none.</summary>
    internal int Place(Option option) => _places[option];

    /// <summary>Reads words up to the line's end; of a one-line magic one word, then options, up to its code.</summary>
    private CellDiagnostic? Tokens(MagicTokens tokens)
    {
        var oneLine = _head.Form == MagicForm.OneLine;
        while (!tokens.AtEnd && !(oneLine && _words.Count > 0 && !tokens.AtDashes))
        {
            var token = tokens.Next()!.Value;
            if (tokens.UnclosedQuote >= 0) return Unclosed(tokens);
            if (oneLine && token is { Text: "--", Quoted: false }) break;
            if (!token.IsOption) _words.Add(token);
            else if (Option(tokens, token) is { } problem) return problem;
        }

        CodeStart = tokens.NextStart;
        return null;
    }

    private CellDiagnostic? Option(MagicTokens tokens, MagicToken token)
    {
        var option = _head.Command!.Options.FirstOrDefault(option => option.Name == token.Name);
        if (option is null) return Unknown(token);
        var about = (IMagicOption)option;
        if (_places.ContainsKey(option))
            return _head.Error(DiagnosticIds.GivenTwice, token.Start, $"{option.Name} is given twice; write it once, for example {about.Example}");
        var attached = token.Attached;
        if (attached is not null && !about.TakesValue)
            return _head.Error(DiagnosticIds.ValueCount, token.Start + token.Name.Length, $"{option.Name} takes no value; write {about.Example}");
        _places[option] = attached is null ? token.Start : token.Start + token.Name.Length + 1;
        if (attached is null && about.TakesValue && !about.AttachedValue)
        {
            if (tokens.Peek() is not { } value || value.IsOption || value is { Text: "--", Quoted: false })
                return _head.Error(DiagnosticIds.ValueCount, token.Start, $"{option.Name} needs a value, for example {about.Example}");
            attached = tokens.Next()!.Value.Text;
            if (tokens.UnclosedQuote >= 0) return Unclosed(tokens);
            _places[option] = value.Start;
        }

        if (attached is not null && string.IsNullOrWhiteSpace(attached))
            return _head.Error(DiagnosticIds.ValueCount, _places[option], $"{option.Name} has an empty value; write for example {about.Example}");
        _normal.Add(attached is null ? option.Name : $"{option.Name}={attached}");
        return null;
    }

    /// <summary>Hands the options to System.CommandLine, in a form that leaves it nothing to guess.</summary>
    private CellDiagnostic? Parse()
    {
        if (_normal.Count == 0) return null;
        _result = _head.Command!.Parse(_normal, Configuration);
        return _result.Errors
            .Select(error => (error.Message, Option: OptionOf(error.SymbolResult)))
            .OrderBy(error => _places[error.Option])
            .Select(error => _head.Error(DiagnosticIds.BadValue, _places[error.Option],
                $"{error.Option.Name}: {error.Message}; write for example {((IMagicOption)error.Option).Example}"))
            .FirstOrDefault();
    }

    private static Option OptionOf(SymbolResult? symbol)
    {
        for (var at = symbol; at is not null; at = at.Parent)
            if (at is OptionResult result) return result.Option;
        throw new InvalidOperationException("An error that belongs to no option: the line was normalised wrongly.");
    }

    private CellDiagnostic Unknown(MagicToken token)
    {
        var nearest = (IMagicOption)_head.Command!.Options
            .First(option => option.Name == Nearest.Of(token.Name, _head.Command.Options.Select(known => known.Name)));
        var escape = _head.Form == MagicForm.OneLine ? " (code that begins with dashes goes behind a lone --)" : "";
        return _head.Error(DiagnosticIds.UnknownOption, token.Start,
            $"{_head.Command.Name} has no option {token.Name}; did you mean {((Option)nearest).Name}, for example {nearest.Example}?{escape}");
    }

    private CellDiagnostic Unclosed(MagicTokens tokens) => _head.Error(DiagnosticIds.UnclosedQuote, tokens.UnclosedQuote,
        $"this quote is not closed; quote a value as in {_head.Name} --pool \"workers\"");
}
