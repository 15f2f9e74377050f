using Distribute.Bench.Peers.Contest;

namespace Distribute.Bench.Peers.Contestants;

/// <summary>Data from the notebook to all ranks, as a shared variable, and from all ranks to the notebook, gathered.</summary>
internal sealed class DataWork
{
    private readonly EnginePeer _peer;
    private long _length = -1;
    private long _back = -1;
    private long _objects = -1;

    public DataWork(EnginePeer peer)
    {
        _peer = peer;
        peer.Works["send"] = SendAsync;
        peer.Works["back"] = BackAsync;
        peer.Works["objects"] = ObjectsAsync;
    }

    private async Task<Answer> SendAsync(Ask ask)
    {
        if (_length != ask.Size) await _peer.RunAsync($"var data = new double[{ask.Size / sizeof(double)}];", null).ConfigureAwait(false);
        _length = ask.Size;
        return await Server.RepeatAsync(ask, async _ =>
        {
            // What the notebook has changed is copied again; the cell on the ranks was compiled before.
            await _peer.RunAsync("data[^1]++;", null).ConfigureAwait(false);
            return await _peer.RunAsync("if (data[^1] < 1) throw new Exception(\"not copied\");", _peer.Where(ask.Ranks, "data")).ConfigureAwait(false);
        }).ConfigureAwait(false);
    }

    private async Task<Answer> BackAsync(Ask ask)
    {
        var where = _peer.Where(ask.Ranks, "data");
        if (_back != ask.Size) await _peer.RunAsync($"var mine = new double[{ask.Size / sizeof(double)}];", where).ConfigureAwait(false);
        _back = ask.Size;
        return await Server.RepeatAsync(ask, _ => _peer.RunAsync("mine[^1]++;", where with { Gather = ["mine"] })).ConfigureAwait(false);
    }

    private async Task<Answer> ObjectsAsync(Ask ask)
    {
        if (_objects != ask.Size)
            await _peer.RunAsync($$"""
                record Reading(int Id, double Value, string Name);
                var readings = Enumerable.Range(0, {{ask.Size}}).Select(i => new Reading(i, i / 3.0, "sensor " + i % 1000)).ToList();
                """, null).ConfigureAwait(false);
        _objects = ask.Size;
        return await Server.RepeatAsync(ask, async _ =>
        {
            await _peer.RunAsync("readings[0] = readings[0] with { Value = readings[0].Value + 1 };", null).ConfigureAwait(false);
            return await _peer.RunAsync("if (readings[0].Value < 1) throw new Exception(\"not copied\");", _peer.Where(ask.Ranks, "data")).ConfigureAwait(false);
        }).ConfigureAwait(false);
    }
}
