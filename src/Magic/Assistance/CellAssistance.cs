using Distribute.Contracts.Assistance;
using Distribute.Contracts.Compilation;
using Distribute.Magic.Grammar;
using Distribute.Sandbox.Sessions;

namespace Distribute.Magic.Assistance;

/// <summary>
/// Helps a person who writes a cell, magic lines and code alike: what each part of the cell sees depends on where it is to run.
/// Runs nothing and waits for no cell. Offsets count UTF-16 code units in the whole cell; those outside of it mean its nearest
/// end. No text and no offset makes it throw. Thread safe.
/// </summary>
/// <param name="session">The session; not owned.</param>
/// <param name="maxRanks">The largest n that the session allows. Default 256.</param>
public sealed class CellAssistance(Session session, int maxRanks = 256)
{
    private readonly MagicCompletions _magics = new(session);
    private readonly PackageCompletions _packages = new(session);

    /// <summary>Pays the one-time cost of the first answer; a front end that will ask calls it when it starts.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public Task WarmUpAsync(CancellationToken cancellationToken = default) => session.Assistance.WarmUpAsync(cancellationToken);

    /// <summary>What could be written at a place: code, a magic, an option, or an option's value.</summary>
    /// <param name="text">The cell.</param>
    /// <param name="offset">The place.</param>
    /// <param name="documented">For how many of the first items documentation is read; those of magics always have it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The items that fit to the word at the place, the likeliest first.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<Completions> CompleteAsync(string text, int offset, int documented = 0, CancellationToken cancellationToken = default)
    {
        var cell = Read(text, ref offset);
        if (cell.HeadAt(offset) is { } head) return _magics.At(cell, head, offset);
        if (cell.CodeAt(offset) is not { } code) return Completions.None(offset);
        if (_packages.At(cell, offset) is { } packages) return packages;
        var found = await session.Assistance.CompleteAsync(code, offset, documented, cancellationToken).ConfigureAwait(false);
        return cell.SignBefore(offset) is { } sign ? Join(text, MagicCompletions.AtSign(text, sign, offset), found) : found;
    }

    /// <summary>What stands at a place, or just before it; null when there is nothing to say.</summary>
    /// <param name="text">The cell.</param>
    /// <param name="offset">The place.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<QuickInfo?> DescribeAsync(string text, int offset, CancellationToken cancellationToken = default)
    {
        var cell = Read(text, ref offset);
        if (cell.HeadAt(offset) is { } head) return MagicHelp.At(cell, head, offset);
        return cell.CodeAt(offset) is { } code ? await session.Assistance.DescribeAsync(code, offset, cancellationToken).ConfigureAwait(false) : null;
    }

    /// <summary>What can be called with the argument list around a place; null outside of all of them.</summary>
    /// <param name="text">The cell.</param>
    /// <param name="offset">The place.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<SignatureHelp?> SignaturesAsync(string text, int offset, CancellationToken cancellationToken = default)
    {
        var cell = Read(text, ref offset);
        if (cell.HeadAt(offset) is not null || cell.CodeAt(offset) is not { } code) return null;
        return await session.Assistance.SignaturesAsync(code, offset, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What is wrong with the cell, before it runs: its magics, or else its code.</summary>
    /// <param name="text">The cell.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<IReadOnlyList<CellDiagnostic>> DiagnoseAsync(string text, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        var plan = Plan(text);
        if (plan.Diagnostic is { } problem) return [problem];
        var told = new List<CellDiagnostic>();
        var earlier = new List<(string? Pool, string Code)>();
        foreach (var part in plan.Parts)
        {
            if (CodeOf(part) is not { } code) continue;
            var options = (part as CellPart.Distribute)?.Options;
            var written = new WrittenCode
            {
                Text = code,
                Pool = options?.Pool,
                Share = options?.Share is { } share ? [.. share, .. options.Scatter] : null,
                Earlier = [.. earlier.Where(other => other.Pool is null || other.Pool == options?.Pool).Select(other => other.Code)],
            };
            told.AddRange(await session.Assistance.DiagnoseAsync(written, cancellationToken).ConfigureAwait(false));
            earlier.Add((options?.Pool, code));
        }

        return told;
    }

    /// <summary>Whether the cell is finished: a magic that needs code and has none yet is not.</summary>
    /// <param name="text">The cell.</param>
    public CompletenessResult CheckComplete(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var plan = Plan(text);
        if (plan.Diagnostic is { } problem) return new CompletenessResult(problem.Id == DiagnosticIds.NoCode ? Completeness.Incomplete : Completeness.Invalid);
        // A comment alone makes no part, and may be open.
        if (plan.Parts.Count == 0) return session.Assistance.CheckComplete(text);
        var last = new CompletenessResult(Completeness.Complete);
        foreach (var code in plan.Parts.Select(CodeOf).OfType<string>())
        {
            // What is open where the next magic stands stays open.
            if (last.Status == Completeness.Incomplete) return new CompletenessResult(Completeness.Invalid);
            last = session.Assistance.CheckComplete(code);
            if (last.Status is Completeness.Invalid or Completeness.Unknown) return last;
        }

        return last;
    }

    private CellPlan Plan(string text) =>
        CellParser.Parse(text, new PlanContext { MaxRanks = maxRanks, IsPool = session.Pools.ContainsKey });

    private static WrittenCell Read(string text, ref int offset)
    {
        ArgumentNullException.ThrowIfNull(text);
        offset = Math.Clamp(offset, 0, text.Length);
        return new WrittenCell(text);
    }

    private static string? CodeOf(CellPart part) => part switch
    {
        CellPart.Notebook notebook => notebook.Code,
        CellPart.Distribute distribute => distribute.Code,
        _ => null,
    };

    // Roslyn's own words behind a # go below the magics.
    private static Completions Join(string text, Completions magics, Completions code)
    {
        if (code.Items.Count == 0 || code.Start < magics.Start || text[magics.Start] == '%') return magics;
        var between = text[magics.Start..code.Start];
        return new Completions(magics.Start, Math.Max(magics.End, code.End),
            [.. magics.Items, .. code.Items.Select(item => item with { Label = between + item.Label, Text = between + item.Text })], code.IsCut);
    }
}
