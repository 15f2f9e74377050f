using Polly;
using Polly.Timeout;

namespace Distribute.Sandbox.Sessions;

/// <summary>One resilience pipeline for each time limit that the session has met, built once. Thread safe.</summary>
internal sealed class TimeLimits(TimeProvider time)
{
    // Timers of .NET count milliseconds in 32 bits; a limit of weeks is no limit.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(45);
    private readonly System.Collections.Concurrent.ConcurrentDictionary<TimeSpan, ResiliencePipeline> _pipelines = new();

    /// <summary>The pipeline of a limit, more than zero; null for none.</summary>
    public ResiliencePipeline? For(TimeSpan? limit) =>
        limit is { } given && given < Longest ? _pipelines.GetOrAdd(given, Build) : null;

    // A generator and not the Timeout option: the option's validation refuses less than 10 ms and more than a day.
    private ResiliencePipeline Build(TimeSpan limit) => new ResiliencePipelineBuilder { TimeProvider = ThreadedClock.For(time) }
        .AddTimeout(new TimeoutStrategyOptions { TimeoutGenerator = _ => ValueTask.FromResult(limit) })
        .Build();
}
