using System.Runtime.InteropServices;

namespace Distribute.ProcessHost.Starting;

/// <summary>The system calls that start, watch and reap children. Linux only.</summary>
internal static unsafe partial class Native
{
    public const short SpawnSignalDefaults = 0x04;
    public const short SpawnSignalMask = 0x08;
    public const short SpawnNewSession = 0x80;

    /// <summary>WNOHANG.</summary>
    public const int DoNotHang = 1;

    /// <summary>POLLIN.</summary>
    public const short Readable = 1;

    /// <summary>POLLIN, POLLERR, POLLHUP and POLLNVAL: something is to be done about it.</summary>
    public const short AnyEvent = 1 | 8 | 16 | 32;

    private const int UnixFamily = 1;
    private const int StreamCloseOnExec = 1 | 0x80000;
    private const int PipeCloseOnExec = 0x80000;
    private const int DuplicateCloseOnExec = 1030;
    private const int SetStatus = 4;
    private const int NonBlocking = 0x800;

    /// <summary>Descriptors from here on cannot be in the way of those that a child gets by number.</summary>
    private const int FirstFree = 10;

    /// <summary>Two connected sockets without a name.</summary>
    public static (int Ours, int Theirs) Sockets()
    {
        int* pair = stackalloc int[2];
        Check(SocketPair(UnixFamily, StreamCloseOnExec, 0, pair), "socketpair");
        return (Raise(pair[0]), Raise(pair[1]));
    }

    /// <summary>A pipe: the end to read and the end to write.</summary>
    public static (int Read, int Write) Pipe()
    {
        int* pair = stackalloc int[2];
        Check(Pipe(pair, PipeCloseOnExec), "pipe");
        return (Raise(pair[0]), Raise(pair[1]));
    }

    /// <summary>Has reads of a descriptor never wait.</summary>
    public static void NeverWait(int file) => _ = Control(file, SetStatus, NonBlocking);

    /// <summary>A descriptor that becomes readable when the process ends; -1 where the system has none.</summary>
    public static int OpenProcess(int process)
    {
        try
        {
            return PidfdOpen(process, 0);
        }
        catch (EntryPointNotFoundException)
        {
            return -1; // a C library before glibc 2.36: the channel's end tells, too
        }
    }

    private static int Raise(int file)
    {
        if (file >= FirstFree) return file;
        var raised = Control(file, DuplicateCloseOnExec, FirstFree);
        Check(raised, "fcntl");
        _ = Wire.Libc.Close(file);
        return raised;
    }

    private static void Check(int result, string call)
    {
        if (result < 0) throw new IOException($"{call}: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    /// <summary>What poll looks at.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Polled
    {
        public int File;
        public short Wanted;
        public short Seen;
    }

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    public static partial int Poll(Polled* files, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    public static partial int Wait(int process, out int status, int options);

    [LibraryImport("libc", EntryPoint = "posix_spawn", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Spawn(out int process, string path, byte* actions, byte* attributes, byte** arguments, byte** variables);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    public static partial int InitActions(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    public static partial int AddDuplicate(byte* actions, int file, int target);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    public static partial int DestroyActions(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    public static partial int InitAttributes(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    public static partial int SetFlags(byte* attributes, short flags);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigmask")]
    public static partial int SetSignalMask(byte* attributes, byte* signals);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    public static partial int SetSignalDefaults(byte* attributes, byte* signals);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    public static partial int DestroyAttributes(byte* attributes);

    [LibraryImport("libc", EntryPoint = "sigemptyset")]
    public static partial int NoSignals(byte* signals);

    [LibraryImport("libc", EntryPoint = "sigfillset")]
    public static partial int AllSignals(byte* signals);

    [LibraryImport("libc", EntryPoint = "sched_setaffinity", SetLastError = true)]
    public static partial int SetAffinity(int thread, nuint bytes, byte* mask);

    [LibraryImport("libc", EntryPoint = "sched_getaffinity", SetLastError = true)]
    public static partial int GetAffinity(int thread, nuint bytes, byte* mask);

    [LibraryImport("libc", EntryPoint = "pidfd_open", SetLastError = true)]
    private static partial int PidfdOpen(int process, uint flags);

    [LibraryImport("libc", EntryPoint = "socketpair", SetLastError = true)]
    private static partial int SocketPair(int family, int type, int protocol, int* pair);

    [LibraryImport("libc", EntryPoint = "pipe2", SetLastError = true)]
    private static partial int Pipe(int* pair, int flags);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(int file, int command, int argument);
}
