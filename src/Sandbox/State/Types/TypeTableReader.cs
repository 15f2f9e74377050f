using Distribute.Contracts.Isolates;
using Distribute.Sandbox.State.Graph;
using Distribute.Sandbox.State.Plans;
using MessagePack;

namespace Distribute.Sandbox.State.Types;

/// <summary>The types that a snapshot names, found here. Nothing outside it is ever created.</summary>
internal sealed class TypeTableReader
{
    /// <summary>Constructed types may nest this deep: deeper ones would exhaust the runtime's own type loader.</summary>
    private const int MaxDepth = 64;

    private readonly Type[] _types;
    private readonly ulong[] _shapes;
    private readonly int[] _depths;
    private readonly ObjectPlan?[] _plans;

    public TypeTableReader(ReadOnlyMemory<byte> section, ITypeNames names)
    {
        var reader = new ContentReader(section);
        var count = reader.ReadInt32();
        if (count < 1 || count > section.Length) throw Faults.Damaged("its type table is broken");
        (_types, _shapes, _depths, _plans) = (new Type[count], new ulong[count], new int[count], new ObjectPlan?[count]);
        _types[TypeTableWriter.WellKnownIndex] = typeof(WellKnownPlan);
        _plans[TypeTableWriter.WellKnownIndex] = WellKnownPlan.Instance;
        for (var index = 1; index < count; index++)
        {
            _types[index] = ReadEntry(ref reader, index, names);
            _shapes[index] = reader.ReadUInt64();
        }

        if (!reader.End) throw Faults.Damaged("its type table is broken");
    }

    public Type this[int index] => _types[index];

    /// <summary>How objects of a type are read.</summary>
    /// <exception cref="IsolateException">The type is another one here.</exception>
    public ObjectPlan PlanOf(int index)
    {
        if (_plans[index] is { } known) return known;
        var plan = PlanCache.For(_types[index]);
        if (plan is RefusedPlan || plan.Type != _types[index]) throw Faults.Damaged($"it holds a {_types[index]}, which is never copied");
        if (plan.Shape != _shapes[index])
            throw new IsolateException($"The type {_types[index]} has other fields here than where the snapshot was taken: load the same version of its package, or run its cell again.");
        return _plans[index] = plan;
    }

    private Type ReadEntry(ref ContentReader reader, int index, ITypeNames names)
    {
        var form = (TypeForm)reader.ReadByte();
        var (image, name) = form == TypeForm.Definition ? (reader.ReadString(), reader.ReadString()) : (null, null);
        var parts = new int[reader.ReadArrayHeader()];
        for (var part = 0; part < parts.Length; part++) parts[part] = reader.ReadInt32();
        if (form == TypeForm.Definition) return names.Resolve(image, name ?? "");
        var inner = Inner(parts[0], index);
        switch (form)
        {
            case TypeForm.Vector: return inner.MakeArrayType();
            case TypeForm.Array when parts[1] is > 0 and <= 32: return inner.MakeArrayType(parts[1]);
            case TypeForm.Generic: return inner.MakeGenericType([.. parts.Skip(1).Select(part => Inner(part, index))]);
            default: throw Faults.Damaged("its type table is broken");
        }
    }

    private Type Inner(int part, int index)
    {
        if (part <= 0 || part >= index) throw Faults.Damaged("its type table is broken");
        _depths[index] = Math.Max(_depths[index], _depths[part] + 1);
        if (_depths[index] > MaxDepth) throw Faults.Damaged("its types nest too deep");
        return _types[part];
    }
}
