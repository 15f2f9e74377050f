using MessagePack;

namespace Distribute.ProcessHost.Wire;

/// <summary>A frame that arrived.</summary>
/// <param name="Kind">What it says.</param>
/// <param name="Id">Its number.</param>
/// <param name="Payload">MessagePack values; good until more is received.</param>
internal readonly record struct Frame(FrameKind Kind, int Id, ReadOnlyMemory<byte> Payload)
{
    /// <summary>Reads the payload.</summary>
    public FrameReader Read() => new(Payload.Span);
}
