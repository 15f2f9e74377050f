using Distribute.Contracts.Isolates;
using Distribute.ProcessHost.Talking;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace Distribute.ProcessHost.Starting;

/// <summary>
/// Starts children with patience: a failed start is tried again after a pause that grows, each start has a time limit, and
/// when too many fail in a row none is tried for a while. Thread safe.
/// </summary>
internal sealed class StartPipeline
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private readonly ChildStarter _starter;
    private readonly ResiliencePipeline _pipeline;

    public StartPipeline(ProcessHostOptions options)
    {
        _starter = new ChildStarter(options);
        var failures = new PredicateBuilder().Handle<StartFailedException>().Handle<TimeoutRejectedException>();
        _pipeline = new ResiliencePipelineBuilder()
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = options.StartRetries,
                Delay = FirstPause,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = failures,
            })
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                FailureRatio = 0.9,
                MinimumThroughput = options.StormSize,
                SamplingDuration = TimeSpan.FromSeconds(30),
                BreakDuration = options.StormPause,
                ShouldHandle = failures,
            })
            .AddTimeout(options.StartTimeout)
            .Build();
    }

    /// <summary>Starts a child.</summary>
    /// <param name="limits">What it may use.</param>
    /// <param name="before">How the one before it died, if that was right after its start: this counts as a failed start.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IsolateException">No start succeeded.</exception>
    public async Task<Child> StartAsync(IsolateLimits limits, string? before, CancellationToken cancellationToken)
    {
        try
        {
            return await _pipeline.ExecuteAsync(
                async token =>
                {
                    if (Interlocked.Exchange(ref before, null) is { } reason) throw new StartFailedException($"A process for a rank {reason} right after its start.");
                    return await _starter.StartAsync(limits, token).ConfigureAwait(false);
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (StartFailedException failed)
        {
            throw new IsolateException($"{failed.Message} It was tried several times.", failed);
        }
        catch (TimeoutRejectedException failed)
        {
            throw new IsolateException($"A process for a rank was not ready within {failed.Timeout.TotalSeconds:0.#} s. It was tried several times.", failed);
        }
        catch (BrokenCircuitException failed)
        {
            throw new IsolateException(
                $"Processes for ranks die as soon as they are started, so none is started for {failed.RetryAfter?.TotalSeconds ?? 0:0.#} s. The last: {failed.InnerException?.Message}", failed);
        }
    }
}
