using Distribute.Contracts.Compilation;
using Distribute.Contracts.Isolates;
using Distribute.Contracts.Outcomes;
using Distribute.Magic.Grammar;
using Distribute.Magic.Rendering;
using Distribute.Sandbox.Sessions;

namespace Distribute.Magic.Dispatch;

/// <summary>
/// Runs cells on a session: reads the text, runs the parts in order, and ends the cell at the first part that fails.
/// A cell whose magics are wrong runs nothing. Thread safe; parts of cells that run at once take turns in the session.
/// </summary>
/// <param name="session">The session; not owned.</param>
/// <param name="options">What holds for all cells; null for the defaults.</param>
public sealed class CellDispatcher(ISession session, DispatchOptions? options = null)
{
    private readonly DispatchOptions _options = options ?? new DispatchOptions();

    /// <summary>A dispatcher for a session.</summary>
    /// <param name="session">The session; not owned.</param>
    /// <param name="options">What holds for all cells; null for the defaults.</param>
    public CellDispatcher(Session session, DispatchOptions? options = null) : this(new SessionAdapter(session), options) { }

    /// <summary>Reads a cell as this session would now; runs nothing.</summary>
    /// <param name="text">The cell.</param>
    public CellPlan Plan(string text) =>
        CellParser.Parse(text, new PlanContext { MaxRanks = _options.MaxRanks, IsPool = name => session.Pools.ContainsKey(name) });

    /// <summary>Runs a cell.</summary>
    /// <param name="text">The cell, any text.</param>
    /// <param name="executionCount">Its execution count, from 1.</param>
    /// <param name="events">Follows it; may be null.</param>
    /// <param name="cancellationToken">Interrupts it: the result says so, nothing is thrown.</param>
    public async Task<DispatchResult> RunAsync(
        string text, int executionCount, IDispatchEvents? events = null, CancellationToken cancellationToken = default)
    {
        var began = _options.Time.GetTimestamp();
        var plan = Plan(text);
        if (plan.Diagnostic is { } problem)
        {
            var refused = new CellResult { Ok = false, Diagnostics = [problem], Elapsed = _options.Time.GetElapsedTime(began) };
            events?.PartEnded(null, refused);
            return new DispatchResult(plan.Kind, refused, [], refused.Elapsed);
        }

        var done = new List<PartResult>();
        var last = new CellResult { Ok = true };
        (CellPart Part, long Began)? timing = null;
        foreach (var part in plan.Parts)
        {
            if (part is CellPart.Timing)
            {
                timing ??= (part, _options.Time.GetTimestamp());
                continue;
            }

            events?.PartBegan(part);
            last = cancellationToken.IsCancellationRequested
                ? new CellResult { Ok = false, Interrupted = true }
                : await RunPartAsync(part, executionCount, events, cancellationToken).ConfigureAwait(false);
            done.Add(new PartResult(part, last));
            events?.PartEnded(part, last);
            if (!last.Ok) break;
        }

        if (timing is { } timed) TellTime(timed.Part, _options.Time.GetElapsedTime(timed.Began), events);
        return new DispatchResult(done.Count == 0 ? plan.Kind : done[^1].Part.Kind, last, done, _options.Time.GetElapsedTime(began));
    }

    // Of no part that ran, so that what a report tells of the cell stays its code's.
    private static void TellTime(CellPart part, TimeSpan elapsed, IDispatchEvents? events)
    {
        events?.PartBegan(part);
        events?.Displayed(0, MimeBundle.FromText("Wall time: " + Durations.Exact(elapsed)), null, false);
        events?.PartEnded(part, new CellResult { Ok = true, Elapsed = elapsed });
    }

    private Task<CellResult> RunPartAsync(CellPart part, int executionCount, IDispatchEvents? events, CancellationToken cancellationToken) => part switch
    {
        CellPart.Notebook code => session.RunAsync(
            new CellRequest { Code = code.Code, ExecutionCount = executionCount, Timeout = _options.Timeout, MagicLine = part.MagicLine }, events, cancellationToken),
        CellPart.Distribute code => session.RunAsync(
            new CellRequest { Code = code.Code, ExecutionCount = executionCount, Distribute = WithDefaults(code.Options), MagicLine = part.MagicLine }, events, cancellationToken),
        CellPart.Load load => ToldAsync(part, events, session.LoadAsync(load.Pool, load.Names, load.From, cancellationToken), cancellationToken),
        CellPart.Sync sync => ToldAsync(part, events, session.SyncAsync(sync.Pool, sync.Names, sync.From, cancellationToken), cancellationToken),
        CellPart.Ranks ranks => RanksAsync(ranks, events, cancellationToken),
        CellPart.Variables variables => VariablesAsync(variables, events, cancellationToken),
        CellPart.Shown shown => Task.FromResult(Show(shown, events)),
        CellPart.Help help => Task.FromResult(Print(help.Text, _options.Time.GetTimestamp(), events)),
        _ => throw new InvalidOperationException($"A part of an unknown kind: {part.GetType()}."),
    };

