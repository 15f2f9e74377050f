using System.Runtime.InteropServices;
using Distribute.ProcessHost.Wire;

namespace Distribute.ProcessHost.Worker;

/// <summary>This end of the channel. Frames are taken by the main thread alone and sent by any.</summary>
internal sealed class Channel
{
    private readonly FrameInput _input = new();
    private readonly FrameOutput _output = new(WireLimits.ChannelDescriptor);

    /// <summary>Waits for the next frame.</summary>
    /// <returns>False when the parent is gone.</returns>
    public bool TryReceive(out Frame frame)
    {
        while (!_input.TryTake(out frame))
        {
            var count = Libc.Receive(WireLimits.ChannelDescriptor, _input.Space(), 0);
            if (count < 0 && Marshal.GetLastPInvokeError() == Libc.Interrupted) continue;
            if (count <= 0) return false;
            _input.Added((int)count);
        }

        return true;
    }

    /// <summary>From here on frames may be large.</summary>
    public void Open() => _input.MaxFrameBytes = WireLimits.MaxFrameBytes;

    /// <summary>Sends a frame. A process that cannot say anything any more ends: its parent would wait for ever.</summary>
    public void Send(FrameBuffer frame)
    {
        if (!_output.Send(frame)) OwnProcess.EndDumb();
    }
}
