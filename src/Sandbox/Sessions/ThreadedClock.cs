namespace Distribute.Sandbox.Sessions;

/// <summary>
/// The system's clock with timers that fire on a thread of their own. The framework's timers fire on the thread pool,
/// which a cell can fill with the very code that its timeout is to stop.
/// </summary>
/// <remarks>Thread safe. The thread starts with the first timer, is shared by all sessions, and does not keep the process alive.</remarks>
internal sealed class ThreadedClock : TimeProvider
{
    private readonly Lock _starting = new();
    private readonly object _gate = new();
    private readonly PriorityQueue<(Alarm Alarm, long Version), long> _due = new();
    private Thread? _thread;

    private ThreadedClock() { }

    /// <summary>The only instance.</summary>
    public static ThreadedClock Instance { get; } = new();

    /// <summary>The clock whose timers do not depend on the thread pool, for a clock that was asked for.</summary>
    public static TimeProvider For(TimeProvider asked) => ReferenceEquals(asked, System) ? Instance : asked;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        // Time limits ring once; a clock that promised more would have to keep it.
        if (period != Timeout.InfiniteTimeSpan) throw new NotSupportedException("Timers of this clock ring once.");
        lock (_starting)
        {
            if (_thread is null)
            {
                _thread = new Thread(Ring) { IsBackground = true, Name = "time limits" };
                _thread.UnsafeStart();
            }
        }

        var alarm = new Alarm(this, callback, state);
        alarm.Change(dueTime, period);
        return alarm;
    }

    private void Set(Alarm alarm, TimeSpan dueTime)
    {
        lock (_gate)
        {
            alarm.Version++;
            if (dueTime < TimeSpan.Zero) return;
            _due.Enqueue((alarm, alarm.Version), Environment.TickCount64 + (long)Math.Ceiling(dueTime.TotalMilliseconds));
            Monitor.Pulse(_gate);
        }
    }

    private void Ring()
    {
        while (true) Next()?.Ring();
    }

    private Alarm? Next()
    {
        lock (_gate)
        {
            while (true)
            {
                if (!_due.TryPeek(out var first, out var at))
                {
                    Monitor.Wait(_gate);
                    continue;
                }

                var left = at - Environment.TickCount64;
                if (first.Version != first.Alarm.Version || left <= 0)
                {
                    _due.Dequeue();
                    return first.Version == first.Alarm.Version ? first.Alarm : null;
                }

                Monitor.Wait(_gate, (int)Math.Min(left, int.MaxValue));
            }
        }
    }

    private sealed class Alarm(ThreadedClock clock, TimerCallback callback, object? state) : ITimer
    {
        /// <summary>Changes with every new setting, so that older ones are known as such.</summary>
        public long Version { get; set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            clock.Set(this, dueTime);
            return true;
        }

        public void Ring() => callback(state);

        public void Dispose() => clock.Set(this, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
