using BenchmarkDotNet.Attributes;
using Distribute.Sandbox.Sessions;

namespace Distribute.Bench.Micro;

/// <summary>A whole session: the same cell on all ranks of a pool, with and without a sync.</summary>
public class SessionBenchmarks
{
    private const string Cell = "hits++;";
    private Measuring.Engine _engine = null!;

    /// <summary>The pool's size.</summary>
    [Params(1, 4, 16, 64)]
    public int Ranks { get; set; }

    /// <summary>Starts the pool.</summary>
    [GlobalSetup]
    public async Task StartAsync()
    {
        _engine = new Measuring.Engine(Parts.Compiler);
        await _engine.RunAsync("var hits = 0; var data = new double[125_000];", Ranks);
    }

    /// <summary>Ends it.</summary>
    [GlobalCleanup]
    public async Task EndAsync() => await _engine.DisposeAsync();

    /// <summary>A repeated cell fans out to all ranks, and their results come back.</summary>
    [Benchmark]
    public Task<double> FanOut() => _engine.RunAsync(Cell, Ranks);

    /// <summary>The same, and one int is copied from rank 0 to the others.</summary>
    [Benchmark]
    public Task<double> FanOutAndSync() => _engine.RunAsync(Cell, new DistributeOptions { Count = Ranks, Sync = new SyncSelection(false, null) });

    /// <summary>A megabyte is copied from rank 0 to the others.</summary>
    [Benchmark]
    public Task<CellResult> SyncMegabyte() => _engine.Session.SyncAsync("default", ["data"]);
}
