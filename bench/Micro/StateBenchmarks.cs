using BenchmarkDotNet.Attributes;
using Distribute.Contracts.Compilation;
using Distribute.Contracts.Isolates;
using Distribute.Contracts.State;
using Distribute.Sandbox.Threads;

namespace Distribute.Bench.Micro;

/// <summary>Variables of a rank as bytes, and back on another.</summary>
public class StateBenchmarks
{
    private IIsolate _from = null!;
    private IIsolate _to = null!;
    private IReadOnlyList<int> _slots = [];
    private StateSnapshot _snapshot = null!;

    /// <summary>What the variable holds.</summary>
    [Params("1", "new double[125_000]", "Enumerable.Range(0, 10_000).Select(i => (i, i / 3.0, \"text \" + i % 100)).ToList()")]
    public string Value { get; set; } = "";

    /// <summary>Starts two ranks with the variable.</summary>
    [GlobalSetup]
    public async Task StartAsync()
    {
        var factory = new ThreadIsolateFactory();
        _from = await factory.StartAsync("micro", 0, CancellationToken.None);
        _to = await factory.StartAsync("micro", 1, CancellationToken.None);
        var image = Parts.Compile($"var value = {Value};", Scope.Empty);
        foreach (var rank in new[] { _from, _to }) await Parts.RunAsync(rank, image);
        _slots = [.. image.Slots.Select(slot => slot.Id)];
        _snapshot = await _from.SnapshotAsync(_slots, CancellationToken.None);
    }

    /// <summary>Ends them.</summary>
    [GlobalCleanup]
    public async Task EndAsync()
    {
        await _from.DisposeAsync();
        await _to.DisposeAsync();
    }

    /// <summary>Copied out, as bytes.</summary>
    [Benchmark]
    public async Task<long> Snapshot() => (await _from.SnapshotAsync(_slots, CancellationToken.None)).Bytes.Length;

    /// <summary>The bytes copied in.</summary>
    [Benchmark]
    public async Task Merge() => await _to.MergeAsync(_snapshot, null, CancellationToken.None);

    /// <summary>From one rank to the other without bytes between, as a sync does it.</summary>
    [Benchmark]
    public async Task LendAndMerge() => await _to.MergeAsync(await _from.LendAsync(_slots, CancellationToken.None), null, CancellationToken.None);
}
