using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Distribute.Compiler;
using Distribute.Jupyter.Messages;
using Distribute.Jupyter.Tests.Running;
using Distribute.Sandbox.Sessions;

namespace Distribute.Jupyter.Tests.Protocol;

/// <summary>What a connection file must say.</summary>
public sealed class ConnectionFileTests
{
    private static JsonObject Right => new()
    {
        ["ip"] = "127.0.0.1", ["transport"] = "tcp", ["key"] = "k", ["signature_scheme"] = "hmac-sha256", ["kernel_name"] = "any",
        ["shell_port"] = 1, ["iopub_port"] = 2, ["stdin_port"] = 3, ["control_port"] = 4, ["hb_port"] = 65535,
    };

    [Fact]
    public void It_is_read_as_Jupyter_writes_it()
    {
        var file = ConnectionFile.Parse(Right.ToJsonString());

        Assert.Equal(("127.0.0.1", "k", 1, 2, 3, 4, 65535), (file.Ip, file.Key, file.ShellPort, file.IopubPort, file.StdinPort, file.ControlPort, file.HeartbeatPort));
    }

    [Theory]
    [InlineData("transport", "\"ipc\"", "transport 'ipc'")]
    [InlineData("signature_scheme", "\"hmac-md5\"", "hmac-sha256")]
    [InlineData("ip", "\"localhost\"", "no IP address")]
    [InlineData("ip", "null", "no ip")]
    [InlineData("shell_port", "0", "shell_port must be a port")]
    [InlineData("hb_port", "65536", "hb_port must be a port")]
    [InlineData("iopub_port", "\"5\"", "iopub_port must be a port")]
    public void What_cannot_be_used_is_named(string field, string value, string complaint)
    {
        var json = Right;
        json[field] = JsonNode.Parse(value);

        Assert.Contains(complaint, Assert.Throws<InvalidDataException>(() => ConnectionFile.Parse(json.ToJsonString())).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"ip\": 1, \"ip\": 2}")]
    [InlineData("{")]
    public void What_is_none_is_refused(string text) => Assert.Throws<InvalidDataException>(() => ConnectionFile.Parse(text));

    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        var connection = Ports.Connection();
        using var taken = new TcpListener(IPAddress.Loopback, connection.StdinPort);
        taken.Start();
        await using var session = Session.Open(new CSharpCellCompiler());

        var problem = Assert.Throws<IOException>(() => JupyterKernel.Start(connection, session));

        Assert.Contains($"port {connection.StdinPort}", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Old_signatures_are_forgotten_when_there_are_too_many()
    {
        var seen = new SeenSignatures();
        for (var i = 0; i <= SeenSignatures.Most; i++) Assert.True(seen.Add(Signature(i)));

        Assert.False(seen.Add(Signature(SeenSignatures.Most)));
        Assert.True(seen.Add(Signature(0)));

        static byte[] Signature(int i) => Encoding.ASCII.GetBytes($"{i:x64}");
    }
}
