using Distribute.Contracts.Images;
using Distribute.Contracts.Isolates;
using Distribute.ProcessHost.Ending;
using Distribute.ProcessHost.Starting;
using Distribute.ProcessHost.Talking;
using Distribute.ProcessHost.Wire;
using MessagePack;

namespace Distribute.ProcessHost;

/// <summary>
/// The processes of one rank, one after another: when one dies the next begins to take its place before anybody hears of
/// the death. Ends with its rank. Thread safe.
/// </summary>
internal sealed class Succession(IsolateStart start, int port, StartPipeline starts, Spares spares, RankMemory memory) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _ending = new();
    private Task<Child> _current = Task.FromException<Child>(new IsolateException("The rank was not started."));
    private Child? _child;
    private string? _loss;
    private long _readyAt;
    private int _processId;
    private bool _disposed;
    private bool _wasStarted;

    /// <summary>The process now; a task that is still under way while one takes its place.</summary>
    /// <exception cref="ObjectDisposedException">The rank has ended.</exception>
    public Task<Child> Current
    {
        get
        {
            lock (_gate)
            {
                ObjectDisposedException.ThrowIf(_disposed, typeof(ProcessIsolate));
                // A replacement that failed is tried again by whoever needs the rank next.
                if (_wasStarted && _current.IsFaulted) _current = ReplaceAsync(null);
                return _current;
            }
        }
    }

    /// <summary>The system's number of the process now or, between two, of the one that died; null before the first.</summary>
    public int? ProcessId => Volatile.Read(ref _processId) is > 0 and var id ? id : null;

    /// <summary>How the process now was started.</summary>
    public string? Story => _child?.Story;

    /// <summary>How a process died outside of a run, until it is taken.</summary>
    public string? Loss => Volatile.Read(ref _loss);

    /// <summary>Takes the loss.</summary>
    public string? TakeLoss() => Interlocked.Exchange(ref _loss, null);

    /// <summary>Starts the first process.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        spares.RankCame();
        _wasStarted = true;
        Task<Child> first;
        lock (_gate) first = _current = EnterAsync(spares.Take(start.Limits), null, cancellationToken);
        _ = await first.ConfigureAwait(false);
    }

    /// <summary>A run has come to its end: time to have a spare ready.</summary>
    public void Served() => spares.Prepare(start.Limits);

    /// <summary>Gives a process what it does not have yet of references and images.</summary>
    public async Task UpdateAsync(Child child, CancellationToken cancellationToken)
    {
        var (references, images) = memory.Missing(child.References, child.Loaded);
        foreach (var batch in references)
        {
            var request = child.NewRequest(FrameKind.References, out var id);
            Write(request, (ref writer) => ImageCodec.Write(ref writer, batch));
            await child.AskAsync(request, id, cancellationToken).ConfigureAwait(false);
            child.References++;
        }

        for (var at = 0; at < images.Count;) at += await LoadAsync(child, images, at, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Child? child;
        lock (_gate)
        {
            if (_disposed) return;
            _disposed = true;
            child = _child;
        }

        await _ending.CancelAsync().ConfigureAwait(false);
        if (child is not null)
        {
            child.Kill(new Death(DeathKind.Ended, "was ended with its rank"));
            await child.Gone.ConfigureAwait(false);
        }

        // One that was just taking its place ends as well.
        await ((Task)_current).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_wasStarted) await spares.RankWentAsync().ConfigureAwait(false);
    }

    private async Task<Child> ReplaceAsync(string? tooSoon)
    {
        // Leaves the thread that listens to the dead one.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var spare = tooSoon is null ? spares.Take(start.Limits) : null;
        var child = await EnterAsync(spare, tooSoon, _ending.Token).ConfigureAwait(false);
        spares.Prepare(start.Limits);
        return child;
    }

    private async Task<Child> EnterAsync(Child? spare, string? tooSoon, CancellationToken cancellationToken)
    {
        var child = spare ?? await starts.StartAsync(start.Limits, tooSoon, cancellationToken).ConfigureAwait(false);
        if (spare is not null) child.Story += ", kept as a spare";
        child.Rank = start.Rank;
        child.LinesOf = memory.LinesOf;
        try
        {
            await AssignAsync(child, cancellationToken).ConfigureAwait(false);
            await RestoreAsync(child, cancellationToken).ConfigureAwait(false);
        }
        catch (ChildDiedException died)
        {
            throw new IsolateException($"A process for rank {start.Rank} {died.Death.Reason} before it was ready.", died);
        }
        catch (OperationCanceledException)
        {
            child.Kill(new Death(DeathKind.Ended, "was ended before it was ready"));
            throw;
        }

        if (Install(child)) return child;
        await child.Gone.ConfigureAwait(false);
        throw new ObjectDisposedException(nameof(ProcessIsolate));
    }

    private bool Install(Child child)
    {
        lock (_gate)
        {
            if (_disposed)
            {
                child.Kill(new Death(DeathKind.Ended, "was ended with its rank"));
                return false;
            }

            _child = child;
            _processId = child.ProcessId;
            _readyAt = Environment.TickCount64;
        }

        child.WhenDied(OnDeath);
        return true;
    }

    private void OnDeath(Child child, Death death)
    {
        lock (_gate)
        {
            if (!ReferenceEquals(_child, child)) return;
            _child = null;
            if (_disposed) return;
            memory.Die(death.Reason);
            // Whoever needs them sends them again. A fresh process that got them now might end in the same way, and so for ever.
            memory.Remove(child.DiedLoading);
            if (!child.WasRunning) _loss = $"Its process {death.Reason}. {memory.Fate()}";
            var tooSoon = !child.HasServed && !child.WasRunning && Environment.TickCount64 - _readyAt < TooSoonMilliseconds;
            _current = ReplaceAsync(tooSoon ? death.Reason : null);
        }
    }

    private async Task AssignAsync(Child child, CancellationToken cancellationToken)
    {
        var request = child.NewRequest(FrameKind.Assign, out var id);
        Write(request, (ref writer) =>
        {
            writer.Write(start.Pool);
            writer.Write(start.Rank);
            writer.Write(start.Count);
            writer.Write(port);
            writer.Write(start.Limits.MemoryBytes is not null);
            var lost = memory.Lost();
            writer.WriteMapHeader(lost.Count);
            foreach (var (slot, when) in lost)
            {
                writer.Write(slot);
                writer.Write(when);
            }
        });
        await child.AskAsync(request, id, cancellationToken).ConfigureAwait(false);
    }

    private async Task RestoreAsync(Child child, CancellationToken cancellationToken)
    {
        try
        {
            await UpdateAsync(child, cancellationToken).ConfigureAwait(false);
            foreach (var part in memory.Kept())
            {
                using var lease = SharedSnapshots.Rent(part.Snapshot, mayLend: false);
                var request = child.NewRequest(FrameKind.Restore, out var id);
                Write(request, (ref writer) =>
                {
                    ValueCodec.Write(ref writer, part.Map);
                    SnapshotCodec.Write(ref writer, part.Snapshot, lease?.Memory);
                });
                await child.AskAsync(request, id, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (IsolateException failed)
        {
            // The rank goes on with what it got; what a cell misses it hears when it asks.
            child.Raw(OutputStream.Error, $"Rank {start.Rank} did not get back all that it had: {failed.Message}\n");
        }

        child.Checkpointed = snapshot => memory.Keep(child.RunningImage ?? "", snapshot);
    }

    private static async Task<int> LoadAsync(Child child, IReadOnlyList<CellImage> images, int from, CancellationToken cancellationToken)
    {
        var count = 0;
        for (var bytes = 0; from + count < images.Count && (count == 0 || bytes < WireLimits.LoadBytes); count++)
            bytes += images[from + count].Pe.Length + images[from + count].Pdb.Length;
        var request = child.NewRequest(FrameKind.Load, out var id);
        Write(request, (ref writer) =>
        {
            writer.WriteArrayHeader(count);
            for (var at = from; at < from + count; at++) ImageCodec.Write(ref writer, images[at]);
        });
        await child.AskAsync(request, id, cancellationToken).ConfigureAwait(false);
        for (var at = from; at < from + count; at++) child.Loaded.Add(images[at].Name);
        return count;
    }

    private static void Write(FrameBuffer frame, WritePayload write)
    {
        var writer = new MessagePackWriter(frame);
        write(ref writer);
        writer.Flush();
    }

    /// <summary>A process that lives no longer than this, and has run nothing, died of its start.</summary>
    private const int TooSoonMilliseconds = 1000;

    private delegate void WritePayload(ref MessagePackWriter writer);
}
