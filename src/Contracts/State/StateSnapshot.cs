namespace Distribute.Contracts.State;

/// <summary>
/// Variables of one rank as bytes: one graph, so that shared objects stay shared and cycles close. Immutable.
/// Readable on every rank of the same session that has loaded the images it names.
/// </summary>
public sealed record StateSnapshot
{
    /// <summary>The encoded values.</summary>
    public required ReadOnlyMemory<byte> Bytes { get; init; }

    /// <summary>The variables inside.</summary>
    public required IReadOnlyList<SnapshotVariable> Variables { get; init; }

    /// <summary>The variables that could not be copied.</summary>
    public IReadOnlyList<RefusedVariable> Refused { get; init; } = [];

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
public sealed record VariableInfo(int SlotId, string Name, string Type, string Preview);
