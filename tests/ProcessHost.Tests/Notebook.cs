using System.Collections.Concurrent;
using System.Globalization;
using Distribute.Compiler;
using Distribute.Contracts.Isolates;
using Distribute.Contracts.Outcomes;
using Distribute.Sandbox.Sessions;

namespace Distribute.ProcessHost.Tests;

/// <summary>A session whose ranks are processes, with the compiler and all: cells as a person writes them.</summary>
internal sealed class Notebook : IAsyncDisposable
{
    /// <summary>What a test that works never comes near; one that hangs ends by it.</summary>
    public static readonly TimeSpan MustNotElapse = TimeSpan.FromSeconds(60);

    // One for all tests: its first cell costs more than most tests.
    private static readonly CSharpCellCompiler Compiler = new();

    private readonly Session _session;
    private int _count;

    public Notebook(ProcessHostOptions? options = null, TimeSpan? grace = null) => _session = Session.Open(Compiler, new SessionOptions
    {
        Isolates = [new ProcessIsolateFactory(options)],
        // As long as no test asks how soon, nothing is given up that a busy machine merely delays.
        StopGrace = grace ?? TimeSpan.FromSeconds(30),
    });

    public Session Session => _session;

    /// <summary>Runs a cell on a pool of processes.</summary>
    public Task<CellResult> RunAsync(string code, DistributeOptions options, ISessionEvents? events = null, CancellationToken stop = default) =>
        _session.RunAsync(new CellRequest { Code = code, ExecutionCount = ++_count, Distribute = options with { Mode = "process" } }, events, stop).WaitAsync(MustNotElapse, CancellationToken.None);

    /// <summary>Runs a cell on some ranks.</summary>
    public Task<CellResult> RunAsync(string code, int ranks = 2, ISessionEvents? events = null, CancellationToken stop = default) =>
        RunAsync(code, new DistributeOptions { Count = ranks }, events, stop);

    /// <summary>Runs a cell that must complete on every rank, and gives each rank's value.</summary>
    public async Task<string[]> ValuesAsync(string code, int ranks = 2)
    {
        var result = await RunAsync(code, ranks);
        Assert.True(result.Ok, Describe(result));
        return [.. result.Ranks.Select(rank => ((RankOutcome.Completed)rank.Outcome).Value?.PlainText ?? "nothing")];
    }

    /// <summary>Runs an ordinary cell.</summary>
    public async Task NotebookAsync(string code)
    {
        var result = await _session.RunAsync(new CellRequest { Code = code, ExecutionCount = ++_count }).WaitAsync(MustNotElapse);
        Assert.True(result.Ok, Describe(result));
    }

    /// <summary>The processes of the ranks.</summary>
    public async Task<int[]> ProcessesAsync() => [.. (await ValuesAsync("Environment.ProcessId", 2)).Select(id => int.Parse(id, CultureInfo.InvariantCulture))];

    public static string Describe(CellResult result) => string.Join(
        '\n', [.. result.Diagnostics.Select(d => d.Message), .. result.Ranks.Select(rank => $"[{rank.Rank}] {rank.Outcome}\n{rank.Stdout}{rank.Stderr}")]);

    public ValueTask DisposeAsync() => _session.DisposeAsync();
}

/// <summary>Lets a test wait for a text of a rank.</summary>
internal sealed class Follower : ISessionEvents
{
    private readonly ConcurrentDictionary<(int Rank, string Text), TaskCompletionSource> _waiting = [];
    private readonly ConcurrentDictionary<int, string> _said = [];

    /// <summary>Ends when the rank has said it.</summary>
    public Task Said(int rank, string text)
    {
        var seen = _waiting.GetOrAdd((rank, text), _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
        Look(rank);
        return seen.Task.WaitAsync(Notebook.MustNotElapse);
    }

    public void Output(int rank, OutputStream stream, string text)
    {
        _said.AddOrUpdate(rank, text, (_, before) => before + text);
        Look(rank);
    }

    private void Look(int rank)
    {
        foreach (var ((of, text), seen) in _waiting)
            if (of == rank && _said.GetValueOrDefault(rank, "").Contains(text, StringComparison.Ordinal)) seen.TrySetResult();
    }
}
