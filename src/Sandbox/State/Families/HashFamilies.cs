using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using Distribute.Sandbox.State.Graph;

namespace Distribute.Sandbox.State.Families;

internal sealed class DictionaryFamily<TKey, TValue> : HashFamily<Dictionary<TKey, TValue>, KeyValuePair<TKey, TValue>> where TKey : notnull
{
    public override object? ComparerOf(Dictionary<TKey, TValue> collection) => Comparers.Custom(collection.Comparer);

    public override KeyValuePair<TKey, TValue>[] ItemsOf(Dictionary<TKey, TValue> collection) => [.. collection];

    public override void Build(Dictionary<TKey, TValue> blank, KeyValuePair<TKey, TValue>[] items, object? comparer)
    {
        Construct(blank, [typeof(int), typeof(IEqualityComparer<TKey>)], items.Length, comparer);
        foreach (var (key, value) in items) blank.Add(key, value);
    }
}

internal sealed class OrderedDictionaryFamily<TKey, TValue> : HashFamily<OrderedDictionary<TKey, TValue>, KeyValuePair<TKey, TValue>> where TKey : notnull
{
    public override object? ComparerOf(OrderedDictionary<TKey, TValue> collection) => Comparers.Custom(collection.Comparer);

    public override KeyValuePair<TKey, TValue>[] ItemsOf(OrderedDictionary<TKey, TValue> collection) => [.. collection];

    public override void Build(OrderedDictionary<TKey, TValue> blank, KeyValuePair<TKey, TValue>[] items, object? comparer)
    {
        Construct(blank, [typeof(int), typeof(IEqualityComparer<TKey>)], items.Length, comparer);
        foreach (var (key, value) in items) blank.Add(key, value);
    }
}

internal sealed class ConcurrentDictionaryFamily<TKey, TValue> : HashFamily<ConcurrentDictionary<TKey, TValue>, KeyValuePair<TKey, TValue>> where TKey : notnull
{
    public override object? ComparerOf(ConcurrentDictionary<TKey, TValue> collection) => Comparers.Custom(collection.Comparer);

    public override KeyValuePair<TKey, TValue>[] ItemsOf(ConcurrentDictionary<TKey, TValue> collection) => collection.ToArray();

    public override void Build(ConcurrentDictionary<TKey, TValue> blank, KeyValuePair<TKey, TValue>[] items, object? comparer)
    {
        Construct(blank, [typeof(IEqualityComparer<TKey>)], comparer);
        foreach (var (key, value) in items)
            if (!blank.TryAdd(key, value)) throw Faults.Damaged("a dictionary has a key twice");
    }
}

internal sealed class HashSetFamily<T> : HashFamily<HashSet<T>, T>
{
    public override object? ComparerOf(HashSet<T> collection) => Comparers.Custom(collection.Comparer);

    public override T[] ItemsOf(HashSet<T> collection) => [.. collection];

    public override void Build(HashSet<T> blank, T[] items, object? comparer)
    {
        Construct(blank, [typeof(int), typeof(IEqualityComparer<T>)], items.Length, comparer);
        foreach (var item in items)
            if (!blank.Add(item)) throw Faults.Damaged("a set has an item twice");
    }
}

internal sealed class HashtableFamily : HashFamily<Hashtable, KeyValuePair<object, object?>>
{
    private static readonly System.Reflection.PropertyInfo Comparer =
        typeof(Hashtable).GetProperty("EqualityComparer", System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic)!;

    public override object? ComparerOf(Hashtable collection) => Comparer.GetValue(collection);

    public override KeyValuePair<object, object?>[] ItemsOf(Hashtable collection) =>
        [.. collection.Cast<DictionaryEntry>().Select(entry => KeyValuePair.Create(entry.Key, entry.Value))];

    public override void Build(Hashtable blank, KeyValuePair<object, object?>[] items, object? comparer)
    {
        Construct(blank, [typeof(int), typeof(IEqualityComparer)], items.Length, comparer);
        foreach (var (key, value) in items) blank.Add(key, value);
    }
}

internal sealed class ImmutableDictionaryFamily<TKey, TValue> : HashFamily<ImmutableDictionary<TKey, TValue>, KeyValuePair<TKey, TValue>> where TKey : notnull
{
    public override object? ComparerOf(ImmutableDictionary<TKey, TValue> collection) => Comparers.Custom(collection.KeyComparer);

    public override KeyValuePair<TKey, TValue>[] ItemsOf(ImmutableDictionary<TKey, TValue> collection) => [.. collection];

    public override void Build(ImmutableDictionary<TKey, TValue> blank, KeyValuePair<TKey, TValue>[] items, object? comparer) =>
        Transplant(blank, ImmutableDictionary.CreateRange((IEqualityComparer<TKey>?)comparer, items));
}

internal sealed class ImmutableHashSetFamily<T> : HashFamily<ImmutableHashSet<T>, T>
{
    public override object? ComparerOf(ImmutableHashSet<T> collection) => Comparers.Custom(collection.KeyComparer);

    public override T[] ItemsOf(ImmutableHashSet<T> collection) => [.. collection];

    public override void Build(ImmutableHashSet<T> blank, T[] items, object? comparer) =>
        Transplant(blank, ImmutableHashSet.CreateRange((IEqualityComparer<T>?)comparer, items));
}

/// <summary>The result of ToLookup: groups are kept in order, each with its items.</summary>
internal sealed class LookupFamily<TKey, TElement> : HashFamily<Lookup<TKey, TElement>, KeyValuePair<TKey, TElement>>
{
    private static readonly System.Reflection.FieldInfo Comparer =
        typeof(Lookup<TKey, TElement>).GetField("_comparer", System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic)!;

    public override object? ComparerOf(Lookup<TKey, TElement> collection) => Comparers.Custom((IEqualityComparer<TKey>)Comparer.GetValue(collection)!);

    public override KeyValuePair<TKey, TElement>[] ItemsOf(Lookup<TKey, TElement> collection) =>
        [.. collection.SelectMany(group => group.Select(item => KeyValuePair.Create(group.Key, item)))];

    public override void Build(Lookup<TKey, TElement> blank, KeyValuePair<TKey, TElement>[] items, object? comparer) =>
        Transplant(blank, (Lookup<TKey, TElement>)items.ToLookup(pair => pair.Key, pair => pair.Value, (IEqualityComparer<TKey>?)comparer));
}

/// <summary>Tells a comparer that somebody chose from the default one, which each rank has of its own.</summary>
internal static class Comparers
{
    public static object? Custom<T>(IEqualityComparer<T>? comparer) => ReferenceEquals(comparer, EqualityComparer<T>.Default) ? null : comparer;
}
