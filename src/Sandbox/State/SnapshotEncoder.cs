using Distribute.Contracts.Runtime;
using Distribute.Contracts.State;

namespace Distribute.Sandbox.State;

/// <summary>Copies variables out of a rank as bytes. Thread safe as long as nobody changes the values meanwhile.</summary>
public static class SnapshotEncoder
{
    /// <summary>
    /// Encodes the variables as one graph: shared objects stay shared and cycles close. Slots without a value are left out;
    /// a variable that cannot be copied is refused by name and the others are copied.
    /// </summary>
    /// <exception cref="Contracts.Isolates.IsolateException">The snapshot would be larger than 2 GB.</exception>
    public static StateSnapshot Encode(IReadOnlyList<Slot> slots, ITypeNames names) => throw new InvalidOperationException();

    /// <summary>
    /// Splits a one-dimensional array or a list over a number of parts: contiguous blocks in order, the first
    /// (length mod parts) one longer. An array gives arrays, a list gives lists of its own type.
    /// </summary>
    /// <param name="slot">The variable.</param>
    /// <param name="parts">How many parts, at least 1.</param>
    /// <param name="names">Names types.</param>
    /// <exception cref="Contracts.Isolates.IsolateException">The variable has no value, is neither array nor list, or holds something that cannot be copied.</exception>
    public static IReadOnlyList<StateSnapshot> EncodeParts(Slot slot, int parts, ITypeNames names) => throw new InvalidOperationException();
}
