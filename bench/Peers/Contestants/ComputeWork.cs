using Distribute.Bench.Peers.Contest;
using Distribute.Bench.Peers.Workloads;

namespace Distribute.Bench.Peers.Contestants;

/// <summary>Computing on ranks: each does its part of the work. The text is that of the files in Workloads.</summary>
internal sealed class ComputeWork
{
    private const string Pool = "compute";
    private readonly EnginePeer _peer;
    private readonly HashSet<(string, int)> _known = [];

    public ComputeWork(EnginePeer peer)
    {
        _peer = peer;
        peer.Works["cpu"] = RunAsync;
    }

    private async Task<Answer> RunAsync(Ask ask)
    {
        var workload = Workload.Named(ask.Name!);
        var where = _peer.Where(ask.Ranks, Pool);
        if (_known.Add((workload.Name, ask.Ranks)))
        {
            await _peer.RunAsync("var part = 0L;", where).ConfigureAwait(false);
            await _peer.RunAsync(workload.Text, where).ConfigureAwait(false);
            await _peer.RunAsync($"for (var i = 0; i < {Workload.WarmRuns}; i++) part = {workload.Call($"{workload.WarmSize}")};", where).ConfigureAwait(false);
            await Task.Delay(Workload.Tiering).ConfigureAwait(false);
        }

        var answer = await Server.RepeatAsync(ask, _ => _peer.RunAsync($"part = {workload.Call($"{ask.Size}")};", where)).ConfigureAwait(false);
        var sum = 0L;
        for (var rank = 0; rank < ask.Ranks; rank++) sum += await _peer.Engine.Session.ReadAsync<long>("part", where.Pool, rank).ConfigureAwait(false);
        return answer with { Value = sum };
    }
}
