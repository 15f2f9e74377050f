using System.Text;
using System.Text.Json.Nodes;
using Distribute.Jupyter.Messages;

namespace Distribute.Jupyter.Network;

/// <summary>Sends replies, questions and what everyone is told. Thread safe; returns at once.</summary>
internal sealed class Outbox(KernelSockets sockets, MessageCodec codec)
{
    /// <summary>Answers a request on the channel where it came.</summary>
    public void Reply(KernelChannel channel, Message request, string type, JsonObject content) =>
        sockets.Send(channel, codec.Encode(request.Identities, type, content, request).Frames);

    /// <summary>Asks whoever sent a request.</summary>
    /// <returns>The question's id.</returns>
    public string Ask(Message request, string type, JsonObject content)
    {
        var (frames, id) = codec.Encode(request.Identities, type, content, request);
        sockets.Send(KernelChannel.Stdin, frames);
        return id;
    }

    /// <summary>Tells everyone.</summary>
    /// <param name="parent">The request that it belongs to; null for none.</param>
    public void Publish(Message? parent, string type, JsonObject content) =>
        sockets.Send(KernelChannel.Iopub, codec.Encode([Encoding.ASCII.GetBytes(type)], type, content, parent).Frames);

    /// <summary>Tells everyone what the kernel does: starting, busy, idle.</summary>
    public void Status(Message? parent, string state) => Publish(parent, "status", new JsonObject { ["execution_state"] = state });
}
