using System.Reflection;
using Distribute.Bench.Measuring;
using Distribute.Bench.Peers.Contest;
using Distribute.Compiler;
using Distribute.ProcessHost;
using Distribute.Sandbox.Sessions;

namespace Distribute.Bench.Peers.Contestants;

/// <summary>This project as a library, with ranks on threads or in processes. The program for rank processes is that of the published tool.</summary>
internal sealed class EnginePeer : Peer
{
    private static readonly CSharpCellCompiler Compiler = new();
    private readonly PeerOptions _options;
    private readonly string _mode;
    private readonly Engine _engine;

    public EnginePeer(PeerOptions options)
    {
        (_options, _mode) = (options, options.Contestant!);
        _engine = Open();
        Compiler.WarmUp();
        _ = new CellWork(this);
        _ = new LongWork(this);
        _ = new DataWork(this);
        _ = new ComputeWork(this);
        _ = new StopWork(this);
        _ = new GrowthWork(this);
    }

    /// <inheritdoc/>
    public override string Versions => $"{typeof(Session).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]}, .NET {Environment.Version}";

    /// <summary>The session that most work is done in.</summary>
    public Engine Engine => _engine;

    /// <summary>So many cells, runs or starts that warm up, or a few for a quick look.</summary>
    public int Warm(int full) => _options.Choose(full, full / 20);

    /// <summary>A session of its own.</summary>
    public Engine Open() => new(Compiler, new SessionOptions
    {
        Isolates = _mode == Contestant.Process ? [new ProcessIsolateFactory(new ProcessHostOptions { WorkerPath = Path.Combine(Path.GetDirectoryName(_options.Tool)!, "worker", "Distribute.ProcessHost.Worker.dll") })] : [],
    });

    /// <summary>Where a cell runs.</summary>
    /// <param name="ranks">On how many ranks.</param>
    /// <param name="pool">Of which pool; each number of ranks has a pool of its own.</param>
    public DistributeOptions Where(int ranks, string pool = "cells") => new() { Pool = $"{pool}{ranks}", Count = ranks, Mode = _mode };

    /// <summary>Runs a cell.</summary>
    /// <returns>Seconds.</returns>
    public async Task<double> RunAsync(string code, DistributeOptions? where) => await _engine.RunAsync(code, where).ConfigureAwait(false) / 1000;

    /// <summary>Whether a pool is there.</summary>
    public bool Has(int ranks, string pool) => _engine.Session.Pools.ContainsKey($"{pool}{ranks}");

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => _engine.DisposeAsync();
}
