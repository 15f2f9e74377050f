using System.Text.Json.Nodes;
using Distribute.Jupyter.Tests.Running;

namespace Distribute.Jupyter.Tests.Protocol;

/// <summary>Cells that ask the person.</summary>
public sealed class AskingTests(TestKernel kernel) : IClassFixture<TestKernel>
{
    private Client Client => kernel.Client;

    [Fact]
    public void ReadLine_asks_after_what_was_printed()
    {
        var id = Client.Execute("Console.Write(\"Who? \"); var who = Console.ReadLine(); $\"hello {who}\"");

        Assert.Equal("Who? ", Client.Published(id, told => told.Type == "stream").Text);
        var question = Client.Receive(Client.Stdin);
        Assert.Equal(("input_request", id, false), (question.Type, question.Parent, (bool)question.Content["password"]!));
        Answer("world");
        Assert.Equal("ok", (string?)Client.Reply(Client.Shell, id)["status"]);
        Assert.Equal("hello world", (string?)Client.Published(id, told => told.Type == "execute_result").Content["data"]!["text/plain"]);
    }

    [Fact]
    public void A_password_has_its_prompt_and_is_marked()
    {
        var id = Client.Execute("GetPassword(\"Secret: \").Length");

        var question = Client.Receive(Client.Stdin).Content;
        Assert.Equal(("Secret: ", true), ((string)question["prompt"]!, (bool)question["password"]!));
        Answer("12345");
        Assert.Equal("5", (string?)Client.Published(id, told => told.Type == "execute_result").Content["data"]!["text/plain"]);
        Client.Reply(Client.Shell, id);
    }

    [Fact]
    public void Ranks_ask_one_after_another_each_with_its_number()
    {
        var id = Client.Execute("#!distribute 2\nvar answer = GetInput(\"Name: \");\nConsole.WriteLine(answer);");

        var prompts = new List<string>();
        for (var asked = 0; asked < 2; asked++)
        {
            var prompt = (string)Client.Receive(Client.Stdin).Content["prompt"]!;
            prompts.Add(prompt);
            Answer("to " + prompt);
        }

        Assert.Equal(["[0] Name: ", "[1] Name: "], prompts.Order());
        Assert.Equal("ok", (string?)Client.Reply(Client.Shell, id)["status"]);
        var text = string.Concat(Client.PublishedUntilIdle(id).Select(told => told.Text));
        Assert.All([0, 1], rank => Assert.Contains($"[{rank}] to [{rank}] Name: \n", text, StringComparison.Ordinal));
    }

    [Fact]
    public void Where_no_one_can_answer_the_cell_is_told()
    {
        var (reply, _) = Client.Run("Console.ReadLine()", content => content["allow_stdin"] = false);
        Assert.Contains("no one can answer", (string)reply["evalue"]!, StringComparison.Ordinal);
    }

    [Fact]
    public void A_question_can_be_interrupted_and_its_late_answer_goes_nowhere()
    {
        var id = Client.Execute("Console.ReadLine()");
        Client.Receive(Client.Stdin);

        Client.Reply(Client.Control, Client.Send(Client.Control, "interrupt_request"));

        Assert.Equal("Interrupted", (string?)Client.Reply(Client.Shell, id)["ename"]);
        Answer("too late");
        var next = Client.Execute("Console.ReadLine()");
        Client.Receive(Client.Stdin);
        Answer("in time");
        Assert.Equal("in time", (string?)Client.Published(next, told => told.Type == "execute_result").Content["data"]!["text/plain"]);
        Client.Reply(Client.Shell, next);
    }

    [Fact]
    public void A_question_ends_at_its_cells_time_limit_and_the_next_is_asked()
    {
        var id = Client.Execute("#!distribute 1 --timeout 0.5\nvar answer = Console.ReadLine();");
        Client.Receive(Client.Stdin);
        Assert.Equal("error", (string?)Client.Reply(Client.Shell, id)["status"]);

        var next = Client.Execute("Console.ReadLine()");
        Client.Receive(Client.Stdin);
        Answer("heard");
        Assert.Equal("heard", (string?)Client.Published(next, told => told.Type == "execute_result").Content["data"]!["text/plain"]);
        Client.Reply(Client.Shell, next);
    }

    private void Answer(string text) => Client.Send(Client.Stdin, "input_reply", new JsonObject { ["value"] = text });
}
