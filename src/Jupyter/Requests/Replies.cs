using System.Text.Json.Nodes;
using Distribute.Jupyter.Messages;
using Distribute.Jupyter.Network;
using Distribute.Jupyter.Showing;

namespace Distribute.Jupyter.Requests;

/// <summary>Replies that several channels give.</summary>
internal static class Replies
{
    /// <summary><c>x_reply</c> for <c>x_request</c>.</summary>
    public static string TypeOf(Message request)
    {
        const string asked = "_request";
        return request.Type.EndsWith(asked, StringComparison.Ordinal) ? request.Type[..^asked.Length] + "_reply" : request.Type + "_reply";
    }

    /// <summary>The answer to a request that the kernel failed to answer.</summary>
    public static JsonObject Error(Exception fault)
    {
        var reply = CellErrors.OfFault(fault).ToJson();
        reply["status"] = "error";
        return reply;
    }

    /// <summary>Answers a shutdown, and tells all other front ends of it.</summary>
    /// <returns>Whether the kernel is to be started again.</returns>
    public static bool Shutdown(Outbox outbox, KernelChannel channel, Message request)
    {
        var restart = request.Content.Flag("restart") ?? false;
        outbox.Reply(channel, request, "shutdown_reply", new JsonObject { ["status"] = "ok", ["restart"] = restart });
        outbox.Publish(request, "shutdown_reply", new JsonObject { ["status"] = "ok", ["restart"] = restart });
        return restart;
    }
}
