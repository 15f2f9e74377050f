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

    /// <summary>Holds the arrays where they are in this process's memory, for another process that may read it.</summary>
    /// <returns>Null where there are too many of them, or none.</returns>
    public virtual LentMemory? Hold() => null;
}

/// <summary>A snapshot whose large arrays are held in place: an opening, and stretches of this process's memory. They may move when it is disposed.</summary>
/// <param name="opening">All but the arrays.</param>
/// <param name="addresses">Where each array's bytes begin, in the order of the opening, which tells their lengths.</param>
/// <param name="release">Lets the arrays go. Called once.</param>
public sealed class LentMemory(ReadOnlyMemory<byte> opening, IReadOnlyList<long> addresses, Action release) : IDisposable
{
    private Action? _release = release;

    /// <summary>All but the arrays.</summary>
    public ReadOnlyMemory<byte> Opening { get; } = opening;

    /// <summary>Where each array's bytes begin.</summary>
    public IReadOnlyList<long> Addresses { get; } = addresses;

    /// <inheritdoc/>
    public void Dispose() => Interlocked.Exchange(ref _release, null)?.Invoke();
}

/// <summary>Reads bytes of an array that is lent by another process.</summary>
/// <param name="block">Which, in the order of the opening.</param>
/// <param name="offset">The first byte.</param>
/// <param name="target">Where they go; all of it is filled.</param>
public delegate void LentBytes(int block, int offset, Span<byte> target);

/// <summary>Takes a piece of a snapshot's bytes.</summary>
/// <param name="offset">Where it stands among all bytes.</param>
/// <param name="bytes">Good during the call.</param>
public delegate void SnapshotPiece(long offset, ReadOnlySpan<byte> bytes);
