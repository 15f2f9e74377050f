using System.Runtime.InteropServices;

namespace Distribute.ProcessHost.Wire;

/// <summary>Sends frames over a socket, one after another. Thread safe. Does not own the socket.</summary>
internal sealed class FrameOutput(int socket)
{
    private readonly Lock _gate = new();

    /// <summary>Sends a frame, waiting for room as long as it takes.</summary>
    /// <returns>False when the other end is gone.</returns>
    /// <exception cref="FrameException">The frame is larger than the other end would take.</exception>
    public bool Send(FrameBuffer frame)
    {
        var bytes = Checked(frame);
        lock (_gate) return Send(bytes);
    }

    /// <summary>Sends two frames with one call of the system, the first of them empty.</summary>
    /// <returns>False when the other end is gone.</returns>
    /// <exception cref="FrameException">The second is larger than the other end would take.</exception>
    public bool Send(FrameKind first, FrameBuffer second)
    {
        var bytes = Checked(second);
        var both = new byte[WireLimits.HeaderBytes + bytes.Length];
        new FrameBuffer(first, 0).Seal().CopyTo(both);
        bytes.CopyTo(both.AsSpan(WireLimits.HeaderBytes));
        lock (_gate) return Send(both);
    }

    /// <summary>Sends a frame unless another is under way.</summary>
    /// <returns>False when it was not sent.</returns>
    public bool TrySend(FrameBuffer frame)
    {
        var bytes = Checked(frame);
        if (!_gate.TryEnter()) return false;
        try
        {
            return Send(bytes);
        }
        finally
        {
            _gate.Exit();
        }
    }

    private static ReadOnlySpan<byte> Checked(FrameBuffer frame) => frame.Length <= WireLimits.MaxFrameBytes
        ? frame.Seal()
        : throw new FrameException($"a frame of {frame.Length} bytes, and one has at most {WireLimits.MaxFrameBytes}");

    private bool Send(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var sent = Libc.Send(socket, bytes);
            if (sent < 0 && Marshal.GetLastPInvokeError() == Libc.Interrupted) continue;
            if (sent <= 0) return false;
            bytes = bytes[(int)sent..];
        }

        return true;
    }
}
