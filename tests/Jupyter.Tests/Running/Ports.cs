using System.Net;
using System.Net.Sockets;
using Distribute.Jupyter.Messages;

namespace Distribute.Jupyter.Tests.Running;

/// <summary>Makes connections to kernels of this machine.</summary>
internal static class Ports
{
    /// <summary>Five free ports and a key.</summary>
    public static ConnectionFile Connection()
    {
        var listeners = Enumerable.Range(0, 5).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
        foreach (var listener in listeners) listener.Start();
        var ports = listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port).ToArray();
        foreach (var listener in listeners) listener.Stop();
        return new ConnectionFile
        {
            Ip = "127.0.0.1", Key = Guid.NewGuid().ToString(), ShellPort = ports[0], IopubPort = ports[1], StdinPort = ports[2], ControlPort = ports[3], HeartbeatPort = ports[4],
        };
    }
}
