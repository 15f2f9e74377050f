namespace Distribute.ProcessHost.Wire;

/// <summary>Named limits of the wire, with their reasons.</summary>
internal static class WireLimits
{
    /// <summary>Grows with every change of a frame's content; both ends must have the same.</summary>
    public const int Version = 3;

    /// <summary>A frame's length (4 bytes), kind (1) and number (4).</summary>
    public const int HeaderBytes = 9;

    /// <summary>Largest frame. Bulk values go through shared memory, so only a cell's own image or a huge display comes near.</summary>
    public const int MaxFrameBytes = 64 << 20;

    /// <summary>Largest frame before the handshake: a secret and a version.</summary>
    public const int MaxHandshakeBytes = 256;

    /// <summary>Values larger than this go through shared memory.</summary>
    public const int InlineBytes = 128 << 10;

    /// <summary>Images are sent in frames of about this size.</summary>
    public const int LoadBytes = 8 << 20;

    /// <summary>Each half of the one-time secret.</summary>
    public const int SecretBytes = 32;

    /// <summary>Inner exceptions within one another: the rank runtime tells at most 20.</summary>
    public const int MaxErrorDepth = 32;

    /// <summary>The exit code of a child that could not send any more.</summary>
    public const int DumbExitCode = 76;

    /// <summary>Most characters kept of what a process writes while nothing runs.</summary>
    public const int MaxEarlyWords = 64 * 1024;

    /// <summary>The descriptor on which the child finds its end of the channel.</summary>
    public const int ChannelDescriptor = 3;
}
