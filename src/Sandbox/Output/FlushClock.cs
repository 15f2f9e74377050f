namespace Distribute.Sandbox.Output;

/// <summary>
/// One timer for the whole process that hands over text which waits for more to come: it runs only while some run has
/// such text, so that writing a line costs no timer. Thread safe.
/// </summary>
internal static class FlushClock
{
    private static readonly object Gate = new();
    private static readonly Timer Timer = CreateTimer();
    private static List<RunOutput> _waiting = [];

    /// <summary>Flushes this output a moment from now.</summary>
    public static void Schedule(RunOutput output)
    {
        lock (Gate)
        {
            _waiting.Add(output);
            if (_waiting.Count == 1) Timer.Change(RunOutput.FlushDelay, Timeout.InfiniteTimeSpan);
        }
    }

    private static void Tick()
    {
        List<RunOutput> due;
        lock (Gate)
        {
            due = _waiting;
            _waiting = [];
        }

        foreach (var output in due) output.Flush();
    }

    private static Timer CreateTimer()
    {
        // Without this the timer would belong to the run that happened to need it first, and keep it alive.
        using (ExecutionContext.SuppressFlow())
        {
            return new Timer(static _ => Tick(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }
}
