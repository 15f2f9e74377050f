using System.Text;
using System.Text.Json.Nodes;
using Distribute.Jupyter.Messages;
using Distribute.Jupyter.Tests.Running;
using NetMQ;

namespace Distribute.Jupyter.Tests.Protocol;

/// <summary>Ten thousand messages that no front end would send. The kernel outlives them with its variables.</summary>
public sealed class FuzzTests(TestKernel kernel) : IClassFixture<TestKernel>
{
    private const int Messages = 10_000;

    private const string HalfLetter = "half-a-letter";

    private static readonly string[] Types =
    [
        "execute_request", "kernel_info_request", "is_complete_request", "complete_request", "inspect_request", "history_request", "comm_open",
        "comm_msg", "comm_close", "comm_info_request", "interrupt_request", "debug_request", "input_reply", "no_such_request", "", "\u0000", "shutdown_reply",
    ];

    private static readonly string[] Fields =
        ["code", "cursor_pos", "silent", "store_history", "user_expressions", "detail_level", "n", "hist_access_type", "pattern", "session", "comm_id", "target_name", "value", "seq", "x"];

    [Theory]
    [InlineData(1)]
    [InlineData(20261122)]
    public void The_kernel_outlives_what_no_front_end_would_send(int seed)
    {
        var random = new Random(seed);
        var client = kernel.Client;
        client.Run("var alive = 41;");
        var signer = new MessageSigner(kernel.Connection.Key);
        for (var sent = 0; sent < Messages / 2; sent++)
        {
            var channel = random.Next(3) switch { 0 => client.Shell, 1 => client.Control, _ => client.Stdin };
            channel.SendMultipartBytes(Frames(random, signer));
            if (sent % 100 == 0) Assert.Equal("beat", Heart.Beat(kernel.Connection, "beat"));
        }

        // An interrupt or a failure among all that must not reach the cell that asks.
        client.Reply(client.Control, client.Send(client.Control, "kernel_info_request"));
        client.Reply(client.Shell, client.Send(client.Shell, "kernel_info_request"));
        Assert.Equal("42", (string?)client.Run("alive + 1").Published.Single(told => told.Type == "execute_result").Content["data"]!["text/plain"]);
    }

    /// <summary>A message with one thing wrong, or right all around with content that nobody sends.</summary>
    private static List<byte[]> Frames(Random random, MessageSigner signer)
    {
        var header = Bytes(new JsonObject { ["msg_id"] = Guid.NewGuid().ToString(), ["msg_type"] = Types[random.Next(Types.Length)], ["session"] = "fuzz" });
        byte[][] parts = [header, Bytes([]), Bytes([]), Bytes(Content(random))];
        var wrong = random.Next(8);
        if (wrong == 0) parts[random.Next(4)] = Garbage(random);
        if (wrong == 1) parts[random.Next(4)] = Encoding.UTF8.GetBytes(random.Next(2) == 0 ? "[1,2" : new string('[', 10_000));
        List<byte[]> frames = ["<IDS|MSG>"u8.ToArray(), signer.Sign(parts), .. parts];
        if (wrong == 2) frames[1] = Garbage(random);
        if (wrong == 3) frames.RemoveRange(random.Next(1, frames.Count), 1);
        if (wrong == 4) frames = [.. Enumerable.Range(0, random.Next(1, 30)).Select(_ => Garbage(random))];
        if (wrong == 5) frames.InsertRange(0, Enumerable.Range(0, random.Next(1, 40)).Select(_ => Garbage(random)));
        return frames;
    }

    private static JsonObject Content(Random random)
    {
        var content = new JsonObject();
        foreach (var field in Fields.Where(_ => random.Next(3) > 0)) content[field] = Value(random);
        return content;
    }

    private static JsonNode? Value(Random random) => random.Next(9) switch
    {
        0 => null,
        1 => JsonValue.Create(random.Next(-2, 100)),
        2 => JsonValue.Create(double.MaxValue),
        3 => JsonValue.Create(random.Next(2) == 0),
        4 => new JsonArray(1, "two", null),
        5 => new JsonObject { ["a"] = 1, ["b"] = new JsonObject() },
        6 => JsonValue.Create(HalfLetter),
        7 => JsonValue.Create("range"),
        _ => JsonValue.Create("#!no\n\"unfinished \U0001F600"),
    };

    private static byte[] Garbage(Random random)
    {
        var bytes = new byte[random.Next(64)];
        random.NextBytes(bytes);
        return bytes;
    }

    // JSON can name half of a surrogate pair, which is no text; no writer of JSON writes it.
    private static byte[] Bytes(JsonObject json) => Encoding.UTF8.GetBytes(json.ToJsonString().Replace(HalfLetter, "\\ud800", StringComparison.Ordinal));
}
