using Distribute.Jupyter.Messages;
using Distribute.Jupyter.Network;
using Distribute.Jupyter.Requests;
using Distribute.Magic.Assistance;
using Distribute.Sandbox.Sessions;

namespace Distribute.Jupyter;

/// <summary>
/// A kernel: answers front ends that speak Jupyter's messaging protocol 5.4, and runs their cells on a session. Lives
/// from <see cref="Start"/> until it is disposed. Thread safe.
/// </summary>
public sealed class JupyterKernel : IAsyncDisposable
{
    private readonly KernelSockets _sockets;
    private readonly MessageCodec _codec;
    private readonly Interrupts _interrupts;
    private readonly Questions _questions;
    private readonly ShellLoop _shell;
    private readonly ControlLoop _control;
    private readonly KernelLog _log;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource<bool> _shutdown = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _answering = Task.CompletedTask;

    private JupyterKernel(ConnectionFile connection, Session session, KernelOptions options)
    {
        _log = new KernelLog(options.Log ?? Console.Error);
        _codec = new MessageCodec(new MessageSigner(connection.Key));
        _sockets = new KernelSockets(connection, Received);
        var outbox = new Outbox(_sockets, _codec);
        var history = new HistoryLog();
        _interrupts = new Interrupts(options.Time);
        _questions = new Questions(outbox);
        var execute = new ExecuteHandler(session, options, outbox, _questions, _interrupts, history);
        _shell = new ShellLoop(_sockets, outbox, execute, new AssistHandler(new CellAssistance(session, options.Dispatch.MaxRanks)), history, new Comms(outbox, _log), _log, ShutDown);
        _control = new ControlLoop(outbox, _interrupts, _log, ShutDown);
        outbox.Status(null, "starting");
    }

    /// <summary>Binds the ports and begins to answer.</summary>
    /// <param name="connection">Where, and how to sign.</param>
    /// <param name="session">Runs the cells; not owned.</param>
    /// <param name="options">How the kernel works; null for the defaults.</param>
    /// <exception cref="IOException">A port cannot be bound.</exception>
    public static JupyterKernel Start(ConnectionFile connection, Session session, KernelOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(session);
        var kernel = new JupyterKernel(connection, session, options ?? new KernelOptions());
        kernel._answering = Task.Run(() => kernel._shell.RunAsync(kernel._stop.Token));
        kernel._control.Start();
        kernel._sockets.Start();
        return kernel;
    }

    /// <summary>Completes when a front end asked the kernel to end; true when it is to be started again.</summary>
    public Task<bool> WhenShutDown => _shutdown.Task;

    /// <summary>Presses the stop button: the running cell is stopped; again within two seconds, it is waited for no longer.</summary>
    public void Interrupt() => _interrupts.Press();

    /// <summary>Waits until all that kernels of this process sent has left it, at most a second. To be called once, after they were disposed, at the process's end.</summary>
    public static void Flush() => KernelSockets.Flush();

    /// <summary>Stops the running cell, tells front ends what is left to tell, and closes the ports.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested) return;
        await _stop.CancelAsync().ConfigureAwait(false);
        _interrupts.End();
        try
        {
            await _answering.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // That is how it ends.
        }

        _control.Dispose();
        _sockets.Dispose();
    }

    private void ShutDown(bool restart) => _shutdown.TrySetResult(restart);

    // On the sockets' thread: hands over and returns.
    private void Received(KernelChannel channel, List<byte[]> frames)
    {
        try
        {
            Take(channel, frames);
        }
        catch (Exception fault)
        {
            // A message that finds a fault of ours must not end the thread that hears all others.
            _log.Write($"fault while taking a message on the {channel.ToString().ToLowerInvariant()} channel: {fault}");
        }
    }

    private void Take(KernelChannel channel, List<byte[]> frames)
    {
        var (message, problem) = _codec.Decode(frames);
        if (message is null)
        {
            _log.Write($"a message on the {channel.ToString().ToLowerInvariant()} channel was dropped: {problem}");
            return;
        }

        switch (channel)
        {
            case KernelChannel.Shell:
                _shell.Add(message);
                break;
            case KernelChannel.Control:
                _control.Add(message);
                break;
            default:
                if (message.Type == "input_reply") _questions.Answered(message);
                else _log.Write($"a message of type '{message.Type}' on the stdin channel is not known and not answered");
                break;
        }
    }
}
