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

    /// <summary>Gives the same bytes out piece by piece, none of them twice and in no certain order.</summary>
    /// <param name="take">Takes a piece; several at once when there are several threads.</param>
    /// <param name="threads">On how many threads, from 1; more than one only where there is enough for them to do.</param>
    /// <returns>How many bytes there were.</returns>
    /// <exception cref="Isolates.IsolateException">They would be more than 2 GB.</exception>
    public abstract long Write(SnapshotPiece take, int threads = 1);
}

/// <summary>Takes a piece of a snapshot's bytes.</summary>
/// <param name="offset">Where it stands among all bytes.</param>
/// <param name="bytes">Good during the call.</param>
public delegate void SnapshotPiece(long offset, ReadOnlySpan<byte> bytes);
