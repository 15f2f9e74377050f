using System.Runtime.InteropServices;
using Distribute.ProcessHost.Wire;

namespace Distribute.ProcessHost.Worker;

/// <summary>This end of the channel. Frames are taken by the thread that leads (<see cref="Leadership"/>) and sent by any.</summary>
internal sealed class Channel
{
    // How often it is looked whether the code of a run that is being loaded has begun.
    private const int StartLookMilliseconds = 2;

    private readonly FrameInput _input = new();
    private readonly Lock _order = new();
    private readonly FrameOutput _output = new(WireLimits.ChannelDescriptor);
    private int _start;

    /// <summary>Waits for the next frame.</summary>
    /// <returns>False when the parent is gone.</returns>
    public bool TryReceive(out Frame frame)
    {
        while (!_input.TryTake(out frame))
        {
            // Only a run that takes longer than a moment goes on while somebody listens.
            do TellStarted();
            while (Volatile.Read(ref _start) != Start.Told && !OwnProcess.IsReadable(WireLimits.ChannelDescriptor, StartLookMilliseconds));
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
        // Taken and sent in one: else the main thread could tell of a begin after another has told of the end.
        lock (_order)
        {
            if (!(TakeStarted() ? _output.Send(FrameKind.Started, frame) : _output.Send(frame))) OwnProcess.EndDumb();
        }
    }

    /// <summary>
    /// Has the next frame say first that the cell's code begins. A run that ends within a moment tells its begin and its
    /// end at once; of a longer one the thread that listens meanwhile tells.
    /// </summary>
    public void OweStarted() => Volatile.Write(ref _start, Start.Owed);

    /// <summary>A run was asked for: it is about to begin.</summary>
    public void ExpectStart() => Volatile.Write(ref _start, Start.Expected);

    /// <summary>It does not begin after all.</summary>
    public void ForgetStart() => Volatile.Write(ref _start, Start.Told);

    private bool TakeStarted() => Interlocked.CompareExchange(ref _start, Start.Told, Start.Owed) == Start.Owed;

    private void TellStarted()
    {
        if (Volatile.Read(ref _start) != Start.Owed) return;
        lock (_order)
        {
            if (TakeStarted() && !_output.Send(new FrameBuffer(FrameKind.Started, 0))) OwnProcess.EndDumb();
        }
    }

    private static class Start
    {
        public const int Told = 0;
        public const int Expected = 1;
        public const int Owed = 2;
    }
}
