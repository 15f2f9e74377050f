using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.ConstrainedExecution;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using System.Text.Json;

namespace Distribute.Sandbox.State.Families;

/// <summary>What is never copied, and what to do instead.</summary>
internal static class Refusals
{
    public const string Native = "it holds a native handle or pointer, which means nothing on another rank; a number belongs into a long";

    private const string Waiting = "it coordinates threads of its own rank; make one on each rank";

    private static readonly (Type Base, string Reason)[] Bases =
    [
        (typeof(Stream), "it is an open stream; copy its content as an array instead"),
        (typeof(Thread), "it is a thread of its own rank"),
        (typeof(Task), "it is a task that belongs to its own rank; await it and copy its result"),
        (typeof(SafeHandle), Native),
        (typeof(CriticalFinalizerObject), Native),
        (typeof(GCHandle), Native),
        (typeof(WaitHandle), Waiting),
        (typeof(SemaphoreSlim), Waiting),
        (typeof(ManualResetEventSlim), Waiting),
        (typeof(CountdownEvent), Waiting),
        (typeof(Barrier), Waiting),
        (typeof(ReaderWriterLockSlim), Waiting),
        (typeof(SynchronizationContext), Waiting),
        (typeof(ExecutionContext), Waiting),
        (typeof(TaskScheduler), Waiting),
        (typeof(CancellationTokenSource), "it cancels code of its own rank; make one on each rank"),
        (typeof(Timer), "it is a running timer; make one on each rank"),
        (typeof(ITimer), "it is a running timer; make one on each rank"),
        (typeof(IAsyncStateMachine), "it is a running async method; await it and copy its result"),
        (typeof(MemberInfo), "it is reflection over code of its own rank; copy the Type instead"),
        (typeof(ParameterInfo), "it is reflection over code of its own rank; copy the Type instead"),
        (typeof(Assembly), "it is loaded code; every rank has its own"),
        (typeof(Module), "it is loaded code; every rank has its own"),
        (typeof(AssemblyLoadContext), "it is loaded code; every rank has its own"),
        (typeof(WeakReference), "it is a weak reference; copy its target instead"),
        (typeof(JsonSerializerOptions), "it holds serializer caches; make one on each rank"),
        (typeof(System.Reflection.Pointer), Native),
    ];

    private static readonly Dictionary<Type, string> Generics = new()
    {
        [typeof(WeakReference<>)] = "it is a weak reference; copy its target instead",
        [typeof(ConditionalWeakTable<,>)] = "its entries are weak references; copy a Dictionary instead",
        [typeof(ThreadLocal<>)] = "its values belong to threads of its own rank",
        [typeof(AsyncLocal<>)] = "its value belongs to the running code of its own rank",
        [typeof(TaskCompletionSource<>)] = "it completes a task of its own rank; await the task and copy its result",
        [typeof(System.Buffers.MemoryManager<>)] = Native,
        [typeof(System.Collections.Concurrent.BlockingCollection<>)] = Waiting,
        [typeof(System.Collections.Immutable.ImmutableDictionary<,>.Builder)] = "it is a builder; copy what ToImmutable gives",
        [typeof(System.Collections.Immutable.ImmutableHashSet<>.Builder)] = "it is a builder; copy what ToImmutable gives",
    };

    // By name, so that copying does not load assemblies that nobody uses.
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["System.Net.Sockets.Socket"] = "it is an open socket",
        ["System.Net.Sockets.TcpClient"] = "it is an open socket",
        ["System.Net.Sockets.UdpClient"] = "it is an open socket",
        ["System.Net.Sockets.TcpListener"] = "it is an open socket",
        ["System.Net.Http.HttpMessageInvoker"] = "it owns connections; make one on each rank",
        ["System.Net.Http.HttpMessageHandler"] = "it owns connections; make one on each rank",
        ["System.Diagnostics.Process"] = "it is a process of the operating system; copy its id instead",
        ["System.Timers.Timer"] = "it is a running timer; make one on each rank",
        ["System.IO.FileSystemWatcher"] = "it watches files through the operating system; make one on each rank",
        ["System.Data.Common.DbConnection"] = "it is an open connection; make one on each rank",
        ["System.Data.Common.DbCommand"] = "it belongs to an open connection; make one on each rank",
        ["System.Data.Common.DbDataReader"] = "it belongs to an open connection; read it into a list",
    };

    /// <summary>Why objects of the type are never copied; null when they may be.</summary>
    public static string? ReasonFor(Type type)
    {
        foreach (var (known, reason) in Bases)
            if (known.IsAssignableFrom(type)) return reason;
        for (var level = type; level is not null; level = level.BaseType)
        {
            if (level.IsGenericType && Generics.TryGetValue(level.GetGenericTypeDefinition(), out var generic)) return generic;
            if (level.FullName is { } name && Names.TryGetValue(name, out var named)) return named;
        }

        return null;
    }
}
