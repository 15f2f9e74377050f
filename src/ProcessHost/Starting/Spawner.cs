using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text;

namespace Distribute.ProcessHost.Starting;

/// <summary>
/// Starts programs from one thread that never ends: the system ends a child whose starting <em>thread</em> has ended, so
/// threads of the pool will not do. Thread safe; the thread starts with the first call.
/// </summary>
internal static unsafe class Spawner
{
    /// <summary>Larger than what any C library takes for these opaque structures.</summary>
    private const int OpaqueBytes = 1024;

    /// <summary>Room for 8192 processors.</summary>
    private const int MaskBytes = 1024;

    private static readonly BlockingCollection<Action> Work = [];
    private static readonly Lazy<Thread> Starter = new(StartThread);

    /// <summary>Starts a program in a session and a process group of its own.</summary>
    /// <param name="start">What to start.</param>
    /// <returns>Its process id.</returns>
    /// <exception cref="IOException">The system did not start it.</exception>
    public static Task<int> StartAsync(SpawnRequest start)
    {
        _ = Starter.Value;
        var started = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        Work.Add(() =>
        {
            try
            {
                started.SetResult(WithCpus(start));
            }
            catch (Exception failed)
            {
                started.SetException(failed);
            }
        });
        return started.Task;
    }

    private static Thread StartThread()
    {
        var thread = new Thread(() =>
        {
            foreach (var work in Work.GetConsumingEnumerable()) work();
        }) { IsBackground = true, Name = "starting rank processes" };
        thread.UnsafeStart();
        return thread;
    }

    // A child inherits the processors of the thread that starts it, so that already its runtime counts only those.
    private static int WithCpus(SpawnRequest start)
    {
        if (start.Cpus is null) return Spawn(start);
        var before = stackalloc byte[MaskBytes];
        var wanted = stackalloc byte[MaskBytes];
        new Span<byte>(wanted, MaskBytes).Clear();
        foreach (var cpu in start.Cpus) wanted[cpu / 8] |= (byte)(1 << (cpu % 8));
        if (Native.GetAffinity(0, MaskBytes, before) < 0 || Native.SetAffinity(0, MaskBytes, wanted) < 0)
            throw new IOException($"the processors {string.Join(',', start.Cpus)} cannot be used: {Marshal.GetLastPInvokeErrorMessage()}");
        try
        {
            return Spawn(start);
        }
        finally
        {
            _ = Native.SetAffinity(0, MaskBytes, before);
        }
    }

    private static int Spawn(SpawnRequest start)
    {
        var actions = stackalloc byte[OpaqueBytes];
        var attributes = stackalloc byte[OpaqueBytes];
        var signals = stackalloc byte[OpaqueBytes];
        _ = Native.InitActions(actions);
        _ = Native.InitAttributes(attributes);
        try
        {
            for (var number = 0; number < start.Files.Count; number++) _ = Native.AddDuplicate(actions, start.Files[number], number);
            _ = Native.SetFlags(attributes, (short)(Native.SpawnSignalDefaults | Native.SpawnSignalMask | Native.SpawnNewSession));
            _ = Native.NoSignals(signals);
            _ = Native.SetSignalMask(attributes, signals);
            _ = Native.AllSignals(signals);
            _ = Native.SetSignalDefaults(attributes, signals);
            using var arguments = new TextArray([start.Path, .. start.Arguments]);
            using var variables = new TextArray([.. start.Variables.Select(pair => $"{pair.Key}={pair.Value}")]);
            var error = Native.Spawn(out var process, start.Path, actions, attributes, arguments.Pointer, variables.Pointer);
            return error == 0 ? process : throw new IOException($"{start.Path}: {Marshal.GetPInvokeErrorMessage(error)}");
        }
        finally
        {
            _ = Native.DestroyActions(actions);
            _ = Native.DestroyAttributes(attributes);
        }
    }

    /// <summary>Texts as the system takes them: an array of pointers with a null at its end.</summary>
    private sealed class TextArray : IDisposable
    {
        private readonly int _count;

        public TextArray(IReadOnlyList<string> texts)
        {
            _count = texts.Count;
            Pointer = (byte**)NativeMemory.AllocZeroed((nuint)(_count + 1), (nuint)sizeof(byte*));
            for (var at = 0; at < _count; at++)
            {
                var bytes = Encoding.UTF8.GetBytes(texts[at]);
                Pointer[at] = (byte*)NativeMemory.AllocZeroed((nuint)bytes.Length + 1);
                bytes.CopyTo(new Span<byte>(Pointer[at], bytes.Length));
            }
        }

        public byte** Pointer { get; }

        public void Dispose()
        {
            for (var at = 0; at < _count; at++) NativeMemory.Free(Pointer[at]);
            NativeMemory.Free(Pointer);
        }
    }
}

/// <summary>A program to start. Immutable.</summary>
/// <param name="Path">The program.</param>
/// <param name="Arguments">What follows its name.</param>
/// <param name="Variables">Its whole environment.</param>
/// <param name="Files">This process's descriptors that become 0, 1, 2 and so on there.</param>
/// <param name="Cpus">The processors that it may use; null for those that this process may use.</param>
internal sealed record SpawnRequest(
    string Path,
    IReadOnlyList<string> Arguments,
    IReadOnlyDictionary<string, string> Variables,
    IReadOnlyList<int> Files,
    IReadOnlyList<int>? Cpus);
