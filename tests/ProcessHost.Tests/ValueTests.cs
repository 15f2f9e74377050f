using Distribute.Contracts.Outcomes;
using Distribute.ProcessHost.Wire;
using Distribute.Sandbox.Sessions;

namespace Distribute.ProcessHost.Tests;

/// <summary>Values on their way between processes, small and large.</summary>
public sealed class ValueTests : IDisposable
{
    public void Dispose() => FarMemory.IsAllowed = true;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Large_values_are_shared_scattered_synced_and_gathered(bool mayReadMemory)
    {
        FarMemory.IsAllowed = mayReadMemory;
        await using var notebook = new Notebook();
        await notebook.NotebookAsync("var data = Enumerable.Range(0, 600_000).Select(i => i * 0.5).ToArray(); var xs = Enumerable.Range(0, 500_001).ToArray();");
        Assert.Equal(["89999850000", "89999850000"], await notebook.ValuesAsync("data.Sum()"));
        var options = new DistributeOptions { Count = 2, Scatter = ["xs"], Gather = ["part"], Sync = new SyncSelection(false, ["own"]) };
        var result = await notebook.RunAsync("var part = xs; var own = __process_id__ == 0 ? new int[300_000] : []; if (__process_id__ == 0) own[299_999] = 7;", options);
        Assert.True(result.Ok, Notebook.Describe(result));
        Assert.Equal(["250001 7", "250000 7"], await notebook.ValuesAsync("$\"{xs.Length} {own[299_999]}\""));
        await notebook.NotebookAsync("if (part.Sum(p => p.Length) != 500_001 || part[1][^1] != 500_000) throw new Exception(\"wrong\");");
        Assert.DoesNotContain(Directory.EnumerateFiles("/proc/self/fd").Select(file => new FileInfo(file).LinkTarget), target => target?.Contains("memfd:distribute", StringComparison.Ordinal) == true);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Arrays_of_all_kinds_come_as_they_are_and_again_when_they_change(bool mayReadMemory)
    {
        FarMemory.IsAllowed = mayReadMemory;
        await using var notebook = new Notebook();
        await notebook.NotebookAsync("""
            var days = Enumerable.Range(0, 50_000).Select(i => new DateTime(2000, 1, 1).AddDays(i)).ToArray();
            var money = Enumerable.Range(0, 30_000).Select(i => i / 4m).ToArray();
            var grid = new double[300, 400]; grid[299, 399] = 2.5;
            var text = new string('x', 3_000_000);
            var pairs = Enumerable.Range(0, 40_000).Select(i => (i, (long)i * i)).ToList();
            var many = Enumerable.Range(0, 400).Select(i => Enumerable.Repeat(i, 1_000).ToArray()).ToArray();
            object[] shared = [days, days];
            """);
        const string Tell = """
            $"{days[49_999]:yyyy-MM-dd} {money[29_999]} {grid[299, 399]} {text.Length} {pairs[39_999].Item2} {many[399][999]} {many.Sum(m => (long)m.Sum())} {ReferenceEquals(shared[0], shared[1])} {((DateTime[])shared[0]).Length}"
            """;
        var expected = "2136-11-22 7499.75 2.5 3000000 1599920001 399 79800000 True 50000";
        Assert.Equal([expected, expected], await notebook.ValuesAsync(Tell));
        await notebook.NotebookAsync("grid[299, 399] = 3.5; money[29_999] = 1m; many[399][999] = 7;");
        expected = "2136-11-22 1 3.5 3000000 1599920001 7 79799608 True 50000";
        Assert.Equal([expected, expected], await notebook.ValuesAsync(Tell));
    }

    [Fact]
    public async Task A_rank_that_dies_while_large_values_come_does_not_harm_the_notebook()
    {
        await using var notebook = new Notebook();
        await notebook.NotebookAsync("var data = new double[4_000_000]; data[^1] = 1;");
        Assert.Equal(["1", "1"], await notebook.ValuesAsync("data[^1]"));
        await notebook.RunAsync("if (__process_id__ == 1) Environment.FailFast(\"gone\");");
        await notebook.NotebookAsync("data[^1]++;");
        Assert.Equal(["2", "2"], await notebook.ValuesAsync("data[^1]"));
    }

    [Fact]
    public async Task Output_of_ranks_and_of_what_they_start_comes_whole()
    {
        await using var notebook = new Notebook();
        var result = await notebook.RunAsync("for (var i = 0; i < 20_000; i++) Console.WriteLine(i); System.Diagnostics.Process.Start(\"/bin/echo\", \"native words\").WaitForExit();");
        Assert.True(result.Ok, Notebook.Describe(result));
        Assert.All(result.Ranks, rank =>
        {
            Assert.Equal(Enumerable.Range(0, 20_000).Select(i => $"{i}"), rank.Stdout.Split('\n').Where(line => line.Length > 0 && char.IsDigit(line[0])));
            Assert.Contains("native words\n", rank.Stdout, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Code_that_belongs_to_no_run_writes_to_the_processs_own_console()
    {
        await using var notebook = new Notebook();
        var events = new Follower();
        using var stop = new CancellationTokenSource();
        var running = notebook.RunAsync(
            """
            var t = new Thread(() => { Console.WriteLine("outside ü"); Console.Error.WriteLine("wrong ü"); Console.WriteLine(Console.ReadLine() ?? "nothing to read"); });
            t.UnsafeStart();
            t.Join();
            while (true) Thread.Sleep(1);
            """, events: events, stop: stop.Token);
        for (var rank = 0; rank < 2; rank++)
        {
            await events.Said(rank, "outside ü\n");
            await events.Said(rank, "wrong ü\n");
            await events.Said(rank, "nothing to read\n");
        }

        await stop.CancelAsync();
        Assert.All((await running).Ranks, rank => Assert.IsType<RankOutcome.Interrupted>(rank.Outcome));
    }

    [Fact]
    public async Task Numbers_are_written_as_the_culture_says()
    {
        await using var notebook = new Notebook();
        var result = await notebook.RunAsync(
            """
            var culture = (System.Globalization.CultureInfo)System.Globalization.CultureInfo.InvariantCulture.Clone();
            culture.NumberFormat.NegativeSign = "minus ";
            System.Globalization.CultureInfo.CurrentCulture = culture;
            Console.WriteLine(-5);
            Console.WriteLine(5);
            """);
        Assert.All(result.Ranks, rank => Assert.Equal("minus 5\n5\n", rank.Stdout));
    }

    [Fact]
    public async Task Lines_of_a_cell_are_told_although_they_are_made_only_when_it_fails()
    {
        await using var notebook = new Notebook();
        var result = await notebook.RunAsync("var a = 1;\nvar b = a - 1;\nvar c = a / b;");
        Assert.All(result.Ranks, rank => Assert.Equal(3, Assert.IsType<RankOutcome.Failed>(rank.Outcome).Error.Line));
        result = await notebook.RunAsync("Thread.CurrentThread.Interrupt();\nthrow new Exception(\"mine\");");
        Assert.All(result.Ranks, rank => Assert.Equal(("mine", 2), Assert.IsType<RankOutcome.Failed>(rank.Outcome).Error is { } error ? (error.Message, error.Line) : default));
        result = await notebook.RunAsync("var d = 1;\nEnvironment.Exit(3);");
        Assert.All(result.Ranks, rank => Assert.Contains("line 2", Assert.IsType<RankOutcome.Died>(rank.Outcome).Reason, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Debug_tells_what_happened_when()
    {
        await using var notebook = new Notebook();
        var result = await notebook.RunAsync("1", new DistributeOptions { Count = 2, Debug = true });
        var notes = string.Join('\n', result.Notes.Select(note => note.Text));
        Assert.Contains("handshake after", notes, StringComparison.Ordinal);
        Assert.Contains("loaded and ran in", notes, StringComparison.Ordinal);
        var again = await notebook.RunAsync("1", new DistributeOptions { Count = 2, Debug = true });
        Assert.Contains(again.Notes, note => note.Text.StartsWith("ran in", StringComparison.Ordinal));
    }
}
