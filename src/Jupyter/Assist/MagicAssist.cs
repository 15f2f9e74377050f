using Distribute.Magic.Grammar;

namespace Distribute.Jupyter.Assist;

/// <summary>Knows the magics and their options, and nothing of C#. Thread safe.</summary>
public sealed class MagicAssist : ICellAssist
{
    /// <inheritdoc/>
    public ValueTask<CellCompleteness> IsCompleteAsync(string code, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(code);
        return ValueTask.FromResult(new CellCompleteness(string.IsNullOrWhiteSpace(code) ? CellStatus.Complete : CellStatus.Unknown));
    }

    /// <inheritdoc/>
    public ValueTask<CellCompletions> CompleteAsync(string code, int position, CancellationToken cancellationToken)
    {
        var (line, word) = Around(code, position);
        var typed = code[word..position];
        IEnumerable<CellCompletion> items =
            word > line ? Magic(code, line)?.Options.Select(option => new CellCompletion(option.Name, "option", option.Description)) ?? []
            : typed.Length > 0 ? MagicWords.All.Select(magic => new CellCompletion(magic.Name, "magic", magic.Description))
            : [];
        return ValueTask.FromResult(new CellCompletions([.. items.Where(item => item.Text.StartsWith(typed, StringComparison.Ordinal))], word, position));
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyDictionary<string, string>?> InspectAsync(string code, int position, bool detailed, CancellationToken cancellationToken)
    {
        var (line, word) = Around(code, position);
        var end = position;
        while (end < code.Length && !char.IsWhiteSpace(code[end]) && code[end] != '=') end++;
        var name = code[word..end];
        var text = Magic(code, line) is not { } magic ? null
            : name == magic.Name ? $"{magic.Usage}\n{magic.Description}"
            : magic.Options.FirstOrDefault(option => option.Name == name) is { } option ? $"{option.Name}\n{option.Description}"
            : null;
        return ValueTask.FromResult<IReadOnlyDictionary<string, string>?>(text is null ? null : new Dictionary<string, string> { ["text/plain"] = text });
    }

    /// <summary>Where the line and the word begin in which a place is; both at the line's first letter for its first word.</summary>
    private static (int Line, int Word) Around(string code, int position)
    {
        ArgumentNullException.ThrowIfNull(code);
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(position, code.Length);
        var line = code.LastIndexOf('\n', Math.Max(0, position - 1), Math.Max(0, position)) + 1;
        while (line < position && code[line] is ' ' or '\t') line++;
        var word = position;
        while (word > line && !char.IsWhiteSpace(code[word - 1])) word--;
        return (line, word);
    }

    /// <summary>The magic that begins a line.</summary>
    private static MagicWord? Magic(string code, int line)
    {
        var end = line;
        while (end < code.Length && !char.IsWhiteSpace(code[end])) end++;
        var name = code[line..end];
        return MagicWords.All.FirstOrDefault(magic => magic.Name == name);
    }
}
