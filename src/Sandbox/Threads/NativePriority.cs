using System.Runtime.InteropServices;

namespace Distribute.Sandbox.Threads;

/// <summary>
/// Lets a thread that was given up stand back behind all others. Linux has a nice value for each thread; elsewhere nothing
/// is done, and the thread competes as before.
/// </summary>
internal static partial class NativePriority
{
    /// <summary>The weakest nice value. Not the idle class: a thread that never runs could not be suspended for a collection.</summary>
    private const int Weakest = 19;

    private const int PrioProcess = 0;

    /// <summary>The system's id of the calling thread; 0 where there is none to use.</summary>
    public static int CurrentThread()
    {
        if (!OperatingSystem.IsLinux()) return 0;
        try
        {
            return GetThreadId();
        }
        catch (EntryPointNotFoundException)
        {
            return 0; // a C library before glibc 2.30
        }
    }

    /// <summary>Lowers a thread's priority for good.</summary>
    public static void Lower(int thread)
    {
        // That it may fail is no matter: it is a courtesy to the other ranks.
        if (thread != 0) _ = SetPriority(PrioProcess, thread, Weakest);
    }

    [LibraryImport("libc", EntryPoint = "gettid")]
    private static partial int GetThreadId();

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, int who, int priority);
}
