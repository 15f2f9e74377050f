using Distribute.Contracts.Isolates;
using Distribute.Contracts.Outcomes;
using Distribute.Sandbox.Pools;
using Polly;
using Polly.Timeout;

namespace Distribute.Sandbox.Sessions;

/// <summary>One image run on several ranks at once: time limits, interrupts, and stopping all at the first failure.</summary>
internal sealed class FanOut(RunRequest request, ISessionEvents events, TimeSpan? limit, ResiliencePipeline? pipeline, bool stopOnError)
{
    private const string NotBegun = "The cell ended before this rank began.";

    /// <summary>Runs to the end of all ranks.</summary>
    /// <returns>A result for each rank, in the order given.</returns>
    public async Task<RankResult[]> RunAsync(IReadOnlyList<RankHost> ranks, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var runs = new Task<RankResult>[ranks.Count];
        for (var i = 0; i < runs.Length; i++) runs[i] = RunAsync(ranks[i], stop);
        return await Task.WhenAll(runs).ConfigureAwait(false);
    }

    private async Task<RankResult> RunAsync(RankHost host, CancellationTokenSource stop)
    {
        var listener = new RankListener(host.Rank, events);
        var outcome = stop.IsCancellationRequested
            ? new RankOutcome.NotRun(NotBegun)
            : await (pipeline is null ? RunFreeAsync(host, listener, stop.Token) : RunLimitedAsync(host, listener, stop.Token)).ConfigureAwait(false);
        if (outcome is RankOutcome.Interrupted { Lost: false } && !listener.HasStarted) outcome = new RankOutcome.NotRun(NotBegun);
        host.Witness(outcome);
        var result = listener.ToResult(outcome);
        events.RankEnded(result);
        if (stopOnError && !outcome.IsOk) await stop.CancelAsync().ConfigureAwait(false);
        return result;
    }

    private async Task<RankOutcome> RunFreeAsync(RankHost host, RankListener listener, CancellationToken cancellationToken)
    {
        try
        {
            var outcome = await host.RunAsync(request, listener, cancellationToken).ConfigureAwait(false);
            // A rank that could not load the cell is a failure; one that was stopped before it began is none.
            return outcome is RankOutcome.NotRun { Reason: var reason } && !cancellationToken.IsCancellationRequested
                ? new RankOutcome.Failed(new RankError(nameof(IsolateException), reason, null, "", [], []))
                : outcome;
        }
        catch (IsolateException exception)
        {
            return new RankOutcome.Died(exception.Message);
        }
    }

    // The limit counts from the moment that the rank's own code begins, so the pipeline waits around a run that is
    // under way already, and its token is handed on to the run.
    private async Task<RankOutcome> RunLimitedAsync(RankHost host, RankListener listener, CancellationToken cancellationToken)
    {
        using var halt = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var run = RunFreeAsync(host, listener, halt.Token);
        await Task.WhenAny(listener.WhenStarted, run).ConfigureAwait(false);
        try
        {
            return await pipeline!.ExecuteAsync(
                async (_, token) =>
                {
                    await using var handOn = token.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), halt).ConfigureAwait(false);
                    var outcome = await run.ConfigureAwait(false);
                    // Polly takes it for a timeout when its own clock, and not the caller, cancelled the token.
                    if (outcome is RankOutcome.Interrupted) token.ThrowIfCancellationRequested();
                    return outcome;
                },
                host,
                cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutRejectedException)
        {
            var (lost, message) = (RankOutcome.Interrupted)await run.ConfigureAwait(false);
            return new RankOutcome.TimedOut(limit!.Value, lost, message) { Elapsed = run.Result.Elapsed };
        }
        catch (OperationCanceledException)
        {
            return await run.ConfigureAwait(false);
        }
    }
}
