using System.Runtime.InteropServices;

namespace Distribute.ProcessHost.Wire;

/// <summary>The system calls that both ends need. Linux only.</summary>
internal static partial class Libc
{
    /// <summary>EINTR: a signal came in between; ask again.</summary>
    public const int Interrupted = 4;

    /// <summary>EAGAIN: nothing there now.</summary>
    public const int NothingNow = 11;

    /// <summary>SIGKILL.</summary>
    public const int Kill = 9;

    /// <summary>Receive what is there and do not wait.</summary>
    public const int DoNotWait = 0x40;

    private const int NoSignal = 0x4000;

    private const uint CloseOnExec = 1;

    /// <summary>Sends bytes; an end that is gone is an error and not a signal.</summary>
    public static nint Send(int socket, ReadOnlySpan<byte> bytes) => Send(socket, bytes, (nuint)bytes.Length, NoSignal);

    /// <summary>Receives bytes; zero when the other end is gone.</summary>
    public static nint Receive(int socket, Span<byte> bytes, int flags) => Receive(socket, bytes, (nuint)bytes.Length, flags);

    /// <summary>Reads bytes.</summary>
    public static nint Read(int file, Span<byte> bytes) => Read(file, bytes, (nuint)bytes.Length);

    /// <summary>Writes bytes.</summary>
    public static nint Write(int file, ReadOnlySpan<byte> bytes) => Write(file, bytes, (nuint)bytes.Length);

    /// <summary>Memory with a descriptor and without a name in any folder.</summary>
    public static int CreateMemory(string name) => CreateMemory(name, CloseOnExec);

    /// <summary>Reads memory of another process.</summary>
    /// <returns>How many bytes were read; -1 when the system does not allow it or there is no such memory.</returns>
    public static unsafe nint ReadMemory(int process, long address, Span<byte> target)
    {
        fixed (byte* start = target)
        {
            var here = new Stretch((nint)start, target.Length);
            var there = new Stretch((nint)address, target.Length);
            return ReadMemory(process, &here, 1, &there, 1, 0);
        }
    }

    // struct iovec.
    private readonly record struct Stretch(nint Start, nint Length);

    [LibraryImport("libc", EntryPoint = "process_vm_readv", SetLastError = true)]
    private static unsafe partial nint ReadMemory(int process, Stretch* here, nuint hereCount, Stretch* there, nuint thereCount, nuint flags);

    [LibraryImport("libc", EntryPoint = "close")]
    public static partial int Close(int file);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    public static partial int Signal(int process, int signal);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    private static partial nint Send(int socket, ReadOnlySpan<byte> bytes, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    private static partial nint Receive(int socket, Span<byte> bytes, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(int file, Span<byte> bytes, nuint length);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int file, ReadOnlySpan<byte> bytes, nuint length);

    [LibraryImport("libc", EntryPoint = "memfd_create", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int CreateMemory(string name, uint flags);
}
