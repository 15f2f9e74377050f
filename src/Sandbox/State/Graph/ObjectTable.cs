using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Distribute.Sandbox.State.Graph;

/// <summary>
/// Numbers objects by identity, from 1 in order of discovery, and can forget the newest ones. Its arrays are rented: fresh
/// ones of this size would cost the system more than the work done in them.
/// </summary>
internal sealed class ObjectTable : IDisposable
{
    private const int FirstSize = 64;

    // Hash in the upper half, id in the lower, so that a look at the object itself is needed only when the hash fits.
    private ulong[] _buckets = Rent(FirstSize);
    private Entry[] _entries = ArrayPool<Entry>.Shared.Rent(FirstSize);
    private int _shift = 32 - BitOperations.Log2(FirstSize);
    private int _mask = FirstSize - 1;

    private struct Entry
    {
        public object Value;
        public int Type;
        public bool Expanded;
    }

    /// <summary>How many objects there are; the ids are 1 to this.</summary>
    public int Count { get; private set; }

    public object this[int id] => _entries[id].Value;

    /// <summary>The object's entry in the type table.</summary>
    public int TypeOf(int id) => _entries[id].Type;

    public void SetType(int id, int type) => _entries[id].Type = type;

    /// <summary>Whether the object's content was written or is being written.</summary>
    public ref bool Expanded(int id) => ref _entries[id].Expanded;

    /// <summary>The number that an object is looked up by.</summary>
    public static uint HashOf(object value) => (uint)RuntimeHelpers.GetHashCode(value) * 0x9E3779B1u;

    /// <summary>
    /// Has the place where an object is looked up brought into the cache. The table of a million objects does not fit there, and
    /// waiting for memory at each look-up would be most of what it costs.
    /// </summary>
    public unsafe void Prefetch(uint hash)
    {
        // Wherever the array is by then: a hint reads nothing.
        if (Sse.IsSupported) Sse.Prefetch0(Unsafe.AsPointer(ref _buckets[(int)(hash >> _shift)]));
    }

    /// <summary>The object's id, a fresh one when it was not there.</summary>
    public int GetOrAdd(object value, out bool added) => GetOrAdd(value, HashOf(value), out added);

    /// <summary>The same, when <see cref="HashOf"/> is known.</summary>
    public int GetOrAdd(object value, uint hash, out bool added)
    {
        var at = (int)(hash >> _shift);
        while (true)
        {
            var bucket = _buckets[at];
            if (bucket == 0) break;
            if ((uint)(bucket >> 32) == hash && ReferenceEquals(_entries[(uint)bucket].Value, value))
            {
                added = false;
                return (int)bucket;
            }

            at = (at + 1) & _mask;
        }

        added = true;
        return Add(value, hash, at);
    }

    /// <summary>Forgets all objects with ids above <paramref name="count"/>.</summary>
    public void Truncate(int count)
    {
        if (count == Count) return;
        Array.Clear(_entries, count + 1, Count - count);
        Count = count;
        Rehash(_mask + 1);
    }

    /// <summary>Gives the arrays back; the table is of no use afterwards.</summary>
    public void Dispose()
    {
        Array.Clear(_entries, 0, Count + 1);
        ArrayPool<Entry>.Shared.Return(_entries);
        ArrayPool<ulong>.Shared.Return(_buckets);
        (_entries, _buckets, Count) = ([], [], 0);
    }

    private int Add(object value, uint hash, int bucket)
    {
        var id = ++Count;
        if (id == _entries.Length) Grow();
        ref var entry = ref _entries[id];
        (entry.Value, entry.Expanded) = (value, false);
        _buckets[bucket] = ((ulong)hash << 32) | (uint)id;
        if (id * 2L > _mask) Rehash(checked((_mask + 1) * 4));
        return id;
    }

    private void Grow()
    {
        var larger = ArrayPool<Entry>.Shared.Rent(checked(_entries.Length * 2));
        Array.Copy(_entries, larger, _entries.Length);
        Array.Clear(_entries);
        ArrayPool<Entry>.Shared.Return(_entries);
        _entries = larger;
    }

    private void Rehash(int size)
    {
        var old = _buckets;
        var oldSize = _mask + 1;
        _buckets = Rent(size);
        (_mask, _shift) = (size - 1, 32 - BitOperations.Log2((uint)size));
        for (var from = 0; from < oldSize; from++)
        {
            var bucket = old[from];
            if ((uint)bucket == 0 || (uint)bucket > Count) continue;
            var at = (int)((uint)(bucket >> 32) >> _shift);
            while (_buckets[at] != 0) at = (at + 1) & _mask;
            _buckets[at] = bucket;
        }

        ArrayPool<ulong>.Shared.Return(old);
    }

    private static ulong[] Rent(int size)
    {
        var buckets = ArrayPool<ulong>.Shared.Rent(size);
        Array.Clear(buckets, 0, size);
        return buckets;
    }
}
