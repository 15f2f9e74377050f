using System.Text.Json.Nodes;
using Distribute.Jupyter.Tests.Running;
using NetMQ;

namespace Distribute.Jupyter.Tests.Protocol;

/// <summary>Messages other than execute_request: what is answered, and what is dropped.</summary>
public sealed class MessageTests(TestKernel kernel) : IClassFixture<TestKernel>
{
    private Client Client => kernel.Client;

    [Fact]
    public void A_wrong_signature_is_dropped_and_told()
    {
        var frames = Client.Codec.Encode([], "execute_request", new JsonObject { ["code"] = "var forged = 1;" }, null).Frames.ToList();
        frames[1] = [.. frames[1].Select(digit => (byte)(digit == '0' ? '1' : '0'))];
        Client.Shell.SendMultipartBytes(frames);

        Assert.Equal("error", (string?)Client.Run("forged").Reply["status"]);
        Assert.Contains("shell channel was dropped: its signature is wrong", kernel.Log, StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_that_was_sent_before_is_dropped_and_told()
    {
        Client.Run("var ran = 0;");
        var (frames, id) = Client.Codec.Encode([], "execute_request", new JsonObject { ["code"] = "ran++;" }, null);
        Client.Shell.SendMultipartBytes(frames);
        Client.Shell.SendMultipartBytes(frames);

        Client.Reply(Client.Shell, id);

        Assert.Equal("1", (string?)Client.Run("ran").Published.Single(told => told.Type == "execute_result").Content["data"]!["text/plain"]);
        Assert.Contains("it was sent before", kernel.Log, StringComparison.Ordinal);
    }

    [Fact]
    public void The_kernel_says_what_it_is()
    {
        var info = Client.Reply(Client.Shell, Client.Send(Client.Shell, "kernel_info_request"));

        Assert.Equal(("5.4", "C#", ".cs"), ((string)info["protocol_version"]!, (string)info["language_info"]!["name"]!, (string)info["language_info"]!["file_extension"]!));
        Assert.False((bool)info["debugger"]!);
    }

    [Fact]
    public void There_are_no_comms_and_those_that_are_opened_are_closed()
    {
        var id = Client.Send(Client.Shell, "comm_open", new JsonObject { ["comm_id"] = "c1", ["target_name"] = "jupyter.widget", ["data"] = new JsonObject() });
        Assert.Equal("c1", (string?)Client.Published(id, told => told.Type == "comm_close").Content["comm_id"]);

        var said = Client.Send(Client.Shell, "comm_msg", new JsonObject { ["comm_id"] = "c2", ["data"] = new JsonObject() });
        Assert.Equal("c2", (string?)Client.Published(said, told => told.Type == "comm_close").Content["comm_id"]);

        var info = Client.Reply(Client.Shell, Client.Send(Client.Shell, "comm_info_request"));
        Assert.Equal(("ok", 0), ((string)info["status"]!, info["comms"]!.AsObject().Count));
    }

    [Fact]
    public void There_is_no_debugger()
    {
        var reply = Client.Reply(Client.Control, Client.Send(Client.Control, "debug_request", new JsonObject { ["type"] = "request", ["seq"] = 7, ["command"] = "initialize" }));

        Assert.Equal((false, 7, "initialize"), ((bool)reply["success"]!, (int)reply["request_seq"]!, (string)reply["command"]!));
    }

    [Fact]
    public void Places_in_a_text_are_counted_as_front_ends_count()
    {
        // The face is one letter to a front end and two units to C#.
        const string code = "// \U0001F600\n#!distribute --gat";
        var reply = Client.Reply(Client.Shell, Client.Send(Client.Shell, "complete_request", new JsonObject { ["code"] = code, ["cursor_pos"] = code.Length - 1 }));

        Assert.Equal(["--gather"], reply["matches"]!.AsArray().Select(match => (string)match!));
        Assert.Equal((code.Length - 1 - "--gat".Length, code.Length - 1), ((int)reply["cursor_start"]!, (int)reply["cursor_end"]!));
    }

    [Fact]
    public void Code_is_completed_and_explained_by_what_cells_declared()
    {
        Client.Run("/* first */ int Twice(int number) => 2 * number; var word = \"\";");
        const string code = "var face = \"\U0001F600\"; word.Subs";
        var reply = Client.Reply(Client.Shell, Client.Send(Client.Shell, "complete_request", new JsonObject { ["code"] = code, ["cursor_pos"] = code.Length - 1 }));
        Assert.Equal(["Substring"], reply["matches"]!.AsArray().Select(match => (string)match!));
        Assert.Equal((code.Length - 1 - "Subs".Length, code.Length - 1), ((int)reply["cursor_start"]!, (int)reply["cursor_end"]!));
        var item = reply["metadata"]!["_jupyter_types_experimental"]![0]!;
        Assert.Equal("function", (string)item["type"]!);
        Assert.StartsWith("string string.Substring(int startIndex)", (string)item["signature"]!, StringComparison.Ordinal);

        reply = Client.Reply(Client.Shell, Client.Send(Client.Shell, "inspect_request", new JsonObject { ["code"] = "Twice(3)", ["cursor_pos"] = 6, ["detail_level"] = 0 }));
        Assert.True((bool)reply["found"]!);
        Assert.Contains("int Twice(int number)", (string)reply["data"]!["text/plain"]!, StringComparison.Ordinal);
        reply = Client.Reply(Client.Shell, Client.Send(Client.Shell, "inspect_request", new JsonObject { ["code"] = "   ", ["cursor_pos"] = 1, ["detail_level"] = 0 }));
        Assert.False((bool)reply["found"]!);
    }

    [Theory]
    [InlineData("if (true) {", "incomplete", "    ")]
    [InlineData("1 + 1", "complete", null)]
    [InlineData("int x = ;", "invalid", null)]
    public void A_front_end_is_told_whether_a_cell_is_finished(string code, string status, string? indent)
    {
        var reply = Client.Reply(Client.Shell, Client.Send(Client.Shell, "is_complete_request", new JsonObject { ["code"] = code }));
        Assert.Equal((status, indent), ((string)reply["status"]!, (string?)reply["indent"]));
    }

    [Fact]
    public void What_is_not_known_has_no_answer_and_harms_nothing()
    {
        var id = Client.Send(Client.Shell, "no_such_request");

        Assert.Equal(["busy", "idle"], Client.PublishedUntilIdle(id).Select(told => (string)told.Content["execution_state"]!));
        Assert.Contains("'no_such_request' on the shell channel is not known", kernel.Log, StringComparison.Ordinal);
        Assert.Equal("ok", (string?)Client.Run("1").Reply["status"]);
    }
}
