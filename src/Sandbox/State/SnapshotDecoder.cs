using Distribute.Contracts.State;

namespace Distribute.Sandbox.State;

/// <summary>Reads what <see cref="SnapshotEncoder"/> wrote. Thread safe: one snapshot may be decoded on many ranks at once.</summary>
public static class SnapshotDecoder
{
    /// <summary>Decodes all variables, or none: fresh objects that share nothing with the source or with another decoding.</summary>
    /// <exception cref="Contracts.Isolates.IsolateException">The bytes are damaged, or a type is missing or different here.</exception>
    public static IReadOnlyList<(SnapshotVariable Variable, object? Value)> Decode(StateSnapshot snapshot, ITypeNames names) => throw new InvalidOperationException();
}
