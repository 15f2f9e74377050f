using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Distribute.Jupyter.Messages;
using Distribute.Jupyter.Tests.Running;
using Distribute.Notebooks.Tests;

namespace Distribute.Jupyter.Tests.Clients;

/// <summary>The kernel as a process of the operating system.</summary>
public sealed class ProcessTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ConnectionFile _connection = Ports.Connection();

    [Fact]
    public async Task A_kernel_ends_when_the_program_that_started_it_is_gone()
    {
        using var parent = Process.Start("sleep", "3600");
        using var kernel = Start(parent.Id);

        parent.Kill();

        await EndAsync(kernel);
    }

    [Fact]
    public async Task A_kernel_listens_where_the_connection_file_says_and_nowhere_else()
    {
        using var kernel = Start(Environment.ProcessId);
        using (var client = new Client(_connection)) client.Run("#!distribute 2\n__process_id__");

        int[] ports = [_connection.ShellPort, _connection.IopubPort, _connection.StdinPort, _connection.ControlPort, _connection.HeartbeatPort];
        Assert.Equal(ports.Order().Select(port => ("0100007F", port)), Listening(kernel.Id).OrderBy(listener => listener.Port));
        kernel.Kill();
        await kernel.WaitForExitAsync();
    }

    [Fact]
    public async Task A_kernel_ends_in_order_when_it_is_asked_by_a_signal()
    {
        using var kernel = Start(Environment.ProcessId);
        using (var client = new Client(_connection))
        {
            var id = client.Execute("Console.WriteLine(\"begun\"); new Thread(() => { while (true) Thread.Sleep(1000); }).Start(); while (true) { }");
            client.Published(id, told => told.Type == "stream");
        }

        using var signal = Process.Start("kill", $"-TERM {kernel.Id}");

        await EndAsync(kernel);
    }

    public void Dispose() => _folder.Dispose();

    private Process Start(int parent)
    {
        var file = _folder.Write("connection.json", new JsonObject
        {
            ["ip"] = _connection.Ip, ["transport"] = "tcp", ["key"] = _connection.Key, ["signature_scheme"] = "hmac-sha256", ["shell_port"] = _connection.ShellPort,
            ["iopub_port"] = _connection.IopubPort, ["stdin_port"] = _connection.StdinPort, ["control_port"] = _connection.ControlPort, ["hb_port"] = _connection.HeartbeatPort,
        }.ToJsonString());
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [Path.Combine(AppContext.BaseDirectory, "distribute.dll"), "kernel", "run", "--connection-file", file]);
        start.Environment["JPY_PARENT_PID"] = parent.ToString(CultureInfo.InvariantCulture);
        var kernel = Process.Start(start)!;
        Assert.Equal("beat", Heart.Beat(_connection, "beat"));
        return kernel;
    }

    private static async Task EndAsync(Process kernel)
    {
        using var patience = new CancellationTokenSource(Programs.Patience);
        await kernel.WaitForExitAsync(patience.Token);
        Assert.Equal(0, kernel.ExitCode);
    }

    /// <summary>Where a process listens, as the operating system has it: addresses and ports in the network's digits.</summary>
    private static IEnumerable<(string Address, int Port)> Listening(int processId)
    {
        const string listens = "0A";
        var sockets = Directory.GetFiles($"/proc/{processId}/fd").Select(file => new FileInfo(file).LinkTarget ?? "").Where(target => target.StartsWith("socket:[", StringComparison.Ordinal))
            .Select(target => target["socket:[".Length..^1]).ToHashSet();
        return File.ReadLines("/proc/net/tcp").Concat(File.ReadLines("/proc/net/tcp6")).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields[3] == listens && sockets.Contains(fields[9]))
            .Select(fields => (fields[1].Split(':')[0], int.Parse(fields[1].Split(':')[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture)));
    }
}
