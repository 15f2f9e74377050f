using System.Net;
using System.Net.Sockets;
using Distribute.Jupyter.Messages;

namespace Distribute.Jupyter.Tests.Running;

/// <summary>Makes connections to kernels of this machine.</summary>
internal static class Ports
{
    // Below the ports that the system gives to whoever asks for any.
    private const int Lowest = 10_000;
    private const int Highest = 30_000;

    /// <summary>Five free ports and a key.</summary>
    public static ConnectionFile Connection()
    {
        var ports = new HashSet<int>();
        while (ports.Count < 5)
        {
            var port = Random.Shared.Next(Lowest, Highest);
            if (IsFree(port)) ports.Add(port);
        }

        return Connection([.. ports]);
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static ConnectionFile Connection(int[] ports)
    {
        return new ConnectionFile
        {
            Ip = "127.0.0.1", Key = Guid.NewGuid().ToString(), ShellPort = ports[0], IopubPort = ports[1], StdinPort = ports[2], ControlPort = ports[3], HeartbeatPort = ports[4],
        };
    }
}
