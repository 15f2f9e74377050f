using System.Reflection;
using System.Runtime.Loader;
using Distribute.Contracts.Isolates;
using Distribute.Contracts.Runtime;
using Distribute.Contracts.State;
using Distribute.Sandbox.State;

namespace Distribute.Sandbox.Tests.State;

/// <summary>Copies values the way two ranks would.</summary>
internal static class Copying
{
    private static readonly RankInfo Rank = new() { Rank = 0, Pool = "default" };

    public static ReflectionNames Names { get; } = new(typeof(Copying).Assembly);

    public static Slot SlotOf<T>(string name, T value, int id = 1) => new Slot<T>(id, name, Rank) { Assign = value };

    public static Slot EmptySlot<T>(string name, int id = 1) => new Slot<T>(id, name, Rank);

    public static StateSnapshot Snapshot(params Slot[] slots) => SnapshotEncoder.Encode(slots, Names);

    public static T Copy<T>(T value)
    {
        var snapshot = Snapshot(SlotOf("value", value));
        Assert.Empty(snapshot.Refused);
        return (T)Assert.Single(SnapshotDecoder.Decode(snapshot, Names)).Value!;
    }

    public static RefusedVariable Refusal<T>(string name, T value)
    {
        var snapshot = Snapshot(SlotOf(name, value));
        Assert.Empty(snapshot.Variables);
        return Assert.Single(snapshot.Refused);
    }
}

/// <summary>Names types of one assembly as those of a cell image and all others by their assembly.</summary>
internal sealed class ReflectionNames(Assembly image) : ITypeNames
{
    public (string? Image, string Name) NameOf(Type type)
    {
        if (type.Assembly == image) return (image.GetName().Name, type.FullName!);
        return (null, $"{type.FullName}, {type.Assembly.GetName().Name}");
    }

    public Type Resolve(string? from, string name)
    {
        var type = from is null
            ? Type.GetType(name, throwOnError: false)
            : from == image.GetName().Name ? image.GetType(name) : null;
        return type ?? throw new IsolateException($"There is no type {name} here.");
    }
}
