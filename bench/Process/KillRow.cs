using System.Diagnostics;
using Distribute.Bench.Measuring;
using Distribute.Contracts.Outcomes;
using Distribute.Sandbox.Sessions;

namespace Distribute.Bench.Processes;

/// <summary>kill -9 of any rank at a random moment: in cells, in sync, in output.</summary>
internal static class KillRow
{
    private static readonly string[] Cells =
    [
        "var x = __process_id__; for (var i = 0; i < 1000; i++) x += 4;",
        "var big = new int[400_000]; big[^1] = __process_id__;",
        "for (var i = 0; i < 3000; i++) Console.WriteLine(i);",
        "Thread.Sleep(2);",
    ];

    public static async IAsyncEnumerable<Figure> MeasureAsync(bool quick)
    {
        var turns = quick ? 100 : 500;
        var random = new Random(7);
        var (hung, wrong, times, deaths) = (0, new List<string>(), new List<double>(), 0);
        await using var pool = new Pool();
        await pool.RunAsync("var mine = __process_id__ * 7;").ConfigureAwait(false);
        for (var turn = 0; turn < turns; turn++)
        {
            var victim = random.Next(4);
            var ranks = (await pool.Session.ListAsync("default").ConfigureAwait(false))[0].Ranks;
            var sync = turn % 3 == 0 ? new SyncSelection(false, null) : null;
            var running = pool.TryAsync(Cells[turn % Cells.Length], new DistributeOptions { Count = 4, Mode = "process", Sync = sync });
            for (var until = Stopwatch.GetTimestamp() + (random.Next(30_000) * Stopwatch.Frequency / 1_000_000); Stopwatch.GetTimestamp() < until;) Thread.SpinWait(10);
            Kill(ranks[victim].ProcessId);
            var (result, time) = await running.ConfigureAwait(false);
            times.Add(time);
            if (time > 2000) hung++;
            deaths += result.Ranks.Count(rank => rank.Outcome is RankOutcome.Died);
            foreach (var rank in result.Ranks.Where(rank => rank.Rank != victim && !rank.Outcome.IsOk)) wrong.Add($"{turn}: rank {rank.Rank} {rank.Outcome}");
            var answer = await AskAsync(pool, victim).ConfigureAwait(false);
            times.Add(answer.Milliseconds);
            if (answer.Milliseconds > 2000) hung++;
            if (answer.Problem is { } problem) wrong.Add($"{turn}: {problem}");
        }

        var all = new Samples(times);
        yield return new Figure($"kill -9 at a random moment, {turns} times ({deaths} told as died in their cell)",
            wrong.Count == 0 ? "the pool answered every time" : string.Join("; ", wrong.Take(3)), $"{hung} hung; slowest cell {all.Max:F0} ms", "answers, no hang over 2 s, no wrong value", Figure.Judge(wrong.Count == 0 && hung == 0));
    }

    // The victim's variable is lost or, when the kill came after its cell, may die only now: then the cell after answers.
    private static async Task<(double Milliseconds, string? Problem)> AskAsync(Pool pool, int victim)
    {
        for (var attempt = 0; ; attempt++)
        {
            var (result, time) = await pool.TryAsync("try { return mine; } catch (InvalidOperationException) { mine = __process_id__ * 7; return mine; }").ConfigureAwait(false);
            var bad = result.Ranks.FirstOrDefault(rank => rank.Outcome is not RankOutcome.Completed completed || completed.Value!.PlainText != $"{rank.Rank * 7}");
            if (result.Ranks.Count == 4 && bad is null) return (time, null);
            if (attempt == 0 && (bad is null || (bad.Rank == victim && bad.Outcome is RankOutcome.Died))) continue;
            return (time, Pool.Describe(result));
        }
    }

    private static void Kill(int process)
    {
        try
        {
            using var found = Process.GetProcessById(process);
            found.Kill();
        }
        catch (ArgumentException)
        {
            // It was replaced since it was listed.
        }
    }
}
