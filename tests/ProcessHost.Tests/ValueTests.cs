using Distribute.Sandbox.Sessions;

namespace Distribute.ProcessHost.Tests;

/// <summary>Values on their way between processes, small and large.</summary>
public sealed class ValueTests
{
    [Fact]
    public async Task Large_values_are_shared_scattered_synced_and_gathered()
    {
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
    public async Task Debug_tells_what_happened_when()
    {
        await using var notebook = new Notebook();
        var result = await notebook.RunAsync("1", new DistributeOptions { Count = 2, Debug = true });
        var notes = string.Join('\n', result.Notes.Select(note => note.Text));
        Assert.Contains("handshake after", notes, StringComparison.Ordinal);
        Assert.Contains("loaded in", notes, StringComparison.Ordinal);
        Assert.Contains("ran in", notes, StringComparison.Ordinal);
    }
}
