using System.Diagnostics;
using Distribute.Bench.Measuring;
using Distribute.Contracts.Isolates;
using Distribute.Sandbox.Sessions;

namespace Distribute.Bench.Rows;

/// <summary>One rank prints a hundred million bytes of lines while three others print a thousand lines each.</summary>
internal sealed class FloodRow : IRow
{
    private const int Ranks = 4;
    private const int LineBytes = 100;
    private const int OtherLines = 1000;
    private const double Mebibyte = 1 << 20;

    /// <inheritdoc/>
    public string Name => "flood";

    /// <inheritdoc/>
    public async IAsyncEnumerable<Figure> MeasureAsync(BenchOptions options)
    {
        var lines = options.Iterations(1_000_000, 50_000);
        var text = $$"""
            if (__process_id__ == 0) for (var i = 0; i < {{lines}}; i++) Console.WriteLine(i.ToString("D{{LineBytes - 1}}"));
            else for (var i = 0; i < {{OtherLines}}; i++) Console.WriteLine($"rank {__process_id__} line {i}");
            """;
        await using var engine = new Engine();
        await engine.RunAsync("Console.WriteLine(1.ToString(\"D99\"));", Ranks).ConfigureAwait(false);
        GC.Collect();
        var before = Environment.WorkingSet / Mebibyte;
        using var peak = new PeakMemory();
        var follower = new Follower();
        var result = await engine.Session.RunAsync(engine.Request(text, Ranks, timeout: null), follower).ConfigureAwait(false);
        var grown = peak.Stop() - before;
        var whole = result.Ok && result.Ranks.Skip(1).All(rank => IsWhole(rank, follower.Text(rank.Rank)));
        yield return new Figure(
            "flood: output of the other ranks, streamed and in the result", whole ? "whole" : "incomplete", $"{OtherLines} lines on each of {Ranks - 1}", "no loss", Figure.Judge(whole));
        var flooding = result.Ranks[0];
        var told = flooding.Stdout.Length + flooding.DroppedBytes == (long)lines * LineBytes;
        yield return new Figure(
            "flood: the flooding rank's output",
            $"{flooding.Stdout.Length / Mebibyte:F2} MiB kept, {flooding.DroppedBytes} bytes told as dropped",
            told ? "together all that was printed" : "NOT all that was printed",
            "the cap told",
            Figure.Judge(told && flooding.DroppedBytes > 0));
        yield return new Figure($"flood: growth of the working set at its peak, {lines * LineBytes / 1_000_000} MB printed", $"{grown:F0} MiB", $"from {before:F0} MiB", "bounded: 100 MiB", Figure.Judge(grown <= 100));
        yield return new Figure("flood: time", $"{result.Elapsed.TotalSeconds:F2} s", "", "", Verdict.Told);
        yield return await TellAsync(options, text).ConfigureAwait(false);
    }

    private static async Task<Figure> TellAsync(BenchOptions options, string text)
    {
        var tool = await PublishedTool.FindAsync(options.Tool).ConfigureAwait(false);
        var notebook = PublishedTool.WriteNotebook("flood", [$"#!distribute {Ranks}\n{text}"]);
        var run = (await ChildProcess.RunAsync(tool, ["run", notebook]).ConfigureAwait(false)).Expect(0);
        File.Delete(notebook);
        var told = run.Output.Split('\n').FirstOrDefault(line => line.Contains("dropped", StringComparison.OrdinalIgnoreCase));
        return new Figure("flood: what the command says", told?.Trim() ?? "nothing", $"{run.Elapsed.TotalSeconds:F2} s in all", "the cap told", Figure.Judge(told is not null));
    }

    private static bool IsWhole(RankResult result, string streamed)
    {
        var expected = string.Concat(Enumerable.Range(0, OtherLines).Select(line => $"rank {result.Rank} line {line}\n"));
        return result.DroppedBytes == 0 && result.Stdout.ReplaceLineEndings("\n") == expected && streamed.ReplaceLineEndings("\n") == expected;
    }

    private sealed class Follower : ISessionEvents
    {
        private readonly System.Text.StringBuilder[] _texts = [.. Enumerable.Range(0, Ranks).Select(_ => new System.Text.StringBuilder())];

        public string Text(int rank) => _texts[rank].ToString();

        public void Output(int rank, OutputStream stream, string text) => _texts[rank].Append(text);
    }

    /// <summary>Looks at the working set again and again, on a thread of its own.</summary>
    private sealed class PeakMemory : IDisposable
    {
        private readonly ManualResetEventSlim _stop = new();
        private readonly Thread _thread;
        private long _peak;

        public PeakMemory()
        {
            _thread = new Thread(Watch) { IsBackground = true };
            _thread.Start();
        }

        /// <summary>Ends and tells the peak in MiB.</summary>
        public double Stop()
        {
            _stop.Set();
            _thread.Join();
            return _peak / Mebibyte;
        }

        public void Dispose() => _stop.Dispose();

        private void Watch()
        {
            do _peak = Math.Max(_peak, Environment.WorkingSet);
            while (!_stop.Wait(TimeSpan.FromMilliseconds(5)));
        }
    }
}
