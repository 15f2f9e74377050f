using System.Diagnostics;
using System.Text.Json.Nodes;
using Distribute.Jupyter.Tests.Running;
using Distribute.Notebooks.Tests;

namespace Distribute.Jupyter.Tests.Clients;

/// <summary>A kernel whose front end is gone.</summary>
public sealed class OrphanTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task A_kernel_ends_when_the_program_that_started_it_is_gone()
    {
        var connection = Ports.Connection();
        var file = _folder.Write("connection.json", new JsonObject
        {
            ["ip"] = connection.Ip, ["transport"] = "tcp", ["key"] = connection.Key, ["signature_scheme"] = "hmac-sha256", ["shell_port"] = connection.ShellPort,
            ["iopub_port"] = connection.IopubPort, ["stdin_port"] = connection.StdinPort, ["control_port"] = connection.ControlPort, ["hb_port"] = connection.HeartbeatPort,
        }.ToJsonString());
        using var parent = Process.Start("sleep", "3600");
        var ended = Programs.ToolAsync(
            new Dictionary<string, string> { ["JPY_PARENT_PID"] = $"{parent.Id}" }, "kernel", "run", "--connection-file", file);
        Assert.Equal("beat", Heart.Beat(connection, "beat"));

        parent.Kill();

        Assert.Equal(0, (await ended).ExitCode);
    }

    public void Dispose() => _folder.Dispose();
}
