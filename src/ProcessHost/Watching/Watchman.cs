using System.Globalization;
using Distribute.ProcessHost.Ending;
using Distribute.ProcessHost.Talking;

namespace Distribute.ProcessHost.Watching;

/// <summary>
/// One thread for all children that ends those which do not stop in time, use too much memory, or were suspended by a
/// signal. It depends on no timer of the thread pool, which cells may fill. Thread safe; runs while there are children.
/// </summary>
internal static class Watchman
{
    /// <summary>How often busy children are looked at.</summary>
    private const int LookEvery = 250;

    /// <summary>How often memory is looked at where it is limited: a few MB at the fastest that a program can fill it.</summary>
    private const int WeighEvery = 20;

    /// <summary>How long a process may stay suspended while it is to do something.</summary>
    private const int SuspendedFor = 1000;

    private static readonly object Gate = new();
    private static readonly Dictionary<Child, Watch> Watches = [];
    private static bool _isRunning;

    /// <summary>Begins to watch.</summary>
    public static void Add(Child child)
    {
        lock (Gate)
        {
            Watches[child] = new Watch();
            if (_isRunning)
            {
                Monitor.Pulse(Gate);
                return;
            }

            _isRunning = true;
            new Thread(Run, 256 * 1024) { IsBackground = true, Name = "watching rank processes" }.UnsafeStart();
        }
    }

    /// <summary>Ends to watch.</summary>
    public static void Remove(Child child)
    {
        lock (Gate)
        {
            Watches.Remove(child);
            Monitor.Pulse(Gate);
        }
    }

    /// <summary>Has a child ended when a time has passed and the run still goes on.</summary>
    public static void EndAfter(Child child, ChildRun run, TimeSpan time)
    {
        lock (Gate)
        {
            if (!Watches.TryGetValue(child, out var watch)) return;
            watch.Deadline = Environment.TickCount64 + (long)time.TotalMilliseconds;
            watch.Run = run;
            Monitor.Pulse(Gate);
        }
    }

    private static void Run()
    {
        while (true)
        {
            List<(Child, Death)> due = [];
            lock (Gate)
            {
                if (Watches.Count == 0)
                {
                    _isRunning = false;
                    return;
                }

                Monitor.Wait(Gate, Pause());
                foreach (var (child, watch) in Watches)
                    if (Look(child, watch) is { } death) due.Add((child, death));
            }

            foreach (var (child, death) in due) child.Kill(death);
        }
    }

    private static int Pause()
    {
        long pause = LookEvery;
        foreach (var (child, watch) in Watches)
        {
            if (child.MemoryLimit is not null) pause = Math.Min(pause, WeighEvery);
            if (watch.Deadline is { } deadline) pause = Math.Min(pause, Math.Max(0, deadline - Environment.TickCount64));
        }

        return (int)pause;
    }

    private static Death? Look(Child child, Watch watch)
    {
        if (watch.Deadline is { } deadline && Environment.TickCount64 >= deadline)
        {
            watch.Deadline = null;
            if (!watch.Run!.Task.IsCompleted) return new Death(DeathKind.NotStopped, "was ended because its code did not stop");
        }

        if (child.MemoryLimit is { } limit && SystemMemory.Of(child.ProcessId) is { } used && used > limit)
        {
            return new Death(DeathKind.OutOfMemory, string.Create(CultureInfo.InvariantCulture,
                $"ran out of memory and was ended: it had {used >> 20} MB, and --memory allows {limit >> 20} MB"));
        }

        return IsSuspendedTooLong(child, watch) ? new Death(DeathKind.Suspended, "was suspended by a signal, did not go on, and was ended") : null;
    }

    private static bool IsSuspendedTooLong(Child child, Watch watch)
    {
        var now = Environment.TickCount64;
        if (now < watch.NextLook) return false;
        watch.NextLook = now + LookEvery;
        if (!child.IsBusy || !IsSuspended(child.ProcessId))
        {
            watch.SuspendedSince = null;
            return false;
        }

        watch.SuspendedSince ??= now;
        return now - watch.SuspendedSince >= SuspendedFor;
    }

    private static bool IsSuspended(int process)
    {
        try
        {
            var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/stat"));
            // After the name in parentheses; a debugger's stop is a small t.
            return stat.AsSpan(stat.LastIndexOf(')') + 1).TrimStart().StartsWith("T");
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private sealed class Watch
    {
        public long? Deadline { get; set; }

        public ChildRun? Run { get; set; }

        public long NextLook { get; set; }

        public long? SuspendedSince { get; set; }
    }
}
