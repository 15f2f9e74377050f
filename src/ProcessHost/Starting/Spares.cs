using Distribute.Contracts.Isolates;
using Distribute.ProcessHost.Ending;
using Distribute.ProcessHost.Talking;

namespace Distribute.ProcessHost.Starting;

/// <summary>
/// Keeps one started process ready, so that a dead one is replaced at once. Has one only while there are ranks.
/// Thread safe.
/// </summary>
internal sealed class Spares(StartPipeline starts, bool isWanted)
{
    /// <summary>How long the start of a spare waits for what goes on. Short against the time between two deaths.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly Lock _gate = new();
    private Child? _spare;
    private IsolateLimits _limits = IsolateLimits.None;
    private bool _isStarting;
    private int _ranks;

    /// <summary>A rank began to live.</summary>
    public void RankCame()
    {
        lock (_gate) _ranks++;
    }

    /// <summary>A rank has ended; with the last one the spare ends, too.</summary>
    public Task RankWentAsync()
    {
        Child? spare;
        lock (_gate)
        {
            if (--_ranks > 0) return Task.CompletedTask;
            (spare, _spare) = (_spare, null);
        }

        return EndAsync(spare);
    }

    /// <summary>Starts a spare in the background, unless there is one.</summary>
    /// <param name="limits">What it may use.</param>
    public void Prepare(IsolateLimits limits)
    {
        if (!isWanted) return;
        Child? other = null;
        lock (_gate)
        {
            if (_isStarting || _ranks == 0 || (_spare is not null && Same(limits, _limits))) return;
            (other, _spare) = (_spare, null);
            _isStarting = true;
            _limits = limits;
        }

        _ = StartAsync(limits, other);
    }

    /// <summary>Takes the spare, if it fits.</summary>
    public Child? Take(IsolateLimits limits)
    {
        lock (_gate)
        {
            if (_spare is null || !Same(limits, _limits)) return null;
            (var spare, _spare) = (_spare, null);
            return spare.Ended.IsCompleted ? null : spare;
        }
    }

    private static bool Same(IsolateLimits left, IsolateLimits right) => left.MemoryBytes == right.MemoryBytes && left.Cpus == right.Cpus;

    private static async Task EndAsync(Child? spare)
    {
        if (spare is null) return;
        spare.Kill(new Death(DeathKind.Ended, "was not needed any more"));
        await spare.Gone.ConfigureAwait(false);
    }

    private async Task StartAsync(IsolateLimits limits, Child? other)
    {
        await EndAsync(other).ConfigureAwait(false);
        // The first rank to end its first run would have it start beside the others' first runs.
        await Task.Delay(Pause).ConfigureAwait(false);
        Child? fresh = null;
        try
        {
            fresh = await starts.StartAsync(limits, null, CancellationToken.None).ConfigureAwait(false);
        }
        catch (IsolateException)
        {
            // Whoever needs a process will start one, and hear why that fails.
        }

        lock (_gate)
        {
            _isStarting = false;
            if (fresh is not null && _ranks > 0)
            {
                (_spare, fresh) = (fresh, null);
                var kept = _spare;
                _ = kept.Ended.ContinueWith(_ => Drop(kept), TaskScheduler.Default);
            }
        }

        await EndAsync(fresh).ConfigureAwait(false);
    }

    private void Drop(Child child)
    {
        lock (_gate)
        {
            if (ReferenceEquals(_spare, child)) _spare = null;
        }
    }
}
