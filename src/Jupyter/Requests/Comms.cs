using System.Text.Json.Nodes;
using Distribute.Jupyter.Messages;
using Distribute.Jupyter.Network;

namespace Distribute.Jupyter.Requests;

/// <summary>Comms: ways for widgets to talk to the kernel. The kernel has no widgets, so it closes whatever is opened.</summary>
internal sealed class Comms(Outbox outbox, KernelLog log)
{
    /// <summary>The comms that are open: none, ever.</summary>
    public static JsonObject Info() => new() { ["status"] = "ok", ["comms"] = new JsonObject() };

    public void Opened(Message request)
    {
        log.Write($"comm_open: there is no target '{request.Content.Text("target_name")}' here; the comm is closed");
        Close(request);
    }

    /// <summary>Something was said on a comm that is not open: whoever says it is told.</summary>
    public void Said(Message request) => Close(request);

    private void Close(Message request)
    {
        if (request.Content.Text("comm_id") is { } id)
            outbox.Publish(request, "comm_close", new JsonObject { ["comm_id"] = id, ["data"] = new JsonObject() });
    }
}
