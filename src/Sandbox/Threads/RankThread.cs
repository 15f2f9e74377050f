namespace Distribute.Sandbox.Threads;

/// <summary>
/// The thread of one rank: parked between runs, it runs what is posted, one at a time. It ends when told to, or by itself
/// after a run that was given up as lost.
/// </summary>
internal sealed class RankThread
{
    /// <summary>A main thread's. More would let an endless recursion go on for longer before it is told: unwinding half a million frames takes seconds.</summary>
    private const int StackBytes = 8 * 1024 * 1024;

    private readonly Lock _gate = new();
    // At most one, for what was posted last: it spins for a moment before it waits, which costs less than to be woken.
    private readonly SemaphoreSlim _posted = new(0);
    private readonly IIdleWork? _idle;
    private readonly Thread _thread;
    private ThreadRun? _next;
    private bool _isEnding;
    private volatile int _native;

    /// <summary>Starts the thread.</summary>
    /// <param name="idle">What it does between runs; null for nothing but waiting.</param>
    public RankThread(IIdleWork? idle = null)
    {
        _idle = idle;
        _thread = new Thread(Loop, StackBytes) { IsBackground = true };
        // The thread must not inherit the run that happens to start it.
        _thread.UnsafeStart();
    }

    /// <summary>What debuggers show.</summary>
    public string Name
    {
        set => _thread.Name = value;
    }

    /// <summary>Has a run begin. The one before has ended.</summary>
    public void Post(ThreadRun run)
    {
        lock (_gate)
        {
            _next = run;
            Signal();
        }
    }

    /// <summary>Ends the thread after what it does now.</summary>
    public void End()
    {
        lock (_gate)
        {
            _isEnding = true;
            Signal();
        }
    }

    /// <summary>Has a thread that was given up take no more of the processor than the others leave.</summary>
    public void StandBack() => NativePriority.Lower(_native);

    // What the thread posts to itself it takes without having waited.
    private void Signal()
    {
        if (_posted.CurrentCount == 0) _posted.Release();
    }

    private void Loop()
    {
        _native = NativePriority.CurrentThread();
        while (RunNext())
        {
            // Parked and run, until told to end.
        }
    }

    // A method of its own: while the thread is parked nothing on its stack leads to the last run.
    private bool RunNext()
    {
        if (Take() is not { } run) return false;
        run.RunOnThisThread();
        return !run.IsLost;
    }

    // False when there is work meanwhile.
    private bool TryTake(out ThreadRun? next)
    {
        while (true)
        {
            lock (_gate)
            {
                (next, _next) = (_next, null);
                if (next is not null || _isEnding) return true;
                if (_idle?.TryBegin() == true) return false;
            }

            _posted.Wait();
        }
    }

    private ThreadRun? Take()
    {
        while (true)
        {
            try
            {
                if (TryTake(out var next)) return next;
                _idle!.Work();
            }
            catch (ThreadInterruptedException)
            {
                // A cell interrupted its own thread and nothing waited since: it is not meant for the next run.
            }
        }
    }
}
