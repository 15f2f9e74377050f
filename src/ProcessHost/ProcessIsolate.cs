using Distribute.Contracts.Images;
using Distribute.Contracts.Isolates;
using Distribute.Contracts.Outcomes;
using Distribute.Contracts.References;
using Distribute.Contracts.State;
using Distribute.ProcessHost.Ending;
using Distribute.ProcessHost.Starting;
using Distribute.ProcessHost.Talking;
using Distribute.ProcessHost.Watching;
using Distribute.ProcessHost.Wire;
using MessagePack;

namespace Distribute.ProcessHost;

/// <summary>
/// A rank in a child process. It outlives its processes: when one dies, a fresh one takes its place at once, with the images
/// that were loaded and, where the pool keeps checkpoints, the variables. Lives until it is disposed.
/// </summary>
internal sealed class ProcessIsolate : IIsolate
{
    private readonly RankMemory _memory;
    private readonly Succession _succession;
    private Task _retaining = Task.CompletedTask;

    public ProcessIsolate(IsolateStart start, int port, StartPipeline starts, Spares spares)
    {
        Rank = start.Rank;
        _memory = new RankMemory(start.Limits.Checkpoint);
        _succession = new Succession(start, port, starts, spares, _memory);
    }

    /// <inheritdoc/>
    public int Rank { get; }

    /// <inheritdoc/>
    public string Mode => ProcessIsolateFactory.ProcessMode;

    /// <inheritdoc/>
    public int? ProcessId => _succession.ProcessId;

    /// <inheritdoc/>
    public bool IsRemote => true;

    /// <inheritdoc/>
    public string? Story => _succession.Story;

    /// <inheritdoc/>
    public bool IsLost => _succession.Loss is not null;

    /// <inheritdoc/>
    public string? TakeLoss() => _succession.TakeLoss();

