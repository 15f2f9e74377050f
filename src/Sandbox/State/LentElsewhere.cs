using Distribute.Contracts.State;
using Distribute.Sandbox.State.Graph;

namespace Distribute.Sandbox.State;

/// <summary>A snapshot whose large arrays are still in another process, which holds them until this one has read them. Thread safe.</summary>
/// <param name="opening">What that process's <see cref="LentMemory.Opening"/> is.</param>
/// <param name="read">Reads its memory.</param>
public sealed class LentElsewhere(ReadOnlyMemory<byte> opening, LentBytes read) : SnapshotSource
{
    /// <summary>What a decoder reads.</summary>
    /// <exception cref="Contracts.Isolates.IsolateException">The opening is damaged.</exception>
    internal SnapshotFrame Content => field ??= SnapshotFrame.Open(opening, read);

    /// <inheritdoc/>
    public override long Size => Content.Size;

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> ToBytes() => Content.Fetch();

    /// <inheritdoc/>
    public override long Write(SnapshotPiece take, int threads = 1)
    {
        ArgumentNullException.ThrowIfNull(take);
        var bytes = ToBytes();
        take(0, bytes.Span);
        return bytes.Length;
    }
}
