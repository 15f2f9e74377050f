using System.Runtime.InteropServices;
using System.Text;
using Distribute.Contracts.Isolates;
using Distribute.ProcessHost.Ending;
using Distribute.ProcessHost.Starting;
using Distribute.ProcessHost.Wire;
using MessagePack;

namespace Distribute.ProcessHost.Talking;

/// <summary>
/// The one thread that hears a child: its frames, what it writes to its standard streams, and its end. Runs from the start
/// of the child until nothing is left of it; owns its descriptors.
/// </summary>
internal sealed unsafe class Listener
{
    private const int Channel = 0;
    private const int Out = 1;
    private const int Error = 2;
    private const int Process = 3;
    private const int Files = 4;

    /// <summary>How long a process may live on after its channel has ended.</summary>
    private const int LingerMilliseconds = 1000;

    /// <summary>A process whose runtime breaks down does not come to the end of a run this long after it has said so.</summary>
    private const int BreakdownMilliseconds = 250;

    private readonly Child _child;
    private readonly int[] _files;
    private readonly FrameInput _input = new();
    private readonly byte[] _bytes = new byte[16 * 1024];
    private readonly char[] _chars = new char[16 * 1024 + 16];
    private readonly Decoder[] _decoders = [Encoding.UTF8.GetDecoder(), Encoding.UTF8.GetDecoder()];
    private readonly CrashText _crash = new();
    private readonly long _killsBefore = SystemMemory.Kills();
    private Farewell? _farewell;
    private long _crashSeen;

    private Listener(Child child, int socket, int output, int error)
    {
        _child = child;
        _files = [socket, output, error, Native.OpenProcess(child.ProcessId)];
        Native.NeverWait(output);
        Native.NeverWait(error);
    }

    /// <summary>Begins to listen.</summary>
    /// <param name="child">The child.</param>
    /// <param name="socket">This end of the channel.</param>
    /// <param name="output">Where its standard output is read.</param>
    /// <param name="error">Where its standard error is read.</param>
    public static void Start(Child child, int socket, int output, int error)
    {
        var listener = new Listener(child, socket, output, error);
        new Thread(listener.Run, 512 * 1024) { IsBackground = true, Name = $"rank process {child.ProcessId}" }.UnsafeStart();
    }

    private void Run()
    {
        try
        {
            Listen();
        }
        catch (Exception failed) when (failed is FrameException or OverflowException)
        {
            _child.Kill(new Death(DeathKind.ProtocolViolation, $"broke the protocol and was ended: {failed.Message}"));
        }

        var status = Reap();
        Drain();
        _child.Raw(OutputStream.Error, _crash.Rest());
        _child.Die(Autopsy.Of(_child.Cause, _farewell, _crash, status, SystemMemory.Kills() > _killsBefore));
        foreach (var file in _files)
            if (file >= 0) _ = Libc.Close(file);
        Remains.KillAll(_child.Token);
        Guardian.Remove(_child.ProcessId);
        _child.Leave();
    }

    private void Listen()
    {
        var polled = stackalloc Native.Polled[Files];
        for (var at = 0; at < Files; at++) polled[at] = new Native.Polled { File = _files[at], Wanted = Native.Readable };
        while (true)
        {
            if (Native.Poll(polled, Files, -1) < 0) continue;
            // First what it wrote, then what it says: text that came before an outcome belongs to that run.
            if ((polled[Out].Seen & Native.AnyEvent) != 0 && !Read(Out, OutputStream.Out)) polled[Out].File = -1;
            if ((polled[Error].Seen & Native.AnyEvent) != 0 && !Read(Error, OutputStream.Error)) polled[Error].File = -1;
            if ((polled[Channel].Seen & Native.AnyEvent) != 0 && !Receive()) return;
            if ((polled[Process].Seen & Native.AnyEvent) != 0)
            {
                while (Receive()) continue;
                return;
            }
        }
    }

    /// <returns>False when there is no more, now or ever.</returns>
    private bool Receive()
    {
        var count = Libc.Receive(_files[Channel], _input.Space(), Libc.DoNotWait);
        if (count < 0 && Marshal.GetLastPInvokeError() is Libc.Interrupted) return true;
        // Nothing now: an end that was seen otherwise, or a poll that was wrong.
        if (count < 0 && Marshal.GetLastPInvokeError() is Libc.NothingNow) return !HasEnded();
        if (count <= 0) return false;
        _input.Added((int)count);
        while (_input.TryTake(out var frame))
        {
            if (frame.Kind == FrameKind.Outcome && _crash.Kind is not null && Environment.TickCount64 - _crashSeen > BreakdownMilliseconds)
                _child.Raw(OutputStream.Error, _crash.Release());
            if (frame.Kind == FrameKind.Farewell) Hear(frame);
            else _child.Handle(frame);
            if (frame.Kind == FrameKind.Welcome) _input.MaxFrameBytes = WireLimits.MaxFrameBytes;
        }

        return true;
    }

    private bool HasEnded()
    {
        if (_files[Process] < 0) return false;
        var polled = new Native.Polled { File = _files[Process], Wanted = Native.Readable };
        return Native.Poll(&polled, 1, 0) > 0;
    }

    private void Hear(Frame frame)
    {
        var reader = frame.Read();
        _farewell = new Farewell(ValueCodec.ReadText(ref reader), reader.TryReadNil() ? null : reader.ReadInt32());
    }

    /// <returns>False when the stream has ended.</returns>
    private bool Read(int which, OutputStream stream)
    {
        while (true)
        {
            var count = Libc.Read(_files[which], _bytes);
            if (count < 0) return Marshal.GetLastPInvokeError() is Libc.NothingNow or Libc.Interrupted;
            if (count == 0) return false;
            var letters = _decoders[which - 1].GetChars(_bytes.AsSpan(0, (int)count), _chars, flush: false);
            var text = new string(_chars, 0, letters);
            var held = _crash.Kind is not null;
            _child.Raw(stream, which == Error ? _crash.Take(text) : text);
            if (!held && _crash.Kind is not null) _crashSeen = Environment.TickCount64;
            if (count < _bytes.Length) return true;
        }
    }

    private void Drain()
    {
        _ = Read(Out, OutputStream.Out);
        _ = Read(Error, OutputStream.Error);
    }

    private ExitStatus Reap()
    {
        var until = Environment.TickCount64 + LingerMilliseconds;
        while (true)
        {
            // Until it is reaped its number and its group's are nobody else's.
            if (HasEnded()) Remains.KillGroup(_child.ProcessId);
            if (_child.TryReap(out var status)) return status;
            if (Environment.TickCount64 > until) _child.Kill(new Death(DeathKind.LostConnection, "lost its connection and was ended"));
            Drain();
            Thread.Sleep(1);
        }
    }
}
