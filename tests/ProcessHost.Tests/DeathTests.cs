using Distribute.Contracts.Outcomes;
using Distribute.Sandbox.Sessions;

namespace Distribute.ProcessHost.Tests;

/// <summary>Every way to die has a name, and costs one rank.</summary>
public sealed class DeathTests
{
    private const string Native =
        """
        static class Native
        {
            [System.Runtime.InteropServices.DllImport("libc")] public static extern int close(int file);
            [System.Runtime.InteropServices.DllImport("libc")] public static extern int shutdown(int socket, int how);
            [System.Runtime.InteropServices.DllImport("libc")] public static extern nint write(int file, byte[] bytes, nint count);
            [System.Runtime.InteropServices.DllImport("libc")] public static extern int kill(int process, int signal);
        }

        """;

    public static TheoryData<string, string, string> Ways => new()
    {
        { "exit", "Environment.Exit(3);", "exit code 3 (Environment.Exit, line 4 of the cell)" },
        { "exit of a thread that belongs to no run", "var t = new Thread(() => Environment.Exit(3)); t.UnsafeStart(); t.Join();", "exit code 3" },
        { "fail fast", "Environment.FailFast(\"no way on\");", "FailFast: no way on, line 4 of the cell" },
        { "kill", "System.Diagnostics.Process.GetCurrentProcess().Kill();", "SIGKILL" },
        { "signal", Native + "Native.kill(Environment.ProcessId, 15); Thread.Sleep(-1);", "SIGTERM" },
        { "stack overflow", "unsafe { byte* p = stackalloc byte[1 << 30]; p[0] = 1; Console.WriteLine(p[__process_count__]); }", "stack overflow in Dies()" },
        { "stack overflow in a method", "unsafe int Deep(int at) { byte* p = stackalloc byte[1 << 30]; p[0] = 1; return p[at]; }\nConsole.WriteLine(Deep(__process_count__));", "stack overflow in Deep(Int32)" },
        { "access violation", "unsafe { *(int*)0x123450000 = 1; }", "memory that is not its own" },
        { "closed connection", Native + "Native.close(3); Console.WriteLine(1); Console.Out.Flush(); Thread.Sleep(-1);", "lost its connection" },
        { "lost connection", Native + "Native.shutdown(3, 2); Thread.Sleep(-1);", "lost its connection" },
        { "protocol", Native + "Native.write(3, new byte[64], 64); Thread.Sleep(-1);", "broke the protocol" },
        { "suspended", Native + "Native.kill(Environment.ProcessId, 19); Thread.Sleep(-1);", "suspended by a signal" },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_rank_dies_alone_with_a_reason_and_the_next_cell_runs(string kind, string code, string reason)
    {
        await using var notebook = new Notebook();
        await notebook.ValuesAsync("var mine = __process_id__ + 10;");
        var result = await notebook.RunAsync($"Console.WriteLine(\"before\");\nif (__process_id__ == 1) {{ Console.Out.Flush(); Dies(); }}\nvoid Dies() {{\n{Body(code)}\n}}\n{Types(code)}");
        Assert.Empty(result.Diagnostics);
        Assert.IsType<RankOutcome.Completed>(result.Ranks[0].Outcome);
        var died = Assert.IsType<RankOutcome.Died>(result.Ranks[1].Outcome);
        Assert.True(died.Reason.Contains(reason, StringComparison.Ordinal), $"{kind}: {died.Reason}\n{result.Ranks[1].Stderr}");
        Assert.Contains("before", result.Ranks[1].Stdout, StringComparison.Ordinal);
        Assert.Equal(["10", "fresh"], await notebook.ValuesAsync("__process_id__ == 0 ? $\"{mine}\" : \"fresh\""));
    }

    [Fact]
    public async Task What_was_lost_says_so_and_in_which_cell()
    {
        await using var notebook = new Notebook();
        await notebook.ValuesAsync("var mine = __process_id__ + 10;");
        await notebook.RunAsync("if (__process_id__ == 1) Environment.Exit(1);");
        var result = await notebook.RunAsync("mine");
        Assert.IsType<RankOutcome.Completed>(result.Ranks[0].Outcome);
        var error = Assert.IsType<RankOutcome.Failed>(result.Ranks[1].Outcome).Error;
        Assert.Contains("'mine' has no value on rank 1: it was lost when the rank's process died in cell 2", error.Message, StringComparison.Ordinal);
        Assert.Equal(["1", "1"], await notebook.ValuesAsync("mine = 1; mine"));
    }

    [Fact]
    public async Task A_rank_that_dies_between_cells_is_told_of_and_no_stale_value_is_used()
    {
        await using var notebook = new Notebook();
        await notebook.ValuesAsync("var mine = __process_id__ + 10; int Twice() => mine * 2;");
        var processes = await notebook.ProcessesAsync();
        Processes.Kill(processes[1]);
        await Processes.GoneAsync(processes[1]);
        var result = await notebook.RunAsync("Twice()");
        Assert.IsType<RankOutcome.Completed>(result.Ranks[0].Outcome);
        // Whether the death or the cell was first is the machine's choice; that no wrong value comes is not.
        Assert.False(result.Ranks[1].Outcome.IsOk, Notebook.Describe(result));
        Assert.Equal(["6", "6"], await notebook.ValuesAsync("mine = 3; Twice()"));
        Assert.NotEqual(processes[1], (await notebook.ProcessesAsync())[1]);
    }

    [Fact]
    public async Task A_checkpoint_gives_a_replaced_rank_its_variables_back()
    {
        await using var notebook = new Notebook();
        var options = new DistributeOptions { Count = 2, Checkpoint = true };
        await notebook.NotebookAsync("var shared = new[] { 1, 2, 3 };");
        Assert.True((await notebook.RunAsync("record Point(int X); var list = new List<Point> { new(__process_id__) }; var big = Enumerable.Range(0, 400_000).ToArray();", options)).Ok);
        Assert.True((await notebook.RunAsync("list.Add(new(shared.Sum()));", options)).Ok);
        var result = await notebook.RunAsync("if (__process_id__ == 1) { list.Clear(); Environment.Exit(9); }", options);
        Assert.Contains("checkpoint", Assert.IsType<RankOutcome.Died>(result.Ranks[1].Outcome).Reason, StringComparison.Ordinal);
        Assert.Equal(["2 0 6 79999800000", "2 1 6 79999800000"], await notebook.ValuesAsync("$\"{list.Count} {list[0].X} {list[1].X} {big.Sum(i => (long)i)}\""));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Statics_end_with_the_process_and_the_message_says_so(bool checkpoint)
    {
        await using var notebook = new Notebook();
        var options = new DistributeOptions { Count = 2, Checkpoint = checkpoint };
        Assert.True((await notebook.RunAsync("class Counter { public static int Calls; }\nCounter.Calls = 5 + __process_id__;", options)).Ok);
        var result = await notebook.RunAsync("if (__process_id__ == 1) Environment.Exit(9);", options);
        Assert.Contains("statics of types and packages", Assert.IsType<RankOutcome.Died>(result.Ranks[1].Outcome).Reason, StringComparison.Ordinal);
        Assert.Equal(["5", "0"], await notebook.ValuesAsync("Counter.Calls"));
    }

    [Fact]
    public async Task Code_that_does_not_stop_is_ended_with_its_process()
    {
        await using var notebook = new Notebook(grace: TimeSpan.FromMilliseconds(500));
        await notebook.ValuesAsync("var mine = 1;");
        var events = new Follower();
        using var stop = new CancellationTokenSource();
        // Framework code without stop checks, inside a handler that swallows everything.
        var running = notebook.RunAsync(
            "Console.WriteLine(\"in\"); if (__process_id__ == 1) while (true) { try { new int[1 << 27].AsSpan().Sort((a, b) => { Thread.SpinWait(1); return 1; }); } catch (Exception) { } }",
            2, events, stop.Token);
        await events.Said(1, "in");
        await stop.CancelAsync();
        var outcome = (await running).Ranks[1].Outcome;
        Assert.False(outcome.IsOk);
        Assert.Equal(["ok", "ok"], await notebook.ValuesAsync("\"ok\""));
    }

    [Fact]
    public async Task Threads_without_number_and_a_closed_console_harm_nobody()
    {
        await using var notebook = new Notebook();
        Assert.Equal(["300", "300"], await notebook.ValuesAsync(
            "var n = 0; var ts = Enumerable.Range(0, 300).Select(_ => new Thread(() => Interlocked.Increment(ref n), 128 * 1024)).ToList(); ts.ForEach(t => t.Start()); ts.ForEach(t => t.Join()); n"));
        await notebook.RunAsync("Console.Out.Close(); Console.OpenStandardOutput().Close();");
        Assert.Equal(["0", "1"], await notebook.ValuesAsync("__process_id__"));
    }

    [Fact]
    public async Task An_image_that_ends_its_process_while_it_loads_is_not_loaded_again_and_again()
    {
        await using var notebook = new Notebook();
        await notebook.ValuesAsync("var kept = 7;");
        var result = await notebook.RunAsync("class Ends { [System.Runtime.CompilerServices.ModuleInitializer] internal static void Now() => Environment.Exit(9); }");
        Assert.All(result.Ranks, rank => Assert.Contains("exit code 9", Assert.IsType<RankOutcome.Died>(rank.Outcome).Reason, StringComparison.Ordinal));
        Assert.Equal(["after", "after"], await notebook.ValuesAsync("\"after\""));
    }

    [Fact]
    public async Task A_value_that_ends_its_process_when_it_is_shown_costs_the_list_that_rank_alone()
    {
        await using var notebook = new Notebook();
        var cell = "class Ends { public int Now { get { Environment.Exit(7); return 1; } } }\nvar kept = 7;\nEnds ends = null;\nif (__process_id__ == 1) ends = new Ends();";
        Assert.True((await notebook.RunAsync(cell)).Ok);
        var ranks = (await notebook.Session.ListAsync("default")).Single().Ranks;
        Assert.Null(ranks[0].Trouble);
        Assert.Contains(ranks[0].Variables, variable => variable.Name == "kept");
        Assert.Contains("exit code 7", ranks[1].Trouble, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_death_while_variables_are_copied_is_told_once()
    {
        await using var notebook = new Notebook();
        await notebook.NotebookAsync("class Key { public static bool Ends; public override int GetHashCode() { if (Ends) Environment.FailFast(\"copied\"); return 1; } }\nvar map = new Dictionary<Key, int> { [new Key()] = 1 };");
        Assert.True((await notebook.RunAsync("Key.Ends = true;")).Ok);
        var result = await notebook.RunAsync("map.Count");
        Assert.All(result.Ranks, rank => Assert.IsType<RankOutcome.Died>(rank.Outcome));
        Assert.Empty((await notebook.RunAsync("1")).Diagnostics);
    }

    [Fact]
    public async Task What_was_printed_is_there_when_code_of_no_run_ends_the_process()
    {
        await using var notebook = new Notebook();
        var result = await notebook.RunAsync("for (var i = 0; i < 2000; i++) Console.WriteLine(\"line \" + i);\nvar t = new Thread(() => Environment.Exit(3)); t.UnsafeStart(); t.Join();");
        Assert.All(result.Ranks, rank =>
        {
            Assert.IsType<RankOutcome.Died>(rank.Outcome);
            Assert.EndsWith("line 1999\n", rank.Stdout, StringComparison.Ordinal);
        });
    }

    // A body may need a type of its own, and types stand after the statements.
    private static string Body(string code) => code.StartsWith(Native, StringComparison.Ordinal) ? code[Native.Length..] : code;

    private static string Types(string code) => code.StartsWith(Native, StringComparison.Ordinal) ? Native : "";
}
