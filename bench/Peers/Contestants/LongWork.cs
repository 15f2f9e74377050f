using Distribute.Bench.Measuring;
using Distribute.Bench.Peers.Contest;
using Distribute.Sandbox.Sessions;

namespace Distribute.Bench.Peers.Contestants;

/// <summary>A session that gets old: the cells around a number, the memory then.</summary>
internal sealed class LongWork
{
    // Until the compiler itself is no longer compiled anew beside the cells.
    private const int WarmCells = 600;
    private const int AfterNumber = 5;
    private readonly EnginePeer _peer;
    private Engine? _engine;
    private int _cells;

    public LongWork(EnginePeer peer)
    {
        _peer = peer;
        peer.Works["long"] = LongAsync;
        peer.Works["long-again"] = AgainAsync;
        peer.Works["memory"] = MemoryAsync;
        peer.Works["variables"] = VariablesAsync;
        peer.Works["variables-again"] = ask => VariablesAsync(ask, _ => "hits++;");
        peer.Works["variables-sync"] = ask => VariablesAsync(ask, _ => "hits++;", sync: true);
    }

    private async Task<Answer> LongAsync(Ask ask)
    {
        if (_engine is null)
        {
            await using var earlier = _peer.Open();
            for (var i = 1; i <= _peer.Warm(WarmCells); i++) await earlier.RunAsync(CellWork.Text(i), _peer.Where(ask.Ranks)).ConfigureAwait(false);
        }

        _engine ??= _peer.Open();
        while (_cells < ask.Size - ask.Count + AfterNumber) await NextAsync(ask).ConfigureAwait(false);
        return await Server.RepeatAsync(ask, _ => NextAsync(ask)).ConfigureAwait(false);
    }

    private async Task<double> NextAsync(Ask ask) => await _engine!.RunAsync(CellWork.Text(++_cells), _peer.Where(ask.Ranks)).ConfigureAwait(false) / 1000;

    private async Task<Answer> AgainAsync(Ask ask)
    {
        const string Cell = "value++;";
        for (var i = 0; i < 50; i++) await _engine!.RunAsync(Cell, _peer.Where(ask.Ranks)).ConfigureAwait(false);
        return await Server.RepeatAsync(ask, async _ => await _engine!.RunAsync(Cell, _peer.Where(ask.Ranks)).ConfigureAwait(false) / 1000).ConfigureAwait(false);
    }

    // The driver looks at the processes; here is only collected.
    private static Task<Answer> MemoryAsync(Ask ask)
    {
        Memory.Collect();
        return Task.FromResult(new Answer());
    }

    private Task<Answer> VariablesAsync(Ask ask) => VariablesAsync(ask, turn => CellWork.Text(turn + 1));

    // A pool of its own for each number of variables, which all live.
    private async Task<Answer> VariablesAsync(Ask ask, Func<int, string> text, bool sync = false)
    {
        await using var engine = _peer.Open();
        var where = _peer.Where(ask.Ranks, "variables");
        for (var i = 0; i < 20; i++) await engine.RunAsync(CellWork.Text(-i), where).ConfigureAwait(false);
        await engine.RunAsync("var hits = 0;\n" + string.Concat(Enumerable.Range(0, (int)ask.Size).Select(i => $"var variable{i} = {i};\n")), where).ConfigureAwait(false);
        var all = sync ? where with { Sync = new SyncSelection(true, null) } : where;
        for (var i = 0; i < 10; i++) await engine.RunAsync(text(1000 + i), all).ConfigureAwait(false);
        return await Server.RepeatAsync(ask, async turn => await engine.RunAsync(text(turn), all).ConfigureAwait(false) / 1000).ConfigureAwait(false);
    }
}
