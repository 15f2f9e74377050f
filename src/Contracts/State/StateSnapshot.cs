using System.Diagnostics.CodeAnalysis;

namespace Distribute.Contracts.State;

/// <summary>
/// Variables of one rank as bytes: one graph, so that shared objects stay shared and cycles close. Immutable, unless lent.
/// Readable on every rank of the same session that has loaded the images it names.
/// </summary>
public sealed record StateSnapshot
{
    private readonly ReadOnlyMemory<byte> _bytes;

    /// <summary>Creates one from bytes.</summary>
    public StateSnapshot() { }

    /// <summary>Creates one whose large arrays are lent.</summary>
    /// <param name="source">Good until its rank runs the next cell.</param>
    /// <param name="variables">The variables inside.</param>
    [SetsRequiredMembers]
    public StateSnapshot(SnapshotSource source, IReadOnlyList<SnapshotVariable> variables)
    {
        Source = source;
        Variables = variables;
    }

    /// <summary>The encoded values. Of a lent snapshot they are put together each time.</summary>
    /// <exception cref="Isolates.IsolateException">The snapshot is lent and would be more than 2 GB of bytes.</exception>
    public required ReadOnlyMemory<byte> Bytes
    {
        get => Source?.ToBytes() ?? _bytes;
        init => (_bytes, Source) = (value, null);
    }

    /// <summary>What a lent snapshot reads from; null when it is bytes.</summary>
    public SnapshotSource? Source { get; private init; }

    /// <summary>How many bytes it is.</summary>
    public long Size => Source?.Size ?? _bytes.Length;

    /// <summary>The variables inside.</summary>
    public required IReadOnlyList<SnapshotVariable> Variables { get; init; }

    /// <summary>The variables that could not be copied.</summary>
    public IReadOnlyList<RefusedVariable> Refused { get; init; } = [];

    /// <summary>Slots of variables that lead to a common object, a list for each such group; told where the snapshot was taken, and not on the way.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Together { get; init; } = [];

    /// <summary>Images whose types the values use.</summary>
    public IReadOnlyList<string> Images { get; init; } = [];
}

/// <summary>A variable in a snapshot.</summary>
/// <param name="SlotId">The slot it was read from and, unless mapped, is written to.</param>
/// <param name="Name">Its name.</param>
public sealed record SnapshotVariable(int SlotId, string Name);

/// <summary>A variable that could not be copied.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Path">The path to what cannot be copied, as C# would write it: <c>model.Inner[3].Stream</c>.</param>
/// <param name="Reason">Why, and what to do.</param>
public sealed record RefusedVariable(string Name, string Path, string Reason);

/// <summary>A variable on a rank.</summary>
/// <param name="SlotId">Its slot.</param>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its static type as the person would write it.</param>
/// <param name="Preview">The start of its text form, one line.</param>
public sealed record VariableInfo(int SlotId, string Name, string Type, string Preview)
{
    /// <summary>How many bytes a copy of it takes, all that it leads to included; null when it cannot be copied or was not measured.</summary>
    public long? Size { get; init; }

    /// <summary>Equal for equal values on two ranks of a session; null when it cannot be copied or was not measured.</summary>
    public ulong? Fingerprint { get; init; }
}
