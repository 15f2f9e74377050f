using System.Collections.Concurrent;

namespace Distribute.Magic.Rendering;

/// <summary>
/// The one thread that writes. Everyone else hands work over and goes on, so neither a slow terminal nor a flood of one
/// rank slows another. It has a thread of its own because cells may keep every thread of the pool busy. What waits is
/// bounded by the session's limit on output. Ends when it is disposed, after all work that was handed over.
/// </summary>
internal sealed class RenderLoop : IAsyncDisposable
{
    /// <summary>How often a status is drawn again when nothing else happens.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    /// <summary>How much work is done between two flushes.</summary>
    private const int MaxBatch = 256;

    private readonly BlockingCollection<Action> _work = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly IRenderSink _sink;
    private Exception? _failure;
    private bool _statusChanged;

    internal RenderLoop(IRenderSink sink)
    {
        _sink = sink;
        new Thread(Run) { IsBackground = true, Name = "distribute-render" }.Start();
    }

    /// <summary>What stays below the lines; set by work, on the loop's thread; null for nothing.</summary>
    internal Func<IReadOnlyList<Line>?>? Status
    {
        get;
        set
        {
            field = value;
            _statusChanged = true;
        }
    }

    /// <summary>Hands work over. Nothing happens once the loop is disposed. Any thread.</summary>
    internal void Post(Action work)
    {
        try
        {
            _work.Add(work);
        }
        catch (InvalidOperationException) when (_work.IsAddingCompleted)
        {
            // Output that arrives after the end has no one to read it.
        }
    }

    /// <summary>Completes when all that was handed over before is shown; fails when it could not be written.</summary>
    internal Task DrainAsync()
    {
        var drained = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(() =>
        {
            if (_failure is null) Guarded(_sink.Flush);
            if (_failure is null) drained.SetResult();
            else drained.SetException(new IOException("The cell's output could not be written: " + _failure.Message, _failure));
        });
        return Task.WhenAny(drained.Task, _ended.Task).Unwrap();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _work.CompleteAdding();
        await _ended.Task.ConfigureAwait(false);
    }

    private void Run()
    {
        try
        {
            while (!_work.IsCompleted)
            {
                if (HasStatus) Guarded(() => _sink.WithStatus(() => Status?.Invoke() ?? [], () => Work(true)));
                else Work(false);
            }

            _ended.SetResult();
        }
        catch (Exception exception)
        {
            // A fault of the rendering itself: it ends the showing, and whoever drains or disposes is told.
            _work.CompleteAdding();
            _ended.SetException(exception);
        }
    }

    private bool HasStatus => _failure is null && Status?.Invoke() is not null;

    /// <summary>Works until a status appears or goes.</summary>
    private void Work(bool withStatus)
    {
        while (!_work.IsCompleted)
        {
            var wait = Status is null ? Timeout.InfiniteTimeSpan : Tick;
            if (_work.TryTake(out var work, wait)) Batch(work);
            if (_failure is null) Guarded(_sink.Flush);
            if (HasStatus != withStatus) return;
        }
    }

    /// <summary>A batch ends early when a status comes or goes, so that one is never skipped.</summary>
    private void Batch(Action work)
    {
        _statusChanged = false;
        work();
        for (var done = 1; done < MaxBatch && !_statusChanged && _work.TryTake(out var more); done++) more();
    }

    /// <summary>A reader that is gone, or a full disk, ends the showing and not the cell; whoever drains is told.</summary>
    private void Guarded(Action write)
    {
        try
        {
            write();
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or UnauthorizedAccessException)
        {
            _failure ??= exception;
        }
    }

    /// <summary>Writes lines; only on the loop's thread.</summary>
    internal void Write(IEnumerable<Line> lines)
    {
        if (_failure is not null) return;
        Guarded(() =>
        {
            foreach (var line in lines) _sink.Write(line);
        });
    }
}
