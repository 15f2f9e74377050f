using System.Text.Json.Nodes;
using Distribute.Jupyter.Messages;
using NetMQ;
using NetMQ.Sockets;

namespace Distribute.Jupyter.Tests.Running;

/// <summary>A front end of the tests: sends what it is told to and reads what comes, in order. Used by one thread.</summary>
internal sealed class Client : IDisposable
{
    private readonly DealerSocket _shell = new();
    private readonly DealerSocket _control = new();
    private readonly DealerSocket _stdin = new();
    private readonly SubscriberSocket _iopub = new();
    private readonly MessageCodec _codec;

    public Client(ConnectionFile connection)
    {
        _codec = new MessageCodec(new MessageSigner(connection.Key));
        var identity = Guid.NewGuid().ToByteArray();
        foreach (var socket in (DealerSocket[])[_shell, _control, _stdin])
        {
            socket.Options.Identity = identity;
            socket.Options.Linger = TimeSpan.Zero;
        }

        _iopub.Options.ReceiveHighWatermark = 0;
        _iopub.SubscribeToAnyTopic();
        _shell.Connect(Address(connection.ShellPort));
        _control.Connect(Address(connection.ControlPort));
        _stdin.Connect(Address(connection.StdinPort));
        _iopub.Connect(Address(connection.IopubPort));
        while (!IsSubscribed()) { }

        string Address(int port) => $"tcp://{connection.Ip}:{port}";
    }

    public NetMQSocket Shell => _shell;

    public NetMQSocket Control => _control;

    public NetMQSocket Stdin => _stdin;

    public MessageCodec Codec => _codec;

    /// <summary>Sends a message.</summary>
    /// <returns>Its id.</returns>
    public string Send(NetMQSocket socket, string type, JsonObject? content = null)
    {
        var (frames, id) = _codec.Encode([], type, content ?? [], null);
        socket.SendMultipartBytes(frames);
        return id;
    }

    public string Execute(string code, Action<JsonObject>? more = null)
    {
        var content = new JsonObject { ["code"] = code, ["allow_stdin"] = true };
        more?.Invoke(content);
        return Send(_shell, "execute_request", content);
    }

    /// <summary>The next message of a channel.</summary>
    public Told Receive(NetMQSocket socket)
    {
        List<byte[]> frames = [];
        if (!socket.TryReceiveMultipartBytes(Programs.Patience, ref frames)) throw new TimeoutException("No message came.");
        var (message, problem) = _codec.Decode(frames);
        Assert.True(message is not null, problem);
        return new Told(message!.Type, message.ParentId, message.Content);
    }

    /// <summary>The answer to a request; others are skipped.</summary>
    public JsonObject Reply(NetMQSocket socket, string id)
    {
        while (true)
        {
            var told = Receive(socket);
            if (told.Parent == id) return told.Content;
        }
    }

    /// <summary>The next thing published for a request that is so.</summary>
    public Told Published(string id, Func<Told, bool> wanted)
    {
        while (true)
        {
            var told = Receive(_iopub);
            if (told.Parent == id && wanted(told)) return told;
        }
    }

    /// <summary>All that is published for a request from now on, up to its end.</summary>
    public List<Told> PublishedUntilIdle(string id)
    {
        var all = new List<Told>();
        while (true)
        {
            var told = Receive(_iopub);
            if (told.Parent != id) continue;
            all.Add(told);
            if (told.IsIdle) return all;
        }
    }

    /// <summary>Runs a cell to its end.</summary>
    public (JsonObject Reply, List<Told> Published) Run(string code, Action<JsonObject>? more = null)
    {
        var id = Execute(code, more);
        return (Reply(_shell, id), PublishedUntilIdle(id));
    }

    public void Dispose()
    {
        foreach (var socket in (NetMQSocket[])[_shell, _control, _stdin, _iopub]) socket.Dispose();
    }

    // What is published before the subscription has arrived is lost, so asking goes on until something is heard.
    private bool IsSubscribed()
    {
        var id = Send(_shell, "kernel_info_request");
        Reply(_shell, id);
        List<byte[]> frames = [];
        if (!_iopub.TryReceiveMultipartBytes(TimeSpan.FromMilliseconds(100), ref frames)) return false;
        var again = Send(_shell, "kernel_info_request");
        Reply(_shell, again);
        PublishedUntilIdle(again);
        return true;
    }
}

/// <summary>What the kernel said.</summary>
internal sealed record Told(string Type, string? Parent, JsonObject Content)
{
    public bool IsIdle => Type == "status" && (string?)Content["execution_state"] == "idle";

    public string? Text => (string?)(Content["text"] ?? Content["data"]?["text/plain"]);
}
