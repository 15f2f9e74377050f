using System.Diagnostics;
using Distribute.Sandbox.Sessions;

namespace Distribute.Bench.Measuring;

/// <summary>Splits the time of a repeated cell at what the session tells its followers.</summary>
internal sealed class Seams
{
    private readonly List<double> _before = [];
    private readonly List<double> _toFirst = [];
    private readonly List<double> _running = [];
    private readonly List<double> _after = [];

    /// <summary>Runs a cell and notes when what happened.</summary>
    public async Task FollowAsync(Engine engine, string text, int ranks)
    {
        var follower = new Follower();
        var start = Stopwatch.GetTimestamp();
        await engine.RunAsync(text, ranks, follower).ConfigureAwait(false);
        var end = Stopwatch.GetTimestamp();
        _before.Add(Milliseconds(start, follower.BeganAt));
        _toFirst.Add(Milliseconds(follower.BeganAt, follower.FirstStart));
        _running.Add(Milliseconds(follower.FirstStart, follower.LastEnd));
        _after.Add(Milliseconds(follower.LastEnd, end));
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"to compiled and prepared {Median(_before)}, to the first rank's start {Median(_toFirst)}, to the last rank's end {Median(_running)}, to the result {Median(_after)} ms";

    private static string Median(List<double> values) => new Samples(values).Median.ToString("F3");

    private static double Milliseconds(long from, long to) => Stopwatch.GetElapsedTime(from, to).TotalMilliseconds;

    private sealed class Follower : ISessionEvents
    {
        private long _firstStart = long.MaxValue;
        private long _lastEnd;

        public long BeganAt { get; private set; }

        public long FirstStart => _firstStart;

        public long LastEnd => _lastEnd;

        public void Began(string? pool, IReadOnlyList<int> ranks, TimeSpan? timeout) => BeganAt = Stopwatch.GetTimestamp();

        public void RankStarted(int rank)
        {
            var now = Stopwatch.GetTimestamp();
            for (var seen = _firstStart; now < seen; seen = _firstStart)
                if (Interlocked.CompareExchange(ref _firstStart, now, seen) == seen) return;
        }

        public void RankEnded(RankResult result)
        {
            var now = Stopwatch.GetTimestamp();
            for (var seen = _lastEnd; now > seen; seen = _lastEnd)
                if (Interlocked.CompareExchange(ref _lastEnd, now, seen) == seen) return;
        }
    }
}
