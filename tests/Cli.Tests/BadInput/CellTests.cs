using Distribute.Cli.Tests.Running;

namespace Distribute.Cli.Tests.BadInput;

/// <summary>Cells that reach beyond what they should, or hold what cannot be copied.</summary>
public sealed class CellTests
{
    [Fact]
    public async Task A_cell_that_redirects_the_console_redirects_its_own_rank_and_itself_alone()
    {
        var result = await Tool.CellsAsync(
            "#!distribute 2\nvar kept = new StringWriter();\nif (__process_id__ == 1) Console.SetOut(kept);\nConsole.WriteLine(\"hello\");",
            "#!distribute 2\nvar heard = kept.ToString().Trim();\nConsole.WriteLine($\"kept: {heard}\");",
            "Console.WriteLine(\"the notebook speaks\");");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(["hello\n", ""], result.Cell(0).Stdout);
        Assert.Equal(["kept: \n", "kept: hello\n"], result.Cell(1).Stdout);
        Assert.Equal(["the notebook speaks\n"], result.Cell(2).Stdout);
    }

    [Fact]
    public async Task A_cell_that_leaves_threads_running_ends_and_the_next_one_runs()
    {
        var result = await Tool.CellsAsync(
            "#!distribute 2\nvar go = new ManualResetEventSlim();\nvar left = new Thread(() => go.Wait()) { IsBackground = true };\nleft.Start();\nConsole.WriteLine(\"left\");",
            "#!distribute 2\nvar alive = left.IsAlive;\ngo.Set();\nleft.Join();\nConsole.WriteLine($\"{alive} {left.IsAlive}\");");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(["left\n", "left\n"], result.Cell(0).Stdout);
        Assert.Equal(["True False\n", "True False\n"], result.Cell(1).Stdout);
    }

    [Fact]
    public async Task Threads_that_never_end_do_not_keep_the_tool_from_ending()
    {
        var result = await Tool.CellsAsync("#!distribute 2\nnew Thread(() => Thread.Sleep(Timeout.Infinite)).Start();\nConsole.WriteLine(\"done\");");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(["done\n", "done\n"], result.Cell(0).Stdout);
    }

    [Fact]
    public async Task Cyclic_data_is_synced_with_its_shape()
    {
        var result = await Tool.CellsAsync(
            "#!distribute 3 --sync\nclass Node { public Node Next; public int Value; }\nvar node = new Node { Value = 7 + __process_id__ };\nnode.Next = new Node { Next = node, Value = 70 };",
            "#!distribute 3\nConsole.WriteLine($\"{node.Value} {node.Next.Value} {ReferenceEquals(node, node.Next.Next)}\");",
            "#!distribute 3\nnode.Value += __process_id__;\nConsole.WriteLine(node.Value);");

        Assert.Equal(0, result.ExitCode);
        Assert.All(result.Cell(1).Stdout, line => Assert.Equal("7 70 True\n", line));
        Assert.Equal(["7\n", "8\n", "9\n"], result.Cell(2).Stdout);
    }

    [Fact]
    public async Task What_cannot_be_copied_is_named_and_the_rest_is_copied()
    {
        var result = await Tool.CellsAsync(
            "#!distribute 2 --sync\nvar fine = 10 - __process_id__;\nvar stream = new MemoryStream();\nvar thread = Thread.CurrentThread;",
            "#!distribute 2\nConsole.WriteLine($\"{fine} {stream.CanRead}\");");

        Assert.Equal(0, result.ExitCode);
        Assert.All(result.Cell(0).Diagnostics, diagnostic => Assert.Equal(("warning", "DST221"), (diagnostic.Severity, diagnostic.Id)));
        Assert.Equal(["'stream'", "'thread'"], result.Cell(0).Diagnostics.Select(d => d.Message.Split(' ')[1]));
        Assert.Equal(["10 True\n", "10 True\n"], result.Cell(1).Stdout);
    }

    [Fact]
    public async Task What_cannot_be_copied_is_an_error_when_it_was_asked_for_by_name()
    {
        var result = await Tool.CellsAsync("#!distribute 2 --sync=stream,fine\nvar fine = 10 - __process_id__;\nvar stream = new MemoryStream();", "#!distribute 2\nConsole.WriteLine(fine);");

        var diagnostic = Assert.Single(result.Cell(0).Diagnostics);
        Assert.Equal(("error", "DST221"), (diagnostic.Severity, diagnostic.Id));
        Assert.Equal(1, result.ExitCode);
        Assert.Equal(["10\n", "10\n"], result.Cell(1).Stdout);
    }

    [Theory]
    [InlineData("Environment.Exit(3);", "Environment.Exit")]
    [InlineData("Environment.FailFast(\"away\");", "Environment.FailFast")]
    [InlineData("System.Diagnostics.Process.GetCurrentProcess().Kill();", "Process.Kill")]
    public async Task A_cell_cannot_end_the_host(string code, string names)
    {
        var result = await Tool.CellsAsync("#!distribute 2\n" + code, "#!distribute 2\nConsole.WriteLine(\"still here\");");

        Assert.All(result.Cell(0).Ranks, rank => Assert.StartsWith(names, rank.ErrorMessage, StringComparison.Ordinal));
        Assert.All(result.Cell(0).Ranks, rank => Assert.Contains("--mode process", rank.ErrorMessage, StringComparison.Ordinal));
        Assert.Equal(["still here\n", "still here\n"], result.Cell(1).Stdout);
    }

    [Fact]
    public async Task A_flood_is_capped_on_its_rank_and_told()
    {
        var result = await Tool.CellsAsync(
            "#!distribute 2\nvar line = new string('x', 999);\nfor (var i = 0; i < (__process_id__ == 1 ? 3000 : 1); i++) Console.WriteLine(line);");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(1000, result.Cell(0).Stdout[0].Length);
        Assert.InRange(result.Cell(0).Stdout[1].Length, 1_000_000, 1 << 20);
        Assert.Contains(result.Run.Lines, line => line.StartsWith("[1] ", StringComparison.Ordinal) && line.EndsWith("bytes of output beyond the limit were dropped", StringComparison.Ordinal));
    }
}
