using System.Text.Json.Nodes;
using System.Threading.Channels;
using Distribute.Jupyter.Messages;
using Distribute.Jupyter.Network;

namespace Distribute.Jupyter.Requests;

/// <summary>Answers the requests of the shell channel, one after another in the order in which they came.</summary>
internal sealed class ShellLoop(
    KernelSockets sockets, Outbox outbox, ExecuteHandler execute, AssistHandler assist, HistoryLog history, Comms comms, KernelLog log, Action<bool> shutdown)
{
    private readonly Channel<Message> _requests = Channel.CreateUnbounded<Message>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Queue<Message> _failing = new();

    /// <summary>Adds a request. Any thread; returns at once.</summary>
    public void Add(Message request) => _requests.Writer.TryWrite(request);

    /// <summary>Answers until it is stopped.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        await foreach (var request in _requests.Reader.ReadAllAsync(stop).ConfigureAwait(false))
        {
            await HandleAsync(request, stop).ConfigureAwait(false);
            while (_failing.TryDequeue(out var waiting)) await HandleAsync(waiting, stop, fails: true).ConfigureAwait(false);
        }
    }

    private async Task HandleAsync(Message request, CancellationToken stop, bool fails = false)
    {
        outbox.Status(request, "busy");
        try
        {
            if (fails && request.Type == ExecuteRequest.Type) Reply(request, execute.Aborted());
            else await AnswerAsync(request, stop).ConfigureAwait(false);
        }
        catch (Exception fault) when (!stop.IsCancellationRequested)
        {
            // A request that no one answers leaves a front end waiting; a kernel that dies takes the variables along.
            log.Write($"fault while answering {request.Type}: {fault}");
            Reply(request, Replies.Error(fault));
        }
        finally
        {
            outbox.Status(request, "idle");
        }
    }

    private async Task ExecuteAsync(Message request)
    {
        var (reply, othersFail) = await execute.RunAsync(request).ConfigureAwait(false);
        if (othersFail)
        {
            // Those that were sent before anyone could know; what comes after the answer runs again.
            await sockets.ReceiveAllAsync().ConfigureAwait(false);
            while (_requests.Reader.TryRead(out var waiting)) _failing.Enqueue(waiting);
        }

        Reply(request, reply);
    }

    private async Task AnswerAsync(Message request, CancellationToken stop)
    {
        switch (request.Type)
        {
            case ExecuteRequest.Type:
                await ExecuteAsync(request).ConfigureAwait(false);
                break;
            case "kernel_info_request":
                Reply(request, KernelInfo.Reply());
                break;
            case "is_complete_request":
                Reply(request, assist.IsComplete(request.Content));
                break;
            case "complete_request":
                Reply(request, await assist.CompleteAsync(request.Content, stop).ConfigureAwait(false));
                break;
            case "inspect_request":
                Reply(request, await assist.InspectAsync(request.Content, stop).ConfigureAwait(false));
                break;
            case "history_request":
                Reply(request, new JsonObject { ["status"] = "ok", ["history"] = history.Find(request.Content) });
                break;
            case "comm_info_request":
                Reply(request, Comms.Info());
                break;
            case "comm_open":
                comms.Opened(request);
                break;
            case "comm_msg":
                comms.Said(request);
                break;
            case "comm_close":
                break;
            case "shutdown_request":
                // Where it was sent before there was a control channel.
                shutdown(Replies.Shutdown(outbox, KernelChannel.Shell, request));
                break;
            default:
                log.Write($"a message of type '{request.Type}' on the shell channel is not known and not answered");
                break;
        }
    }

    private void Reply(Message request, JsonObject content) => outbox.Reply(KernelChannel.Shell, request, Replies.TypeOf(request), content);
}
