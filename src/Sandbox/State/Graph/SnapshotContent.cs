namespace Distribute.Sandbox.State.Graph;

/// <summary>What a decoder reads: sections of MessagePack, and blocks of plain data. Immutable; thread safe.</summary>
/// <param name="sections">The seven sections, in the order of the properties.</param>
internal abstract class SnapshotContent(IReadOnlyList<ReadOnlyMemory<byte>> sections)
{
    /// <summary>How many sections there are.</summary>
    public const int SectionCount = 7;

    public ReadOnlyMemory<byte> Types => sections[0];

    public ReadOnlyMemory<byte> Headers => sections[1];

    public ReadOnlyMemory<byte> Leaves => sections[2];

    public ReadOnlyMemory<byte> Bodies => sections[3];

    public ReadOnlyMemory<byte> Rebuilds => sections[4];

    public ReadOnlyMemory<byte> Order => sections[5];

    public ReadOnlyMemory<byte> Roots => sections[6];

    /// <summary>The sections in order.</summary>
    protected IReadOnlyList<ReadOnlyMemory<byte>> Sections => sections;

    /// <summary>All bytes: what lengths inside may claim together.</summary>
    public abstract long Size { get; }

    public abstract int BlockCount { get; }

    /// <summary>Copies a block to where it belongs.</summary>
    public abstract void CopyBlock(int index, Span<byte> target);
}