    /// <summary>Starts the first process.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => _succession.StartAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask AddReferencesAsync(ResolvedReferences references, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(references);
        _memory.Add(references);
        await UpdateAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask LoadAsync(IReadOnlyList<CellImage> images, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(images);
        var added = _memory.Add(images);
        try
        {
            await UpdateAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (IsolateException)
        {
            _memory.Remove(added);
            throw;
        }
    }

    /// <inheritdoc/>
    public Task<RankOutcome> RunAsync(RunRequest request, IRankEvents events, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(events);
        var current = _succession.Current;
        // Nearly always the process is there: then the request is on its way before this returns.
        return current.IsCompletedSuccessfully ? Run(current.Result, request, events, cancellationToken) : RunLaterAsync(current, request, events, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<StateSnapshot> SnapshotAsync(IReadOnlyList<int> slotIds, CancellationToken cancellationToken)
    {
        var reply = await AskAsync(FrameKind.Snapshot, (ref writer) => ValueCodec.Write(ref writer, slotIds), cancellationToken).ConfigureAwait(false);
        return ((StateSnapshot[])reply!)[0];
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<StateSnapshot>> ScatterAsync(int slotId, int parts, CancellationToken cancellationToken)
    {
        var reply = await AskAsync(
            FrameKind.Scatter,
            (ref writer) =>
            {
                writer.Write(slotId);
                writer.Write(parts);
            },
            cancellationToken).ConfigureAwait(false);
        return (StateSnapshot[])reply!;
    }

    /// <inheritdoc/>
    public async ValueTask MergeAsync(StateSnapshot snapshot, IReadOnlyDictionary<int, int>? slots, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        var lease = SharedSnapshots.Rent(snapshot, mayLend: true);
        await AskAsync(
            FrameKind.Merge,
            (ref writer) =>
            {
                ValueCodec.Write(ref writer, slots);
                SnapshotCodec.Write(ref writer, snapshot, lease?.Memory, lease?.Lent);
            },
            cancellationToken,
            lease).ConfigureAwait(false);
        _memory.Merged(snapshot, slots);
    }

    /// <inheritdoc/>
    public async ValueTask GatherAsync(int targetSlot, int sourceSlot, IReadOnlyList<StateSnapshot> parts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(parts);
        var leases = new SharedSnapshots.Lease?[parts.Count];
        try
        {
            for (var at = 0; at < leases.Length; at++) leases[at] = SharedSnapshots.Rent(parts[at], mayLend: true);
        }
        catch
        {
            End(leases);
            throw;
        }

        await AskAsync(
            FrameKind.Gather,
            (ref writer) =>
            {
                writer.Write(targetSlot);
                writer.Write(sourceSlot);
                writer.WriteArrayHeader(parts.Count);
                for (var at = 0; at < parts.Count; at++) SnapshotCodec.Write(ref writer, parts[at], leases[at]?.Memory, leases[at]?.Lent);
            },
            cancellationToken,
            leases).ConfigureAwait(false);
        _memory.Touched(targetSlot);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<VariableInfo>> ListAsync(CancellationToken cancellationToken) =>
        (VariableInfo[])(await AskAsync(FrameKind.List, null, cancellationToken).ConfigureAwait(false))!;

    /// <inheritdoc/>
    public async ValueTask RetainAsync(IReadOnlySet<string> images, IReadOnlySet<int> slotIds, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(slotIds);
        // It comes to its end while the caller goes on: what the rank is asked next is asked after it. What went wrong is told here the next time.
        (var before, _retaining) = (_retaining, Task.CompletedTask);
        await before.ConfigureAwait(false);
        _memory.Retain(images, slotIds);
        var child = await _succession.Current.WaitAsync(cancellationToken).ConfigureAwait(false);
        var request = child.NewRequest(FrameKind.Retain, out var id);
        Write(request, images, slotIds);
        child.Loaded.IntersectWith(images);
        _retaining = RetainedAsync(child.AskAsync(request, id, CancellationToken.None));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _succession.DisposeAsync();

    private static void Write(FrameBuffer request, IReadOnlySet<string> images, IReadOnlySet<int> slotIds)
    {
        var writer = new MessagePackWriter(request);
        ValueCodec.Write(ref writer, images);
        ValueCodec.Write(ref writer, slotIds);
        writer.Flush();
    }

    private static async Task RetainedAsync(Task<object?> reply)
    {
        try
        {
            await reply.ConfigureAwait(false);
        }
        catch (ChildDiedException)
        {
            // A fresh process gets what was retained and nothing else.
        }
    }

    private async Task<RankOutcome> RunLaterAsync(Task<Child> current, RunRequest request, IRankEvents events, CancellationToken cancellationToken)
    {
        Child child;
        try
        {
            child = await current.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new RankOutcome.NotRun("The cell was stopped before it began.");
        }

        return await Run(child, request, events, cancellationToken).ConfigureAwait(false);
    }

    private Task<RankOutcome> Run(Child child, RunRequest request, IRankEvents events, CancellationToken cancellationToken)
    {
        // Its outcome tells of the death, and nothing has to tell of it again.
        if (_succession.TakeLoss() is { } loss) return Task.FromResult<RankOutcome>(new RankOutcome.Died(loss));
        var frame = child.NewRequest(FrameKind.Run, out var id);
        var brought = request.Images.Count == 0 ? [] : _memory.Add(request.Images);
        var kept = _memory.Ran(request);
        var writer = new MessagePackWriter(frame);
        writer.Write(request.Image);
        writer.Write(request.ExecutionCount);
        writer.Write(request.ProcessCount);
        // The rank's own ways come first; the last word has this process, and that must come within the grace, too.
        writer.Write(request.StopGrace.Ticks / 5 * 4);
        writer.Write(request.OutputLimit);
        writer.Write(request.CanRead);
        if (kept is null) writer.WriteNil();
        else ValueCodec.Write(ref writer, kept);
        ImageCodec.Write(ref writer, request.Images, child.Loaded);
        writer.Flush();
        var run = new ChildRun(id, Rank, request, events);
        run.Raw(OutputStream.Error, child.TakeEarlyWords());
        var outcome = child.Begin(frame, run);
        if (!cancellationToken.CanBeCanceled) return FinishAsync(child, run, outcome, brought, default);
        var registration = cancellationToken.UnsafeRegister(
            static state =>
            {
                var (child, run) = ((Child, ChildRun))state!;
                Watchman.EndAfter(child, run, run.Request.StopGrace);
                child.AskToStop();
            },
            (child, run));
        return FinishAsync(child, run, outcome, brought, registration);
    }

    private async Task<RankOutcome> FinishAsync(
        Child child,
        ChildRun run,
        Task<RankOutcome> task,
        IReadOnlyList<string> brought,
        CancellationTokenRegistration registration)
    {
        try
        {
            var outcome = await task.ConfigureAwait(false);
            _memory.Ended(run.Request);
            if (outcome is RankOutcome.NotRun) _memory.Remove(brought);
            else child.Loaded.UnionWith(run.Request.Images.Select(image => image.Name));
            _succession.Served();
            return outcome switch
            {
                RankOutcome.Died died => died with { Reason = $"{died.Reason} {_memory.Fate()}" },
                RankOutcome.Interrupted { Lost: true } lost => lost with { Message = $"{lost.Message} {_memory.Fate()}" },
                _ => outcome,
            };
        }
        finally
        {
            await registration.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task UpdateAsync(CancellationToken cancellationToken)
    {
        try
        {
            var child = await _succession.Current.WaitAsync(cancellationToken).ConfigureAwait(false);
            await _succession.UpdateAsync(child, cancellationToken).ConfigureAwait(false);
        }
        catch (ChildDiedException)
        {
            // Its successor gets all that the rank's memory has.
        }
    }

    // Where the process reads this one's memory its reply is waited for, whatever its caller wants meanwhile: the notebook must not change what is being read. That takes
    // about a second for each GB, and a process that does not go on is ended.
    private async Task<object?> AskAsync(FrameKind kind, WritePayload? write, CancellationToken cancellationToken, params SharedSnapshots.Lease?[] leases)
    {
        try
        {
            var child = await _succession.Current.WaitAsync(cancellationToken).ConfigureAwait(false);
            var request = child.NewRequest(kind, out var id);
            if (write is not null)
            {
                var writer = new MessagePackWriter(request);
                write(ref writer);
                writer.Flush();
            }

            return await child.AskAsync(request, id, Array.Exists(leases, lease => lease?.Lent is not null) ? CancellationToken.None : cancellationToken).ConfigureAwait(false);
        }
        catch (ChildDiedException died)
        {
            throw new IsolateException($"Rank {Rank} died: its process {died.Death.Reason}.", died);
        }
        catch (FrameException tooLarge)
        {
            throw new IsolateException($"Rank {Rank} cannot take it: {tooLarge.Message}.", tooLarge);
        }
        finally
        {
            End(leases);
        }
    }

    private static void End(SharedSnapshots.Lease?[] leases)
    {
        foreach (var lease in leases) lease?.Dispose();
    }

    private delegate void WritePayload(ref MessagePackWriter writer);
}
