using Distribute.Jupyter.Tests.Running;

namespace Distribute.Jupyter.Tests.Protocol;

/// <summary>The stop button, failures that others fail with, and shutdown.</summary>
public sealed class StoppingTests : IAsyncLifetime
{
    private readonly TestKernel _kernel = new();

    private Client Client => _kernel.Client;

    [Fact]
    public void An_interrupt_stops_the_notebook_and_keeps_its_variables()
    {
        Client.Run("var kept = 1;");
        var id = Client.Execute("kept = 2; Console.WriteLine(\"begun\"); while (true) { }");
        Client.Published(id, told => told.Type == "stream");

        Assert.Equal("ok", (string?)Interrupt()["status"]);

        var reply = Client.Reply(Client.Shell, id);
        Assert.Equal(("error", "Interrupted"), ((string?)reply["status"], (string?)reply["ename"]));
        Assert.Equal("2", Value("kept"));
    }

    [Theory]
    [InlineData("thread")]
    [InlineData("process")]
    public void An_interrupt_stops_every_rank_and_keeps_their_variables(string mode)
    {
        var id = Client.Execute($"#!distribute 2 --mode {mode}\nvar mine = 10 + __process_id__;\nConsole.WriteLine(\"begun\");\nwhile (true) {{ }}");
        var begun = "";
        while (begun.Split("begun").Length < 3) begun = (string?)Client.Published(id, told => told.Content["data"] is not null).Content["data"]!["text/html"] ?? "";

        Interrupt();

        Assert.Equal("Interrupted", (string?)Client.Reply(Client.Shell, id)["ename"]);
        var published = Client.Run("#!distribute\nmine").Published;
        Assert.Contains("[0] 10\n[1] 11\n", string.Concat(published.Select(told => told.Text)), StringComparison.Ordinal);
    }

    [Fact]
    public void An_interrupt_of_nothing_is_answered_and_harms_nothing()
    {
        Assert.Equal("ok", (string?)Interrupt()["status"]);
        Assert.Equal("2", Value("1 + 1"));
    }

    [Fact]
    public void The_heartbeat_and_the_control_channel_answer_while_a_cell_runs()
    {
        var id = Client.Execute("Console.WriteLine(\"begun\"); Parallel.For(0, 64, _ => { while (true) { } });");
        Client.Published(id, told => told.Type == "stream");

        Assert.Equal("5.4", (string?)Client.Reply(Client.Control, Client.Send(Client.Control, "kernel_info_request"))["protocol_version"]);
        Assert.Equal("beat", Heart.Beat(_kernel.Connection, "beat"));

        Interrupt();
        Assert.Equal("error", (string?)Client.Reply(Client.Shell, id)["status"]);
    }

    [Fact]
    public void A_cell_that_prints_for_ever_leaves_the_control_channel_free_and_can_be_stopped()
    {
        var id = Client.Execute("while (true) Console.WriteLine(\"and on and on\");");
        Client.Published(id, told => told.Type == "stream");

        Assert.Equal("ok", (string?)Client.Reply(Client.Control, Client.Send(Client.Control, "kernel_info_request"))["status"]);
        Interrupt();

        Assert.Equal("Interrupted", (string?)Client.Reply(Client.Shell, id)["ename"]);
        Assert.Equal("error", Client.PublishedUntilIdle(id)[^2].Type);
    }

    [Fact]
    public void Cells_that_wait_fail_with_the_one_that_fails()
    {
        var fails = Client.Execute("Console.ReadLine(); throw new Exception(\"on purpose\");");
        Client.Receive(Client.Stdin);
        var waits = Client.Execute("var never = 1;");
        var asks = Client.Send(Client.Shell, "history_request", new() { ["hist_access_type"] = "tail" });
        var waitsToo = Client.Execute("var never2 = 1;");
        // An answer on the same channel would have to wait: the heartbeat says that the requests have arrived.
        Heart.Beat(_kernel.Connection, "beat");
        Client.Send(Client.Stdin, "input_reply", new() { ["value"] = "" });

        Assert.Equal("error", (string?)Client.Reply(Client.Shell, fails)["status"]);
        Assert.Equal("aborted", (string?)Client.Reply(Client.Shell, waits)["status"]);
        Assert.Equal("ok", (string?)Client.Reply(Client.Shell, asks)["status"]);
        Assert.Equal("aborted", (string?)Client.Reply(Client.Shell, waitsToo)["status"]);
        Assert.Equal(["status", "status"], Client.PublishedUntilIdle(waits).Select(told => told.Type));
        Assert.Equal("error", (string?)Client.Run("never").Reply["status"]);
    }

    [Fact]
    public void Cells_that_wait_run_when_the_failing_one_says_so()
    {
        var fails = Client.Execute("Console.ReadLine(); throw new Exception(\"on purpose\");", content => content["stop_on_error"] = false);
        Client.Receive(Client.Stdin);
        var waits = Client.Execute("1 + 1");
        Heart.Beat(_kernel.Connection, "beat");
        Client.Send(Client.Stdin, "input_reply", new() { ["value"] = "" });

        Assert.Equal("error", (string?)Client.Reply(Client.Shell, fails)["status"]);
        Assert.Equal("ok", (string?)Client.Reply(Client.Shell, waits)["status"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Shutdown_is_answered_and_told(bool restart)
    {
        var reply = Client.Reply(Client.Control, Client.Send(Client.Control, "shutdown_request", new() { ["restart"] = restart }));

        Assert.Equal(("ok", restart), ((string?)reply["status"], (bool)reply["restart"]!));
        Assert.Equal(restart, await _kernel.Kernel.WhenShutDown.WaitAsync(Programs.Patience));
    }

    public Task InitializeAsync() => _kernel.InitializeAsync();

    public Task DisposeAsync() => _kernel.DisposeAsync();

    private System.Text.Json.Nodes.JsonObject Interrupt() => Client.Reply(Client.Control, Client.Send(Client.Control, "interrupt_request"));

    private string? Value(string code) =>
        (string?)Client.Run(code).Published.Single(told => told.Type == "execute_result").Content["data"]!["text/plain"];
}
