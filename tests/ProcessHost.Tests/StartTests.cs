using Distribute.Contracts.Isolates;

namespace Distribute.ProcessHost.Tests;

/// <summary>Starts that fail say why, and are not tried without end.</summary>
public sealed class StartTests
{
    [Fact]
    public async Task A_program_that_is_not_there_is_named()
    {
        var factory = new ProcessIsolateFactory(new ProcessHostOptions { WorkerPath = "/nowhere/worker.dll" });
        var error = await Assert.ThrowsAsync<IsolateException>(async () => await factory.StartAsync("default", 0, CancellationToken.None));
        Assert.Contains("/nowhere/worker.dll", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_does_not_become_a_rank_is_told_with_its_own_words_and_a_storm_is_cut_short()
    {
        var broken = Path.Combine(Path.GetTempPath(), $"distribute-test-{Guid.NewGuid():N}.dll");
        await File.WriteAllTextAsync(broken, "this is no program");
        try
        {
            var factory = new ProcessIsolateFactory(new ProcessHostOptions { WorkerPath = broken, StartRetries = 1, StormSize = 2, StormPause = TimeSpan.FromMinutes(1) });
            var first = await Assert.ThrowsAsync<IsolateException>(async () => await factory.StartAsync("default", 0, CancellationToken.None));
            Assert.Contains("It said: ", first.Message, StringComparison.Ordinal);
            var second = await Assert.ThrowsAsync<IsolateException>(async () => await factory.StartAsync("default", 0, CancellationToken.None));
            Assert.Contains("none is started for", second.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(broken);
        }
    }

    [Fact]
    public async Task An_interrupted_start_leaves_nothing()
    {
        var factory = new ProcessIsolateFactory();
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await factory.StartAsync("default", 0, stop.Token));
    }
}
