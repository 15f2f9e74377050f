using System.Diagnostics;
using System.Globalization;

namespace Distribute.ProcessHost.Tests;

/// <summary>Nothing outlives what it belongs to: processes of ranks, what they have started, and files.</summary>
public sealed class EndTests
{
    private const string Children =
        """
        var inside = System.Diagnostics.Process.Start("/bin/sleep", "1000").Id;
        var outside = System.Diagnostics.Process.Start("setsid", "/bin/sleep 1000").Id;
        Console.WriteLine($"{Environment.ProcessId} {inside} {outside}.");
        """;

    private static int[] Numbers(string text) => [.. text[..text.IndexOf('.', StringComparison.Ordinal)].Split(' ').Select(id => int.Parse(id, CultureInfo.InvariantCulture))];

    [Fact]
    public async Task What_a_cell_started_ends_with_its_rank()
    {
        int[] processes;
        await using (var notebook = new Notebook())
        {
            var result = await notebook.RunAsync(Children, 1);
            Assert.True(result.Ok, Notebook.Describe(result));
            processes = Numbers(result.Ranks[0].Stdout);
            Assert.All(processes, id => Assert.True(Processes.Lives(id)));
        }

        await Processes.GoneAsync(processes);
    }

    [Fact]
    public async Task Stopping_a_pool_leaves_no_process_of_it()
    {
        await using var notebook = new Notebook();
        var processes = await notebook.ProcessesAsync();
        var stopped = await notebook.Session.StopAsync("default");
        Assert.True(stopped.Ok);
        Assert.All(processes, id => Assert.False(Processes.Lives(id)));
        // Nothing that this process started as a child of its own is left either: the spare and the guardian have gone with the last rank.
        var children = File.ReadAllText($"/proc/self/task/{Environment.ProcessId}/children");
        Assert.DoesNotContain(children.Split(' ', StringSplitOptions.RemoveEmptyEntries), id => Processes.Lives(int.Parse(id, CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task All_ends_when_the_parent_is_killed()
    {
        var file = Path.Combine(Path.GetTempPath(), $"distribute-test-{Guid.NewGuid():N}.dib");
        await File.WriteAllTextAsync(file, $"#!csharp\n\n#!distribute 2 --mode process\n{Children}\nThread.Sleep(-1);\n");
        try
        {
            using var tool = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "distribute.dll"), "run", file]) { RedirectStandardOutput = true })!;
            var processes = new List<int>();
            for (var rank = 0; rank < 2; rank++)
            {
                string? line;
                do line = await tool.StandardOutput.ReadLineAsync().WaitAsync(Notebook.MustNotElapse);
                while (line is not null && !line.EndsWith('.'));
                Assert.NotNull(line);
                processes.AddRange(Numbers(line[(line.IndexOf(']', StringComparison.Ordinal) + 1)..].Trim()));
            }

            tool.Kill();
            await Processes.GoneAsync([.. processes]);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task A_killed_rank_leaves_no_file()
    {
        var before = Files();
        int killed;
        await using (var notebook = new Notebook())
        {
            killed = (await notebook.ProcessesAsync())[0];
            Processes.Kill(killed);
            await Processes.GoneAsync(killed);
            Assert.Equal(["0", "1"], await AfterAsync(notebook));
        }

        Assert.DoesNotContain(Files().Except(before), name => name.Contains($"-{killed}-", StringComparison.Ordinal));

        static string[] Files() =>
            [.. Directory.EnumerateFileSystemEntries(Path.GetTempPath()), .. Directory.Exists("/dev/shm") ? Directory.EnumerateFileSystemEntries("/dev/shm") : []];
    }

    [Fact]
    public async Task Kills_at_random_moments_cost_one_rank_each_and_no_cell_hangs()
    {
        await using var notebook = new Notebook();
        var random = new Random(4);
        await notebook.ValuesAsync("var sum = 0;");
        for (var turn = 0; turn < 12; turn++)
        {
            var victim = random.Next(2);
            var process = (await notebook.ProcessesAsync())[victim];
            var running = notebook.RunAsync("sum = __process_id__; for (var i = 0; i < 2000; i++) { sum += 2; Console.WriteLine(sum); }",
                new Distribute.Sandbox.Sessions.DistributeOptions { Count = 2, Sync = turn % 2 == 0 ? new(false, null) : null });
            for (var wait = random.Next(2000); wait > 0; wait--) Thread.SpinWait(100);
            Processes.Kill(process);
            var result = await running;
            Assert.True(result.Ranks.Count == 0 || result.Ranks[1 - victim].Outcome.IsOk, Notebook.Describe(result));
            Assert.Equal(["0", "1"], await AfterAsync(notebook));
        }
    }

    // The cell right after a kill may be the one that hears of it.
    private static async Task<string[]> AfterAsync(Notebook notebook)
    {
        var result = await notebook.RunAsync("__process_id__");
        return result.Ok ? [.. result.Ranks.Select(rank => ((Distribute.Contracts.Outcomes.RankOutcome.Completed)rank.Outcome).Value?.PlainText ?? "nothing")] : await notebook.ValuesAsync("__process_id__");
    }
}
