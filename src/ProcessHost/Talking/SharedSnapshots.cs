using System.Runtime.InteropServices;
using Distribute.Contracts.State;
using Distribute.ProcessHost.Wire;

namespace Distribute.ProcessHost.Talking;

/// <summary>
/// The memory of snapshots that are on their way: one that goes to many ranks at once is put there once, or held once where ranks may read
/// this process's own (<see cref="FarMemory"/>). It is gone when the last rank has read it. Thread safe.
/// </summary>
internal static class SharedSnapshots
{
    private static readonly Lock Gate = new();
    private static readonly Dictionary<StateSnapshot, Entry> Entries = new(ReferenceEqualityComparer.Instance);

    /// <summary>Gets a snapshot's memory; null when it is small enough to stand in a frame.</summary>
    /// <param name="snapshot">The snapshot.</param>
    /// <param name="mayLend">Whether what it has lent is good for as long as the lease.</param>
    /// <exception cref="IOException">There is no more memory.</exception>
    public static Lease? Rent(StateSnapshot snapshot, bool mayLend)
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
            var lent = mayLend ? entry.Lent.Value : null;
            return new Lease(snapshot, lent is null ? entry.Memory.Value : null, lent);
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
        if (entry.Lent.IsValueCreated) entry.Lent.Value?.Dispose();
    }

    /// <summary>One rank's use of a snapshot's memory.</summary>
    public sealed class Lease(StateSnapshot snapshot, SharedMemory? memory, LentMemory? lent) : IDisposable
    {
        /// <summary>Shared memory; null when this process's own is read.</summary>
        public SharedMemory? Memory => memory;

        /// <summary>This process's own memory; null when it is not read.</summary>
        public LentMemory? Lent => lent;

        /// <inheritdoc/>
        public void Dispose() => Return(snapshot);
    }

    // One that writes and one that makes the next piece ready.
    private const int Threads = 2;

    private sealed class Entry(StateSnapshot snapshot)
    {
        public Lazy<SharedMemory> Memory { get; } = new(() => SharedMemory.Of(snapshot, Math.Min(Threads, Environment.ProcessorCount)));

        public Lazy<LentMemory?> Lent { get; } = new(() => FarMemory.IsReadable ? snapshot.Source?.Hold() : null);

        public int Users { get; set; }
    }
}
