using Distribute.Bench.Measuring;
using Distribute.Bench.Peers.Contest;

namespace Distribute.Bench.Peers.Contestants;

/// <summary>What many cells leave behind: private memory of this process and of its ranks after the last, less that after an early one.</summary>
internal sealed class GrowthWork
{
    private const int Early = 20;
    private readonly EnginePeer _peer;

    public GrowthWork(EnginePeer peer)
    {
        _peer = peer;
        peer.Works["growth"] = GrowAsync;
    }

    private async Task<Answer> GrowAsync(Ask ask)
    {
        await using var engine = _peer.Open();
        for (var i = 1; i <= Early; i++) await engine.RunAsync(CellWork.Text(i), _peer.Where(ask.Ranks)).ConfigureAwait(false);
        var early = Measure();
        for (var i = Early + 1; i <= ask.Size; i++) await engine.RunAsync(CellWork.Text(i), _peer.Where(ask.Ranks)).ConfigureAwait(false);
        return new Answer { Value = Measure() - early };
    }

    private static double Measure()
    {
        Memory.Collect();
        return ProcessTree.PrivateMebibytes(Environment.ProcessId);
    }
}
