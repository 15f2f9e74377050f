using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Distribute.Jupyter.Messages;
using Distribute.Jupyter.Network;

namespace Distribute.Jupyter.Requests;

/// <summary>
/// Answers interrupts and shutdown, whatever else goes on: on a thread of its own, because cells may keep every thread of
/// the pool busy.
/// </summary>
internal sealed class ControlLoop(Outbox outbox, Interrupts interrupts, KernelLog log, Action<bool> shutdown) : IDisposable
{
    private readonly BlockingCollection<Message> _requests = [];

    /// <summary>Adds a request. Any thread; returns at once.</summary>
    public void Add(Message request)
    {
        try
        {
            _requests.Add(request);
        }
        catch (InvalidOperationException) when (_requests.IsAddingCompleted)
        {
            // The kernel ends; who asks now sees that.
        }
    }

    /// <summary>Begins to answer.</summary>
    public void Start() => new Thread(Run) { IsBackground = true, Name = "distribute-control" }.Start();

    /// <inheritdoc/>
    public void Dispose() => _requests.CompleteAdding();

    private void Run()
    {
        foreach (var request in _requests.GetConsumingEnumerable())
        {
            outbox.Status(request, "busy");
            bool? end = null;
            try
            {
                end = Answer(request);
            }
            catch (Exception fault)
            {
                log.Write($"fault while answering {request.Type}: {fault}");
                outbox.Reply(KernelChannel.Control, request, Replies.TypeOf(request), Replies.Error(fault));
            }

            outbox.Status(request, "idle");
            if (end is { } restart) shutdown(restart);
        }
    }

    /// <returns>Whether to start again, for a request that ends the kernel; else null.</returns>
    private bool? Answer(Message request)
    {
        switch (request.Type)
        {
            case "interrupt_request":
                if (interrupts.Press()) log.Write("interrupted again: the running cell is waited for no longer");
                Reply(request, new JsonObject { ["status"] = "ok" });
                break;
            case "shutdown_request":
                return Replies.Shutdown(outbox, KernelChannel.Control, request);
            case "kernel_info_request":
                Reply(request, KernelInfo.Reply());
                break;
            case "debug_request":
                Reply(request, NoDebugger(request.Content));
                break;
            default:
                log.Write($"a message of type '{request.Type}' on the control channel is not known and not answered");
                break;
        }

        return null;
    }

    // A debug reply is one of the Debug Adapter Protocol.
    private static JsonObject NoDebugger(JsonObject request) => new()
    {
        ["type"] = "response",
        ["request_seq"] = request.Number("seq") ?? 0,
        ["success"] = false,
        ["command"] = request.Text("command") ?? "",
        ["message"] = "This kernel has no debugger.",
        ["body"] = new JsonObject(),
    };

    private void Reply(Message request, JsonObject content) => outbox.Reply(KernelChannel.Control, request, Replies.TypeOf(request), content);
}
