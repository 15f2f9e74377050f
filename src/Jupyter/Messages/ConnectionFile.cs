using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Distribute.Jupyter.Messages;

/// <summary>Where a kernel listens and how it signs: what a front end writes down before it starts the kernel. Immutable.</summary>
public sealed record ConnectionFile
{
    /// <summary>The address to bind to, in digits; never a name.</summary>
    public required string Ip { get; init; }

    /// <summary>The port of requests, 1 to 65535.</summary>
    public required int ShellPort { get; init; }

    /// <summary>The port of what the kernel publishes.</summary>
    public required int IopubPort { get; init; }

    /// <summary>The port of questions to the person.</summary>
    public required int StdinPort { get; init; }

    /// <summary>The port of interrupts and shutdown.</summary>
    public required int ControlPort { get; init; }

    /// <summary>The port of the heartbeat.</summary>
    public required int HeartbeatPort { get; init; }

    /// <summary>The key of signatures; empty for none, which is only for a trusted machine.</summary>
    public required string Key { get; init; }

    /// <summary>Reads a connection file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">It is none, or asks for a transport or a signature that the kernel does not know.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static ConnectionFile Read(string path) => Parse(File.ReadAllText(path));

    /// <summary>Reads the text of a connection file.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="InvalidDataException">It is none, or asks for a transport or a signature that the kernel does not know.</exception>
    public static ConnectionFile Parse(string text)
    {
        JsonObject json;
        try
        {
            json = JsonNode.Parse(text, documentOptions: new() { AllowDuplicateProperties = false }) as JsonObject ?? throw Wrong("it is no JSON object");
        }
        catch (JsonException problem)
        {
            throw Wrong(problem.Message);
        }

        if (json.Text("transport") is { } transport && transport != "tcp") throw Wrong($"transport '{transport}' is not supported; the kernel speaks tcp");
        var key = json.Text("key") ?? "";
        if (key.Length > 0 && json.Text("signature_scheme") is { } scheme && scheme != "hmac-sha256")
            throw Wrong($"signature_scheme '{scheme}' is not supported; the kernel signs with hmac-sha256");
        var ip = json.Text("ip") ?? throw Wrong("it has no ip");
        if (!IPAddress.TryParse(ip, out _)) throw Wrong($"'{ip}' is no IP address");
        return new ConnectionFile
        {
            Ip = ip, Key = key, ShellPort = Port("shell_port"), IopubPort = Port("iopub_port"), StdinPort = Port("stdin_port"),
            ControlPort = Port("control_port"), HeartbeatPort = Port("hb_port"),
        };

        int Port(string name) => json.Number(name) is { } port and > 0 and <= IPEndPoint.MaxPort ? port : throw Wrong($"{name} must be a port, 1 to 65535");
    }

    private static InvalidDataException Wrong(string why) => new($"The connection file cannot be used: {why}.");
}
