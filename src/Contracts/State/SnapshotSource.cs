namespace Distribute.Contracts.State;

/// <summary>
/// A snapshot that is not bytes yet: large arrays are still those of the rank. A place in the same process reads it as it
/// is; anything else asks for the bytes. Good until the rank runs its next cell.
/// </summary>
/// <remarks>Implementations are thread safe as long as nobody changes the values meanwhile.</remarks>
public abstract class SnapshotSource
{
    /// <summary>How many bytes it is as bytes.</summary>
    public abstract long Size { get; }

    /// <summary>The same as bytes, which depend on nothing any more.</summary>
    /// <exception cref="Isolates.IsolateException">They would be more than 2 GB.</exception>
    public abstract ReadOnlyMemory<byte> ToBytes();

    /// <summary>Writes the same bytes where the caller wants them.</summary>
    /// <param name="room">Gives room for them; called once.</param>
    /// <exception cref="Isolates.IsolateException">They would be more than 2 GB.</exception>
    public abstract void Write(SnapshotRoom room);
}

/// <summary>Gives room for a snapshot's bytes.</summary>
/// <param name="length">How many bytes.</param>
/// <returns>Exactly so many, which may hold anything.</returns>
public delegate Span<byte> SnapshotRoom(int length);
