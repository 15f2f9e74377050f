using System.Runtime.InteropServices;
using Distribute.ProcessHost.Wire;

namespace Distribute.ProcessHost.Worker;

/// <summary>What this process asks of the system for itself.</summary>
internal static partial class OwnProcess
{
    private const int ParentDeathSignal = 1;
    private const int SetFlags = 2;
    private const int CloseOnExec = 1;
    private const int MonotonicClock = 1;
    private const int TimerCloseOnExec = 0x80000;

    /// <summary>
    /// Has the system kill this process when its parent ends, whatever state this one is in. The channel's end tells the same,
    /// but only to a process that can still read.
    /// </summary>
    public static void EndWith(int parent)
    {
        _ = Control(ParentDeathSignal, Libc.Kill);
        // What a cell starts must not hold the channel open after this process has ended.
        _ = SetDescriptorFlags(WireLimits.ChannelDescriptor, SetFlags, CloseOnExec);
        // It may have ended before: then another process is the parent now, and no signal comes.
        if (Parent() != parent) EndAll();
    }

    /// <summary>Ends this process and all that it started, at once.</summary>
    public static void EndAll()
    {
        // It leads a group of its own; a child that left the group is its parent's to find.
        _ = Libc.Signal(-Environment.ProcessId, Libc.Kill);
        _ = Libc.Signal(Environment.ProcessId, Libc.Kill);
    }

    /// <summary>Ends this process because its channel has ended.</summary>
    public static void EndAfter(int parent)
    {
        // A parent that lives ends what this process has started, and wants to know how it ended.
        if (Parent() == parent) EndDumb();
        EndAll();
    }

    /// <summary>Ends this process because it cannot talk; the code tells its parent so.</summary>
    public static void EndDumb() => EndNow(WireLimits.DumbExitCode);

    /// <summary>Waits until a descriptor has something to read.</summary>
    /// <returns>False when it had nothing for that long.</returns>
    public static bool IsReadable(int file, int milliseconds)
    {
        var polled = new Polled { File = file, Wanted = 1 };
        return Poll(ref polled, 1, milliseconds) != 0;
    }

    /// <summary>A timer that a thread can wait for without another's having to wake it.</summary>
    /// <exception cref="IOException">The system has none.</exception>
    public static int CreateTimer() =>
        CreateTimer(MonotonicClock, TimerCloseOnExec) is >= 0 and var timer ? timer : throw new IOException($"no timer: {Marshal.GetLastPInvokeErrorMessage()}");

    /// <summary>Has the timer ring once, this many nanoseconds (less than a second) from now; 0 for not at all.</summary>
    public static void SetTimer(int timer, long nanoseconds)
    {
        var time = new TimerSpan { Nanoseconds = (nint)nanoseconds };
        _ = SetTimer(timer, 0, in time, 0);
    }

    /// <summary>Waits until the timer has rung.</summary>
    public static void WaitForTimer(int timer)
    {
        Span<byte> times = stackalloc byte[sizeof(long)];
        while (Libc.Read(timer, times) < 0 && Marshal.GetLastPInvokeError() == Libc.Interrupted)
        {
            // A signal came in between.
        }
    }

    /// <summary>Sets a variable for managed and for native code.</summary>
    public static void SetVariable(string name, string value)
    {
        Environment.SetEnvironmentVariable(name, value);
        _ = SetNative(name, value, overwrite: 1);
    }

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int Control(int option, nuint value);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int SetDescriptorFlags(int file, int command, int flags);

    [StructLayout(LayoutKind.Sequential)]
    private struct Polled
    {
        public int File;
        public short Wanted;
        public short Seen;
    }

    // struct itimerspec: an interval, and the time until it rings.
    [StructLayout(LayoutKind.Sequential)]
    private struct TimerSpan
    {
        public nint IntervalSeconds;
        public nint IntervalNanoseconds;
        public nint Seconds;
        public nint Nanoseconds;
    }

    [LibraryImport("libc", EntryPoint = "timerfd_create", SetLastError = true)]
    private static partial int CreateTimer(int clock, int flags);

    [LibraryImport("libc", EntryPoint = "timerfd_settime")]
    private static partial int SetTimer(int timer, int flags, in TimerSpan time, nint before);

    [LibraryImport("libc", EntryPoint = "poll")]
    private static partial int Poll(ref Polled files, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void EndNow(int code);

    [LibraryImport("libc", EntryPoint = "getppid")]
    private static partial int Parent();

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetNative(string name, string value, int overwrite);
}
