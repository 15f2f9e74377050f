using System.Globalization;
using Distribute.Jupyter.Messages;
using NetMQ;
using NetMQ.Sockets;

namespace Distribute.Jupyter.Network;

/// <summary>
/// The five sockets of a kernel, bound where the connection file says and nowhere else, and the one thread that touches them.
/// It does nothing that could keep it: whoever sends hands bytes over, whoever receives takes them and returns. So the
/// heartbeat and interrupts get through whatever cells do. Lives until it is disposed, which sends what waits.
/// </summary>
internal sealed class KernelSockets : IDisposable
{
    /// <summary>A larger message is refused with its connection: no cell is this long.</summary>
    private const long MaxMessageBytes = 64L << 20;

    /// <summary>How many messages are taken from one socket before the others have their turn.</summary>
    private const int Batch = 100;

    /// <summary>How long the last messages may take to leave.</summary>
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly NetMQPoller _poller;
    private readonly NetMQQueue<Action> _work;
    private readonly List<NetMQSocket> _sockets = [];
    private readonly Dictionary<KernelChannel, NetMQSocket> _channels = [];
    private readonly Action<KernelChannel, List<byte[]>> _received;
    private bool _ended;

    /// <summary>Binds the sockets; nothing is received before <see cref="Start"/>.</summary>
    /// <param name="where">Where to.</param>
    /// <param name="received">Takes each message, on the sockets' own thread.</param>
    /// <exception cref="IOException">A port cannot be bound.</exception>
    public KernelSockets(ConnectionFile where, Action<KernelChannel, List<byte[]>> received)
    {
        _received = received;
        // Before anything of NetMQ, which opens sockets for itself.
        using var held = new HeldPorts(where);
        (_poller, _work) = ([], new NetMQQueue<Action>());
        try
        {
            Listen(KernelChannel.Shell, Bind(new RouterSocket(), where.Ip, where.ShellPort));
            Listen(KernelChannel.Control, Bind(new RouterSocket(), where.Ip, where.ControlPort));
            Listen(KernelChannel.Stdin, Bind(new RouterSocket(), where.Ip, where.StdinPort));
            _channels[KernelChannel.Iopub] = Bind(new PublisherSocket(), where.Ip, where.IopubPort);
            var heartbeat = Bind(new RouterSocket(), where.Ip, where.HeartbeatPort);
            heartbeat.ReceiveReady += (_, _) => Take(heartbeat, frames => heartbeat.TrySendMultipartBytes(frames));
            _poller.Add(heartbeat);
        }
        catch
        {
            Dispose();
            throw;
        }

        _work.ReceiveReady += (_, _) =>
        {
            while (_work.TryDequeue(out var work, TimeSpan.Zero)) work();
        };
        _poller.Add(_work);
    }

    /// <summary>Begins to receive.</summary>
    public void Start() => _poller.RunAsync("distribute-jupyter", isBackgroundThread: true);

    /// <summary>Hands a message over; messages of one channel leave in the order of the calls. Any thread; returns at once.</summary>
    /// <remarks>After the end it does nothing: no one is there to hear.</remarks>
    public void Send(KernelChannel channel, IReadOnlyList<byte[]> frames) => Post(() => _channels[channel].TrySendMultipartBytes(frames));

    /// <summary>Completes when all requests that have arrived were handed to the receiver. Not on the sockets' own thread.</summary>
    public Task ReceiveAllAsync()
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var posted = Post(() =>
        {
            Take(_channels[KernelChannel.Shell], frames => _received(KernelChannel.Shell, frames));
            done.SetResult();
        });
        return posted ? done.Task : Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_poller.IsRunning)
        {
            var sent = new ManualResetEventSlim();
            Post(sent.Set);
            sent.Wait(Linger);
            lock (_gate) _ended = true;
            _poller.Stop();
        }

        foreach (var socket in _sockets) socket.Dispose();
        _poller.Dispose();
        _work.Dispose();
    }

    /// <summary>Waits until what was sent before <see cref="Dispose"/> has left the process, at most a second. For the end of the process.</summary>
    public static void Flush() => NetMQConfig.Cleanup(block: true);

    private bool Post(Action work)
    {
        lock (_gate)
        {
            if (_ended) return false;
            _work.Enqueue(work);
            return true;
        }
    }

    private NetMQSocket Bind(NetMQSocket socket, string ip, int port)
    {
        _sockets.Add(socket);
        socket.Options.Linger = Linger;
        // What a cell says is bounded by its limit, and none of it may be lost.
        socket.Options.SendHighWatermark = 0;
        socket.Options.MaxMsgSize = MaxMessageBytes;
        // A front end that comes back with its old address gets its messages again.
        if (socket is RouterSocket router) router.Options.RouterHandover = true;
        var host = ip.Contains(':', StringComparison.Ordinal) ? $"[{ip}]" : ip;
        try
        {
            socket.Bind(string.Create(CultureInfo.InvariantCulture, $"tcp://{host}:{port}"));
        }
        catch (NetMQException problem)
        {
            throw new IOException($"The kernel cannot listen on {host}:{port}: {problem.Message}", problem);
        }

        return socket;
    }

    private void Listen(KernelChannel channel, NetMQSocket socket)
    {
        _channels[channel] = socket;
        socket.ReceiveReady += (_, _) => Take(socket, frames => _received(channel, frames));
        _poller.Add(socket);
    }

    private static void Take(NetMQSocket socket, Action<List<byte[]>> received)
    {
        for (var taken = 0; taken < Batch; taken++)
        {
            List<byte[]> frames = [];
            if (!socket.TryReceiveMultipartBytes(TimeSpan.Zero, ref frames)) return;
            received(frames);
        }
    }
}
