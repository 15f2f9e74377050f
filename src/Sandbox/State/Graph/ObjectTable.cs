using System.Runtime.CompilerServices;

namespace Distribute.Sandbox.State.Graph;

/// <summary>Numbers objects by identity, from 1 in order of discovery, and can forget the newest ones.</summary>
internal sealed class ObjectTable
{
    private int[] _buckets = new int[16];
    private object[] _objects = new object[8];
    private int[] _types = new int[8];
    private bool[] _expanded = new bool[8];

    /// <summary>How many objects there are; the ids are 1 to this.</summary>
    public int Count { get; private set; }

    public object this[int id] => _objects[id];

    /// <summary>The object's entry in the type table.</summary>
    public int TypeOf(int id) => _types[id];

    public void SetType(int id, int type) => _types[id] = type;

    /// <summary>Whether the object's content was written or is being written.</summary>
    public ref bool Expanded(int id) => ref _expanded[id];

    /// <summary>The object's id, a fresh one when it was not there.</summary>
    public int GetOrAdd(object value, out bool added)
    {
        var mask = _buckets.Length - 1;
        var at = RuntimeHelpers.GetHashCode(value) * unchecked((int)0x9E3779B1) >>> 3 & mask;
        while (true)
        {
            var id = _buckets[at];
            if (id == 0) break;
            if (ReferenceEquals(_objects[id], value))
            {
                added = false;
                return id;
            }

            at = (at + 1) & mask;
        }

        added = true;
        return Add(value, at);
    }

    /// <summary>Forgets all objects with ids above <paramref name="count"/>.</summary>
    public void Truncate(int count)
    {
        if (count == Count) return;
        Array.Clear(_objects, count + 1, Count - count);
        Array.Clear(_expanded, count + 1, Count - count);
        Count = count;
        Rehash(_buckets.Length);
    }

    private int Add(object value, int bucket)
    {
        var id = ++Count;
        if (id == _objects.Length)
        {
            Array.Resize(ref _objects, id * 2);
            Array.Resize(ref _types, id * 2);
            Array.Resize(ref _expanded, id * 2);
        }

        _objects[id] = value;
        _buckets[bucket] = id;
        if (Count * 2 > _buckets.Length) Rehash(_buckets.Length * 4);
        return id;
    }

    private void Rehash(int size)
    {
        _buckets = new int[size];
        var mask = size - 1;
        for (var id = 1; id <= Count; id++)
        {
            var at = RuntimeHelpers.GetHashCode(_objects[id]) * unchecked((int)0x9E3779B1) >>> 3 & mask;
            while (_buckets[at] != 0) at = (at + 1) & mask;
            _buckets[at] = id;
        }
    }
}
