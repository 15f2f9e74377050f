using System.Globalization;
using Distribute.Bench.Measuring;
using Distribute.Bench.Peers.Contest;
using Distribute.Sandbox.Sessions;

namespace Distribute.Bench.Peers.Contestants;

/// <summary>Pools that start, trivial cells, what they print, limits of time.</summary>
internal sealed class CellWork
{
    private const string Trivial = "hits++;";
    private const string Known = "Console.WriteLine(__process_id__);";
    private const int WarmRuns = 500;
    private const int WarmCells = 300;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private readonly EnginePeer _peer;
    private int _texts;
    private int _starts;
    private bool _hasNew;

    public CellWork(EnginePeer peer)
    {
        _peer = peer;
        peer.Works["start"] = ask => StartAsync(ask, () => Known);
        peer.Works["start-new"] = ask => StartAsync(ask, () => $"{Known} // {_starts}");
        peer.Works["again"] = AgainAsync;
        peer.Works["timeout"] = TimeoutAsync;
        peer.Works["new"] = NewAsync;
        peer.Works["lines"] = LinesAsync;
    }

    // The others' programs are compiled ahead, and a kernel is not fresh when a pool starts: what is cold is the pool.
    private async Task<Answer> StartAsync(Ask ask, Func<string> text)
    {
        if (_starts == 0)
        {
            var thread = new DistributeOptions { Pool = "seen", Count = 1 };
            for (var i = 0; i < _peer.Warm(WarmCells); i++) await _peer.RunAsync(Text(-i), thread).ConfigureAwait(false);
            await _peer.RunAsync(Known, thread).ConfigureAwait(false);
            for (var i = 0; i < _peer.Warm(_peer.Where(1).Mode == Contestant.Thread ? 60 : 20); i++) await OnceAsync(4, text()).ConfigureAwait(false);
        }

        return await Server.RepeatAsync(ask, _ => OnceAsync(ask.Ranks, text())).ConfigureAwait(false);
    }

    private async Task<double> OnceAsync(int ranks, string text)
    {
        var where = _peer.Where(ranks, $"start{_starts++}x");
        var seconds = await _peer.RunAsync(text, where).ConfigureAwait(false);
        var stopped = await _peer.Engine.Session.StopAsync(where.Pool).ConfigureAwait(false);
        return stopped.Ok ? seconds : throw new InvalidOperationException(Engine.Describe(stopped));
    }

    private async Task WarmAsync(int ranks)
    {
        if (_peer.Has(ranks, "cells")) return;
        await _peer.RunAsync("var hits = 0;", _peer.Where(ranks)).ConfigureAwait(false);
        for (var i = 0; i < _peer.Warm(WarmRuns); i++) await _peer.RunAsync(Trivial, _peer.Where(ranks)).ConfigureAwait(false);
    }

    private async Task<Answer> AgainAsync(Ask ask)
    {
        await WarmAsync(ask.Ranks).ConfigureAwait(false);
        return await Server.RepeatAsync(ask, _ => _peer.RunAsync(Trivial, _peer.Where(ask.Ranks))).ConfigureAwait(false);
    }

    private async Task<Answer> TimeoutAsync(Ask ask)
    {
        await WarmAsync(ask.Ranks).ConfigureAwait(false);
        var limited = _peer.Where(ask.Ranks) with { Timeout = Limit };
        return await Server.RepeatAsync(ask, _ => _peer.RunAsync(Trivial, limited)).ConfigureAwait(false);
    }

    private async Task<Answer> NewAsync(Ask ask)
    {
        await WarmAsync(ask.Ranks).ConfigureAwait(false);
        if (!_hasNew)
            for (var i = 0; i < _peer.Warm(WarmCells); i++) await NextAsync(ask.Ranks).ConfigureAwait(false);
        _hasNew = true;
        return await Server.RepeatAsync(ask, _ => NextAsync(ask.Ranks)).ConfigureAwait(false);
    }

    private Task<double> NextAsync(int ranks) => _peer.RunAsync(Text(++_texts), _peer.Where(ranks));

    /// <summary>A trivial cell that nobody has seen.</summary>
    public static string Text(int number) => $"var value = {number};\nConsole.WriteLine(value + {number});";

    private Task<Answer> LinesAsync(Ask ask) => Server.RepeatAsync(ask, async _ =>
    {
        var text = $"for (var i = 0; i < {ask.Size}; i++) Console.WriteLine($\"{{i:00000}} {{__process_id__}} \" + new string('x', 56));";
        var result = await _peer.Engine.Session.RunAsync(_peer.Engine.Request(text, _peer.Where(ask.Ranks))).ConfigureAwait(false);
        if (!result.Ok) throw new InvalidOperationException(Engine.Describe(result));
        foreach (var rank in result.Ranks)
            if (rank.Stdout.AsSpan().Count('\n') != ask.Size || !rank.Stdout.StartsWith(string.Create(CultureInfo.InvariantCulture, $"00000 {rank.Rank} "), StringComparison.Ordinal)) throw new InvalidOperationException("lines were lost");
        return result.Elapsed.TotalSeconds;
    });
}
