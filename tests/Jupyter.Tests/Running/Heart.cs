using Distribute.Jupyter.Messages;
using NetMQ;
using NetMQ.Sockets;

namespace Distribute.Jupyter.Tests.Running;

/// <summary>Listens to a kernel's heart.</summary>
internal static class Heart
{
    /// <summary>What the heartbeat says to a word.</summary>
    public static string? Beat(ConnectionFile connection, string word)
    {
        using var socket = new RequestSocket();
        socket.Options.Linger = TimeSpan.Zero;
        socket.Connect($"tcp://{connection.Ip}:{connection.HeartbeatPort}");
        socket.SendFrame(word);
        return socket.TryReceiveFrameString(Programs.Patience, out var answer) ? answer : null;
    }
}