    private DistributeOptions WithDefaults(DistributeOptions written) => written with
    {
        Timeout = written.Timeout ?? _options.Timeout,
        Mode = written.Mode ?? (session.Pools.ContainsKey(written.Pool) ? null : _options.Mode),
    };

    private Task<CellResult> RanksAsync(CellPart.Ranks ranks, IDispatchEvents? events, CancellationToken cancellationToken)
    {
        var pool = ranks.Pool ?? MagicCommands.DefaultPool;
        return ranks.Action switch
        {
            RanksAction.Reset => ToldAsync(ranks, events, session.ResetAsync(pool, cancellationToken), cancellationToken),
            RanksAction.Stop => ToldAsync(ranks, events, session.StopAsync(pool, cancellationToken), cancellationToken),
            RanksAction.Restart => ToldAsync(ranks, events, session.RestartAsync(pool, ranks.Rank, cancellationToken), cancellationToken),
            _ => ShowAsync(ranks, events, cancellationToken),
        };
    }

    private Task<CellResult> ShowAsync(CellPart.Ranks ranks, IDispatchEvents? events, CancellationToken cancellationToken) =>
        ranks.Pool is { } name && !session.Pools.ContainsKey(name)
            ? Task.FromResult(UnknownPool(ranks, name))
            : ListAsync(ranks.Pool, RanksText.Of, events, cancellationToken);

    private Task<CellResult> VariablesAsync(CellPart.Variables variables, IDispatchEvents? events, CancellationToken cancellationToken) =>
        ListAsync("", pools => RanksText.Notebook(pools, variables.Detailed), events, cancellationToken);

    private async Task<CellResult> ListAsync(
        string? pool, Func<IReadOnlyList<PoolInfo>, string> write, IDispatchEvents? events, CancellationToken cancellationToken)
    {
        var began = _options.Time.GetTimestamp();
        try
        {
            return Print(write(await session.ListAsync(pool, cancellationToken).ConfigureAwait(false)), began, events);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new CellResult { Ok = false, Interrupted = true, Elapsed = _options.Time.GetElapsedTime(began) };
        }
    }

    private CellResult UnknownPool(CellPart part, string name)
    {
        var pools = session.Pools.Keys.Order(StringComparer.Ordinal).ToArray();
        var advice = pools.Length == 0
            ? $"no pool lives yet; one begins with its first cell: #!distribute 4 --pool {name}"
            : $"the pools are {string.Join(", ", pools)}; write for example #!ranks --pool {Nearest.Of(name, pools)}";
        return new CellResult
        {
            Ok = false,
            Diagnostics = [new CellDiagnostic("error", DiagnosticIds.UnknownPool, $"--pool: there is no pool '{name}'; {advice}", part.MagicLine, 1)],
        };
    }

    /// <summary>Passes on what the session did, and points its diagnostics at the magic's line, which the session does not know.</summary>
    private static async Task<CellResult> ToldAsync(
        CellPart part, IDispatchEvents? events, Task<CellResult> running, CancellationToken cancellationToken)
    {
        CellResult result;
        try
        {
            result = await running.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new CellResult { Ok = false, Interrupted = true };
        }

        foreach (var note in result.Notes) events?.Note(note);
        return result with { Diagnostics = [.. result.Diagnostics.Select(diagnostic => diagnostic with { Line = part.MagicLine })] };
    }

    private static CellResult Show(CellPart.Shown shown, IDispatchEvents? events)
    {
        var rank = new RankResult(0, new RankOutcome.Completed(false, null), "", "", 0);
        events?.Began(null, [0], null);
        events?.RankStarted(0);
        events?.Displayed(0, new MimeBundle(new Dictionary<string, string> { [shown.MimeType] = shown.Text, ["text/plain"] = shown.Text }), null, false);
        events?.RankEnded(rank);
        return new CellResult { Ok = true, Ranks = [rank] };
    }

    /// <summary>Text of a magic, shown and reported as what the notebook's rank 0 printed.</summary>
    private CellResult Print(string text, long began, IDispatchEvents? events)
    {
        var elapsed = _options.Time.GetElapsedTime(began);
        var rank = new RankResult(0, new RankOutcome.Completed(false, null) { Elapsed = elapsed }, text, "", 0);
        events?.Began(null, [0], null);
        events?.RankStarted(0);
        events?.Output(0, OutputStream.Out, text);
        events?.RankEnded(rank);
        return new CellResult { Ok = true, Ranks = [rank], Elapsed = elapsed };
    }
}
