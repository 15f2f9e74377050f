namespace Distribute.Sandbox.Threads;

/// <summary>
/// The thread of one rank: parked between runs, it runs what is posted, one at a time. It ends when told to, or by itself
/// after a run that was given up as lost.
/// </summary>
internal sealed class RankThread
{
    /// <summary>A main thread's. More would let an endless recursion go on for longer before it is told: unwinding half a million frames takes seconds.</summary>
    private const int StackBytes = 8 * 1024 * 1024;

    private readonly SemaphoreSlim _posted = new(0);
    private readonly Thread _thread;
    private ThreadRun? _next;
    private volatile int _native;

    /// <summary>Starts the thread.</summary>
    public RankThread()
    {
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
        _next = run;
        _posted.Release();
    }

    /// <summary>Ends the thread after what it does now.</summary>
    public void End() => _posted.Release();

    /// <summary>Has a thread that was given up take no more of the processor than the others leave.</summary>
    public void StandBack() => NativePriority.Lower(_native);

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

    private ThreadRun? Take()
    {
        while (true)
        {
            try
            {
                _posted.Wait();
                return Interlocked.Exchange(ref _next, null);
            }
            catch (ThreadInterruptedException)
            {
                // A cell interrupted its own thread and nothing waited since: it is not meant for the next run.
            }
        }
    }
}
