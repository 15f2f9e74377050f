using Distribute.Contracts.Isolates;
using Distribute.Sandbox.State.Graph;
using Distribute.Sandbox.State.Plans;
using MessagePack;

namespace Distribute.Sandbox.State.Types;

/// <summary>A type has no name that another rank could find.</summary>
internal sealed class UnnamedTypeException(string message) : Exception(message);

/// <summary>The forms of an entry in the type table.</summary>
internal enum TypeForm
{
    WellKnown,
    Definition,
    Generic,
    Vector,
    Array,
}

/// <summary>Numbers the types of a snapshot. Constructed types refer to entries before theirs.</summary>
internal sealed class TypeTableWriter(ITypeNames names)
{
    /// <summary>The entry of well-known instances, which have names of their own.</summary>
    public const int WellKnownIndex = 0;

    private readonly Dictionary<Type, int> _indices = [];
    private readonly List<Entry> _entries = [new Entry(TypeForm.WellKnown, typeof(WellKnownPlan)) { Plan = WellKnownPlan.Instance }];

    private sealed class Entry(TypeForm form, Type type)
    {
        public TypeForm Form { get; } = form;

        public Type Type { get; } = type;

        public string? Image { get; init; }

        public string Name { get; init; } = "";

        public int[] Parts { get; init; } = [];

        public ObjectPlan? Plan { get; set; }
    }

    public int Count => _entries.Count;

    public int WellKnownEntry => WellKnownIndex;

    public IReadOnlyList<string> Images => [.. _entries.Select(entry => entry.Image).OfType<string>().Distinct(StringComparer.Ordinal)];

    public ObjectPlan PlanOf(int index) => _entries[index].Plan!;

    /// <summary>The entry for objects of a run-time type.</summary>
    /// <exception cref="UnnamedTypeException">The type cannot be named.</exception>
    public int EntryOf(ObjectPlan plan)
    {
        var index = IndexOf(plan.Type);
        _entries[index].Plan ??= plan;
        return index;
    }

    /// <summary>The entry for a type.</summary>
    /// <exception cref="UnnamedTypeException">The type cannot be named.</exception>
    public int IndexOf(Type type)
    {
        if (_indices.TryGetValue(type, out var index)) return index;
        var entry = Describe(type);
        _indices[type] = _entries.Count;
        _entries.Add(entry);
        return _entries.Count - 1;
    }

    /// <summary>Forgets the newest entries.</summary>
    public void Truncate(int count)
    {
        for (var index = count; index < _entries.Count; index++) _indices.Remove(_entries[index].Type);
        _entries.RemoveRange(count, _entries.Count - count);
    }

    public void WriteTo(SectionBuffer buffer)
    {
        var writer = new MessagePackWriter(buffer);
        writer.Write(_entries.Count);
        foreach (var entry in _entries.Skip(1))
        {
            writer.Write((byte)entry.Form);
            if (entry.Form == TypeForm.Definition)
            {
                writer.Write(entry.Image);
                writer.Write(entry.Name);
            }

            writer.WriteArrayHeader(entry.Parts.Length);
            foreach (var part in entry.Parts) writer.Write(part);
            writer.Write(entry.Plan?.Shape ?? 0);
        }

        writer.Flush();
    }

    private Entry Describe(Type type)
    {
        if (type.IsGenericParameter || type.IsPointer || type.IsByRef || type.IsFunctionPointer)
            throw new UnnamedTypeException($"the type {type} cannot be named on another rank");
        if (type.IsSZArray) return new Entry(TypeForm.Vector, type) { Parts = [IndexOf(type.GetElementType()!)] };
        if (type.IsArray) return new Entry(TypeForm.Array, type) { Parts = [IndexOf(type.GetElementType()!), type.GetArrayRank()] };
        if (type.IsConstructedGenericType)
            return new Entry(TypeForm.Generic, type) { Parts = [IndexOf(type.GetGenericTypeDefinition()), .. type.GenericTypeArguments.Select(IndexOf)] };
        if (type.Assembly.IsDynamic) throw new UnnamedTypeException($"its type {type} was made at run time and is known here only");
        try
        {
            var (image, name) = names.NameOf(type);
            return new Entry(TypeForm.Definition, type) { Image = image, Name = name };
        }
        catch (IsolateException unknown)
        {
            throw new UnnamedTypeException(unknown.Message);
        }
    }
}
