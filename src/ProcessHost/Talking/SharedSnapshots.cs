using System.Runtime.InteropServices;
using Distribute.Contracts.State;
using Distribute.ProcessHost.Wire;

namespace Distribute.ProcessHost.Talking;

/// <summary>
/// The shared memory of snapshots that are on their way: one that goes to many ranks at once is put there once. It is gone
/// when the last rank has read it. Thread safe.
/// </summary>
internal static class SharedSnapshots
{
    private static readonly Lock Gate = new();
    private static readonly Dictionary<StateSnapshot, Entry> Entries = new(ReferenceEqualityComparer.Instance);

    /// <summary>Gets a snapshot's memory; null when it is small enough to stand in a frame.</summary>
    /// <exception cref="IOException">There is no more memory.</exception>
    public static Lease? Rent(StateSnapshot snapshot)
    {
        if (snapshot.Size <= WireLimits.InlineBytes) return null;
        Entry entry;
        lock (Gate)
        {
            ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(Entries, snapshot, out _);
            entry = known ??= new Entry(snapshot);
            entry.Users++;
        }

        try
        {
            return new Lease(snapshot, entry.Memory.Value);
        }
        catch
        {
            Return(snapshot);
            throw;
        }
    }

    private static void Return(StateSnapshot snapshot)
    {
        Entry entry;
        lock (Gate)
        {
            entry = Entries[snapshot];
            if (--entry.Users > 0) return;
            Entries.Remove(snapshot);
        }

        if (entry.Memory.IsValueCreated) entry.Memory.Value.Dispose();
    }

    /// <summary>One rank's use of a snapshot's memory.</summary>
    public sealed class Lease(StateSnapshot snapshot, SharedMemory memory) : IDisposable
    {
        /// <summary>The memory.</summary>
        public SharedMemory Memory => memory;

        /// <inheritdoc/>
        public void Dispose() => Return(snapshot);
    }

    // One that writes and one that makes the next piece ready.
    private const int Threads = 2;

    private sealed class Entry(StateSnapshot snapshot)
    {
        public Lazy<SharedMemory> Memory { get; } = new(() => SharedMemory.Of(snapshot, Math.Min(Threads, Environment.ProcessorCount)));

        public int Users { get; set; }
    }
}
