using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Distribute.Jupyter.Messages;

namespace Distribute.Jupyter.Network;

/// <summary>
/// Holds the kernel's ports until its sockets are bound. NetMQ connects to itself on ports that the system chooses, and the
/// system might choose one of these: one start in some hundreds would fail. A held port is not chosen, and can still be bound by name.
/// </summary>
internal sealed class HeldPorts : IDisposable
{
    private readonly List<Socket> _sockets = [];

    /// <summary>Holds them.</summary>
    /// <exception cref="IOException">One of them is taken, or the address is none of this machine's.</exception>
    public HeldPorts(ConnectionFile where)
    {
        var address = IPAddress.Parse(where.Ip);
        foreach (var port in (int[])[where.ShellPort, where.IopubPort, where.StdinPort, where.ControlPort, where.HeartbeatPort])
        {
            // The option lets another socket bind it as long as this one does not listen.
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            _sockets.Add(socket);
            try
            {
                socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
                socket.Bind(new IPEndPoint(address, port));
            }
            catch (SocketException problem)
            {
                Dispose();
                throw new IOException(string.Create(CultureInfo.InvariantCulture, $"The kernel cannot listen on {where.Ip}, port {port}: {problem.Message}"), problem);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var socket in _sockets) socket.Dispose();
    }
}
