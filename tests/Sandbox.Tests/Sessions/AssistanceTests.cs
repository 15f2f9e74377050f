using Distribute.Compiler;
using Distribute.Contracts.Isolates;
using Distribute.Sandbox.Sessions;

namespace Distribute.Sandbox.Tests.Sessions;

/// <summary>What a session tells a person who writes the next cell.</summary>
public sealed class AssistanceTests : IAsyncLifetime
{
    private readonly Session _session = Session.Open(new CSharpCellCompiler(), new SessionOptions { StopGrace = TimeSpan.FromSeconds(30) });
    private int _cell;

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _session.DisposeAsync().AsTask();

    [Fact]
    public async Task Variables_of_cells_that_ran()
    {
        await Run("var numbers = new List<int>();");
        Assert.Contains("numbers", await Labels("numb"));
        Assert.Contains("AddRange", await Labels("numbers.Add"));
        Assert.Equal([("numbers", "List<int>")], _session.Assistance.Variables(null));
    }

    [Fact]
    public async Task Variables_of_a_pool_in_code_for_that_pool_alone()
    {
        await Run("var shared = 1;");
        await Run("var part = new[] { __process_id__ };", new DistributeOptions { Pool = "workers", Count = 2 });
        Assert.Contains("part", await Labels("par", "workers"));
        Assert.Contains("shared", await Labels("sha", "workers"));
        Assert.DoesNotContain("part", await Labels("par"));
        Assert.DoesNotContain("part", await Labels("par", "others"));
        Assert.Equal(["workers"], _session.Assistance.Pools);
        Assert.Equal([("part", "int[]")], _session.Assistance.Variables("workers"));
    }

    [Fact]
    public async Task Only_shared_variables_when_the_code_says_which()
    {
        await Run("var first = 1; var second = 2;");
        var code = new WrittenCode { Text = "", Pool = "default", Share = ["first"] };
        var found = (await _session.Assistance.CompleteAsync(code, 0)).Items.Select(item => item.Label).ToList();
        Assert.Contains("first", found);
        Assert.DoesNotContain("second", found);
    }

    [Fact]
    public async Task Gathered_variables_and_pools_that_ended()
    {
        await Run("var mine = __process_id__;", new DistributeOptions { Count = 2, Gather = ["mine"] });
        Assert.Contains("Length", await Labels("mine."));
        await _session.StopAsync("default");
        Assert.Empty(_session.Assistance.Pools);
    }

    [Fact]
    public async Task A_cell_that_runs_does_not_hold_it_up()
    {
        var events = new Printed();
        using var stop = new CancellationTokenSource();
        var running = _session.RunAsync(
            new CellRequest { Code = "var during = \"\"; Console.WriteLine(\"go\"); while (true) Thread.Sleep(1);", ExecutionCount = ++_cell }, events, stop.Token);
        await events.First.Task.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Contains("Substring", await Labels("during."));
        Assert.False(running.IsCompleted);
        await stop.CancelAsync();
        Assert.True((await running).Interrupted);
    }

    private async Task<IReadOnlyList<string>> Labels(string text, string? pool = null) =>
        [.. (await _session.Assistance.CompleteAsync(new WrittenCode { Text = text, Pool = pool }, text.Length)).Items.Select(item => item.Label)];

    private async Task Run(string code, DistributeOptions? distribute = null)
    {
        var result = await _session.RunAsync(new CellRequest { Code = code, ExecutionCount = ++_cell, Distribute = distribute });
        Assert.True(result.Ok, string.Join('\n', result.Diagnostics));
    }

    private sealed class Printed : ISessionEvents
    {
        public TaskCompletionSource First { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Output(int rank, OutputStream stream, string text) => First.TrySetResult();
    }
}
