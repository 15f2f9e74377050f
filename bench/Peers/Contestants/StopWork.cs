using System.Diagnostics;
using Distribute.Bench.Peers.Contest;
using Distribute.Bench.Rows;

namespace Distribute.Bench.Peers.Contestants;

/// <summary>Code that does not end, under a limit: how long after the deadline the result is there.</summary>
internal sealed class StopWork
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(0.2);
    private readonly EnginePeer _peer;

    public StopWork(EnginePeer peer)
    {
        _peer = peer;
        peer.Works["stop"] = StopAsync;
        peer.Works["stop-case"] = CaseAsync;
    }

    private Task<Answer> StopAsync(Ask ask)
    {
        var where = _peer.Where(ask.Ranks) with { Timeout = Limit };
        return Server.RepeatAsync(ask, async _ =>
        {
            var start = Stopwatch.GetTimestamp();
            var result = await _peer.Engine.Session.RunAsync(_peer.Engine.Request("if (__process_id__ == 0) while (true) { }", where)).ConfigureAwait(false);
            var elapsed = Stopwatch.GetElapsedTime(start);
            return result.Ranks[0].Outcome.Name == "timedOut" ? (elapsed - Limit).TotalSeconds : throw new InvalidOperationException($"{result.Ranks[0].Outcome}");
        });
    }

    // The engine's own stop test; one case a process, for code that could not be stopped goes on.
    private static async Task<Answer> CaseAsync(Ask ask)
    {
        foreach (var warm in new[] { "while (true) { }", "Thread.Sleep(600_000);" }) await StopTrial.RunAsync(warm).ConfigureAwait(false);
        var code = StopCase.All.Single(known => known.Name == ask.Name).Code;
        var times = new List<double>();
        for (var i = 0; i < ask.Count; i++)
        {
            var trial = await StopTrial.RunAsync(code).ConfigureAwait(false);
            if (trial is not { Outcome: "timedOut", Kept: true, Usable: true }) return new Answer { Error = trial.ToString() };
            times.Add(trial.Late);
        }

        return new Answer { Seconds = [.. times] };
    }
}
