using Distribute.Bench.Peers.Contest;
using Distribute.Bench.Peers.Workloads;

namespace Distribute.Bench.Peers.Contestants;

/// <summary>The same computing as compiled code of a Release program, through <c>Parallel.For</c>.</summary>
internal sealed class ParallelPeer : Peer
{
    private readonly HashSet<(string, int)> _known = [];

    public ParallelPeer() => Works["cpu"] = RunAsync;

    private async Task<Answer> RunAsync(Ask ask)
    {
        var workload = Workload.Named(ask.Name!);
        if (_known.Add((workload.Name, ask.Ranks)))
        {
            Parallel.For(0, ask.Ranks, rank =>
            {
                for (var i = 0; i < Workload.WarmRuns; i++) workload.Part(rank, ask.Ranks, workload.WarmSize);
            });
            await Task.Delay(Workload.Tiering).ConfigureAwait(false);
        }

        var sum = 0L;
        var answer = await Server.RepeatAsync(ask, _ =>
        {
            sum = 0;
            Parallel.For(0, ask.Ranks, new ParallelOptions { MaxDegreeOfParallelism = ask.Ranks }, rank => Interlocked.Add(ref sum, workload.Part(rank, ask.Ranks, ask.Size)));
        }).ConfigureAwait(false);
        return answer with { Value = sum };
    }
}
