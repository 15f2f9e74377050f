using Distribute.Contracts.Images;
using Distribute.Contracts.Isolates;
using Distribute.Contracts.Outcomes;
using Distribute.Contracts.References;
using Distribute.Contracts.Runtime;
using Distribute.Contracts.State;
using Distribute.Sandbox.Ranks;

namespace Distribute.Sandbox.Threads;

/// <summary>
/// A rank on a thread of its own inside this process, with load contexts of its own. Lives until it is disposed; a run
/// whose code cannot be stopped costs it its thread, not its variables.
/// </summary>
public sealed class ThreadIsolate : IIsolate
{
    private readonly RankRuntime _runtime;
    private readonly string _name;
    private readonly Lock _gate = new();
    private RankThread _thread;
    private ThreadRun? _last;
    private bool _disposed;

    /// <param name="pool">The pool's name.</param>
    /// <param name="rank">The rank's number.</param>
    /// <param name="idle">For a rank that has this process for itself: what its thread does between runs.</param>
    internal ThreadIsolate(string pool, int rank, IIdleWork? idle = null)
    {
        _runtime = new RankRuntime(new RankInfo { Rank = rank, Pool = pool }, ownsProcess: idle is not null);
        _name = pool.Length == 0 ? "notebook" : $"{pool} {rank}";
        // A process that is the rank's own starts no second thread of the kind.
        _thread = idle is null ? SpareThreads.Take(_name) : new RankThread(idle) { Name = _name };
    }

    /// <inheritdoc/>
    public int Rank => _runtime.Rank.Rank;

    /// <inheritdoc/>
    public string Mode => ThreadIsolateFactory.ThreadMode;

    /// <inheritdoc/>
    public int? ProcessId => null;

    internal RankRuntime Runtime => _runtime;

    /// <inheritdoc/>
    public ValueTask AddReferencesAsync(ResolvedReferences references, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(references);
        return Do(() => _runtime.AddReferences(references), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask LoadAsync(IReadOnlyList<CellImage> images, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(images);
        return Do(() => _runtime.Load(images), cancellationToken);
    }

    /// <inheritdoc/>
    /// <exception cref="IsolateException">The image is not loaded.</exception>
    public Task<RankOutcome> RunAsync(RunRequest request, IRankEvents events, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(events);
        if (request.Images.Count > 0)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            try
            {
                _runtime.Load(request.Images);
            }
            catch (IsolateException failed)
            {
                return Task.FromResult<RankOutcome>(new RankOutcome.NotRun(failed.Message));
            }
        }

        ThreadRun run;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_last is { Task.IsCompleted: false }) throw new InvalidOperationException($"{_runtime.Rank.DisplayName} is running another cell.");
            _last = run = new ThreadRun(_runtime, request, events, ReplaceThread);
            run.StopOn(cancellationToken);
            _thread.Post(run);
        }

        return run.Task;
    }

    /// <inheritdoc/>
    public ValueTask<StateSnapshot> SnapshotAsync(IReadOnlyList<int> slotIds, CancellationToken cancellationToken) =>
        Get(() => _runtime.Variables.Snapshot(slotIds), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<StateSnapshot> LendAsync(IReadOnlyList<int> slotIds, CancellationToken cancellationToken) =>
        Get(() => _runtime.Variables.Lend(slotIds), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StateSnapshot>> ScatterAsync(int slotId, int parts, CancellationToken cancellationToken) =>
        Get(() => _runtime.Variables.Scatter(slotId, parts), cancellationToken);

    /// <inheritdoc/>
    public ValueTask MergeAsync(StateSnapshot snapshot, IReadOnlyDictionary<int, int>? slots, CancellationToken cancellationToken) =>
        Do(() => _runtime.Variables.Merge(snapshot, slots), cancellationToken);

    /// <inheritdoc/>
    public ValueTask GatherAsync(int targetSlot, int sourceSlot, IReadOnlyList<StateSnapshot> parts, CancellationToken cancellationToken) =>
        Do(() => _runtime.Variables.Gather(targetSlot, sourceSlot, parts), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<VariableInfo>> ListAsync(CancellationToken cancellationToken) =>
        Get(_runtime.Variables.List, cancellationToken);

    /// <inheritdoc/>
    public ValueTask RetainAsync(IReadOnlySet<string> images, IReadOnlySet<int> slotIds, CancellationToken cancellationToken) =>
        Do(() => _runtime.Retain(images, slotIds), cancellationToken);

    /// <summary>Ends the rank: a run that goes on is stopped, what earlier ones left behind ends at its next check.</summary>
    public async ValueTask DisposeAsync()
    {
        ThreadRun? last;
        lock (_gate)
        {
            if (_disposed) return;
            _disposed = true;
            last = _last;
        }

        _runtime.End();
        if (last is { Task.IsCompleted: false })
        {
            last.Stop();
            // Its outcome, or its fault, is for the one who ran it.
            await ((Task)last.Task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        lock (_gate) _thread.End();
    }

    private void ReplaceThread()
    {
        lock (_gate)
        {
            _thread.StandBack();
            _thread = new RankThread { Name = _name };
        }
    }

    // These are short and run no cell code of length: on the caller's thread they cost no wake-up.
    private ValueTask Do(Action action, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        cancellationToken.ThrowIfCancellationRequested();
        action();
        return ValueTask.CompletedTask;
    }

    private ValueTask<T> Get<T>(Func<T> function, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(function());
    }
}
