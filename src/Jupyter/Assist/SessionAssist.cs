using Distribute.Contracts.Assistance;
using Distribute.Magic.Assistance;
using Distribute.Sandbox.Sessions;

namespace Distribute.Jupyter.Assist;

/// <summary>Answers with what the cells of a session declared so far, and with the magics and their options. Thread safe.</summary>
/// <param name="session">The session; not owned.</param>
/// <param name="maxRanks">The largest n of a magic. Default 256.</param>
public sealed class SessionAssist(Session session, int maxRanks = 256) : ICellAssist
{
    // Reading what authors say of an item takes some 15 ms, and who types on waits for them: front ends ask for others by inspection.
    private const int Documented = 1;

    private readonly CellAssistance _assistance = new(session, maxRanks);

    /// <summary>Pays the one-time cost of the first answer, of about a second of one processor.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public Task WarmUpAsync(CancellationToken cancellationToken = default) => _assistance.WarmUpAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask<CellCompleteness> IsCompleteAsync(string code, CancellationToken cancellationToken)
    {
        var found = _assistance.CheckComplete(code);
        return ValueTask.FromResult(new CellCompleteness(
            found.Status switch
            {
                Completeness.Complete => CellStatus.Complete,
                Completeness.Incomplete => CellStatus.Incomplete,
                Completeness.Invalid => CellStatus.Invalid,
                _ => CellStatus.Unknown,
            },
            found.Indent));
    }

    /// <inheritdoc/>
    public async ValueTask<CellCompletions> CompleteAsync(string code, int position, CancellationToken cancellationToken)
    {
        var found = await _assistance.CompleteAsync(code, position, Documented, cancellationToken).ConfigureAwait(false);
        return new CellCompletions([.. found.Items.Select(item => new CellCompletion(item.Text, WordOf(item.Kind), item.Documentation))], found.Start, found.End);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyDictionary<string, string>?> InspectAsync(string code, int position, bool detailed, CancellationToken cancellationToken)
    {
        var info = await _assistance.DescribeAsync(code, position, cancellationToken).ConfigureAwait(false);
        var help = await _assistance.SignaturesAsync(code, position, cancellationToken).ConfigureAwait(false);
        if (info is null && help is null) return null;
        return new Dictionary<string, string> { ["text/plain"] = InspectionText.Plain(info, help), ["text/markdown"] = InspectionText.Markdown(info, help) };
    }

    // The words by which JupyterLab chooses its pictures.
    private static string WordOf(CompletionKind kind) => kind switch
    {
        CompletionKind.Method or CompletionKind.ExtensionMethod => "function",
        CompletionKind.Structure => "struct",
        CompletionKind.Namespace => "module",
        CompletionKind.EnumMember => "enumMember",
        CompletionKind.TypeParameter => "typeParameter",
        CompletionKind.Parameter => "variable",
        _ => kind.ToString().ToLowerInvariant(),
    };
}
