using System.Diagnostics;
using Distribute.Bench.Measuring;
using Distribute.Contracts.Outcomes;
using Distribute.Sandbox.Sessions;

namespace Distribute.Bench.Rows;

/// <summary>One try to stop code on one rank of four. Immutable.</summary>
/// <param name="Late">Seconds from the deadline to the cell's result.</param>
/// <param name="Outcome">How the rank ended.</param>
/// <param name="Lost">Whether its thread was given up.</param>
/// <param name="Kept">Whether the variables that were assigned before have their values.</param>
/// <param name="Usable">Whether the next cell ran on every rank.</param>
/// <param name="RunsOn">Whether the process goes on computing after the result.</param>
internal sealed record StopTrial(double Late, string Outcome, bool Lost, bool Kept, bool Usable, bool RunsOn)
{
    private const int Ranks = 4;
    private const int Stopped = 1;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(0.5);

    /// <summary>Tries it in a session of its own.</summary>
    public static async Task<StopTrial> RunAsync(string code)
    {
        await using var engine = new Engine();
        const string Earlier = "var earlier = __process_id__ * 10; var counted = 0L;";
        await engine.RunAsync(Earlier, Ranks).ConfigureAwait(false);
        var text = $$"""
            var kept = earlier + 1;
            counted = 1;
            if (__process_id__ == {{Stopped}})
            {
                {{code}}
            }
            """;
        var follower = new Follower();
        var result = await engine.Session.RunAsync(engine.Request(text, Ranks, Limit), follower).ConfigureAwait(false);
        var late = (Stopwatch.GetElapsedTime(follower.StartedAt) - Limit).TotalSeconds;
        if (result.Ranks.Count == 0) throw new InvalidOperationException(Engine.Describe(result));
        var outcome = result.Ranks[Stopped].Outcome;
        return new StopTrial(
            late,
            outcome.Name,
            outcome is RankOutcome.TimedOut { Lost: true, Message: var message } && message.Contains("--mode process", StringComparison.Ordinal),
            await IsKeptAsync(engine).ConfigureAwait(false),
            await IsUsableAsync(engine).ConfigureAwait(false),
            await RunsOnAsync().ConfigureAwait(false));
    }

    private static async Task<bool> IsKeptAsync(Engine engine)
    {
        try
        {
            return await engine.Session.ReadAsync<int>("kept", "default", Stopped).ConfigureAwait(false) == (Stopped * 10) + 1
                && await engine.Session.ReadAsync<int>("earlier", "default", Stopped).ConfigureAwait(false) == Stopped * 10
                && await engine.Session.ReadAsync<long>("counted", "default", Stopped).ConfigureAwait(false) >= 1;
        }
        catch (InvalidOperationException)
        {
            // Without a value: that is the answer.
            return false;
        }
    }

    private static async Task<bool> IsUsableAsync(Engine engine)
    {
        var next = engine.Session.RunAsync(engine.Request("Console.WriteLine($\"{kept} {__process_id__}\");", Ranks, TimeSpan.FromSeconds(5)));
        var result = await next.ConfigureAwait(false);
        return result.Ok && result.Ranks.All(rank => rank.Stdout.Trim() == $"{(rank.Rank * 10) + 1} {rank.Rank}");
    }

    // A quarter of one core is code that goes on, also where others use the machine; the engine itself rests after a cell.
    private static async Task<bool> RunsOnAsync()
    {
        var window = TimeSpan.FromMilliseconds(300);
        var before = Work.Measure();
        await Task.Delay(window).ConfigureAwait(false);
        return Work.Measure() - before > window / 4;
    }

    private sealed class Follower : ISessionEvents
    {
        public long StartedAt { get; private set; }

        public void RankStarted(int rank)
        {
            if (rank == Stopped) StartedAt = Stopwatch.GetTimestamp();
        }
    }
}
