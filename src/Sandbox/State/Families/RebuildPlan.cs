using System.Reflection;
using System.Runtime.CompilerServices;
using Distribute.Sandbox.State.Graph;
using Distribute.Sandbox.State.Plans;
using Distribute.Sandbox.State.Values;
using MessagePack;

namespace Distribute.Sandbox.State.Families;

/// <summary>
/// Collections whose layout depends on hash codes, which differ from rank to rank: their items and their comparer are
/// written, and they are built again. A class derived from such a collection keeps its own fields beside.
/// </summary>
/// <typeparam name="TCollection">The framework's collection.</typeparam>
/// <typeparam name="TItem">What it holds; pairs for dictionaries.</typeparam>
internal sealed class RebuildPlan<TCollection, TItem> : ObjectPlan where TCollection : class
{
    private delegate void WriteFields(ref MessagePackWriter writer, object owner, GraphWriter graph);

    private delegate void ReadFields(ref ContentReader reader, object owner, GraphReader graph);

    private readonly HashFamily<TCollection, TItem> _family;
    private readonly WriteFields? _write;
    private readonly ReadFields? _read;

    public RebuildPlan(Type type, HashFamily<TCollection, TItem> family) : base(type, Phase.Rebuild)
    {
        _family = family;
        var own = FieldLayout.Of(type, typeof(TCollection));
        Shape = FieldLayout.ShapeOf(own) ^ FieldLayout.ShapeOf(typeof(TItem));
        if (own.Count == 0) return;
        _write = FieldEmitter.Writer<WriteFields>(typeof(object), own);
        _read = FieldEmitter.Reader<ReadFields>(typeof(object), own);
    }

    public override ulong Shape { get; }

    public override void Write(ref MessagePackWriter writer, object value, GraphWriter graph)
    {
        var collection = (TCollection)value;
        graph.Reference(ref writer, _family.ComparerOf(collection));
        var items = _family.ItemsOf(collection);
        writer.Write(items.Length);
        foreach (ref var item in items.AsSpan()) ValueCodec<TItem>.Instance.Write(ref writer, ref item, graph);
        _write?.Invoke(ref writer, value, graph);
    }

    public override object Allocate(ref ContentReader header, GraphReader graph) => RuntimeHelpers.GetUninitializedObject(Type);

    public override void Fill(ref ContentReader reader, object target, GraphReader graph)
    {
        var comparer = graph.Reference(ref reader);
        var items = new TItem[graph.ReadCount(ref reader)];
        for (var index = 0; index < items.Length; index++) items[index] = ValueCodec<TItem>.Instance.Read(ref reader, graph);
        _read?.Invoke(ref reader, target, graph);
        if (graph.IsIncomplete) return;
        _family.Build((TCollection)target, items, comparer);
    }
}

/// <summary>How one kind of hash collection is taken apart and built.</summary>
internal abstract class HashFamily<TCollection, TItem> where TCollection : class
{
    /// <summary>The comparer; null for the default one.</summary>
    public abstract object? ComparerOf(TCollection collection);

    public abstract TItem[] ItemsOf(TCollection collection);

    /// <summary>Turns a blank object into the collection.</summary>
    public abstract void Build(TCollection blank, TItem[] items, object? comparer);

    /// <summary>Runs a constructor on an object that exists already.</summary>
    protected static void Construct(TCollection blank, Type[] signature, params object?[] arguments) =>
        typeof(TCollection).GetConstructor(signature)!.Invoke(blank, arguments);

    /// <summary>Gives a blank object the content of one that a factory made.</summary>
    protected static void Transplant(TCollection blank, TCollection made)
    {
        if (made.GetType() != blank.GetType()) throw Faults.Damaged($"a {blank.GetType()} has the wrong form");
        foreach (var field in FieldLayout.Of(blank.GetType(), null)) field.SetValue(blank, field.GetValue(made));
    }
}
