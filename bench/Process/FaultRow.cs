using Distribute.Bench.Measuring;
using Distribute.Contracts.Outcomes;
using Distribute.Sandbox.Sessions;

namespace Distribute.Bench.Processes;

/// <summary>Each fault on rank 2 of 4: its outcome and reason, the others complete, the next cell works.</summary>
internal static class FaultRow
{
    private const string Native =
        """
        static class Native
        {
            [System.Runtime.InteropServices.DllImport("libc")] public static extern int close(int file);
            [System.Runtime.InteropServices.DllImport("libc")] public static extern int fork();
            [System.Runtime.InteropServices.DllImport("libc")] public static extern int pause();
            [System.Runtime.InteropServices.DllImport("libc")] public static extern int kill(int process, int signal);
        }
        """;

    private static readonly (string Kind, string Code, string Outcome, string Reason)[] Faults =
    [
        ("stack overflow", "unsafe { byte* p = stackalloc byte[1 << 30]; p[0] = 1; Console.WriteLine(p[__process_count__]); }", "died", "stack overflow"),
        ("FailFast", "Environment.FailFast(\"end\");", "died", "FailFast: end"),
        ("Exit(3)", "Environment.Exit(3);", "died", "exit code 3"),
        ("native access violation", "unsafe { *(int*)0x123450000 = 1; }", "died", "memory that is not its own"),
        ("out of memory (--memory 256MB)", "var all = new List<byte[]>(); while (true) { var b = new byte[1 << 20]; b.AsSpan().Fill(1); all.Add(b); }", "died", "memory"),
        ("endless loop with caught aborts (--timeout 0.5)", "while (true) { try { while (true) { } } catch (Exception) { } finally { while (true) { } } }", "timedOut", ""),
        ("endless library code (--timeout 0.5)", "Array.Sort(new int[1 << 28], (a, b) => 1);", "timedOut", ""),
        ("closed stdout", "Native.close(1); Console.WriteLine(1); Console.Out.Close();", "completed", ""),
        ("SIGSTOP", "Native.kill(Environment.ProcessId, 19); Thread.Sleep(-1);", "died", "suspended"),
        ("fork of grandchildren", "for (var i = 0; i < 5; i++) if (Native.fork() == 0) while (true) Native.pause(); Native.kill(Environment.ProcessId, 9);", "died", "SIGKILL"),
        ("10,000 threads", "var all = new CountdownEvent(10_000); var go = new ManualResetEvent(false); for (var i = 0; i < 10_000; i++) new Thread(() => { all.Signal(); go.WaitOne(); }, 64 * 1024).Start(); all.Wait(); go.Set();", "completed", ""),
    ];

    public static async IAsyncEnumerable<Figure> MeasureAsync(bool quick)
    {
        foreach (var (kind, code, outcome, reason) in Faults)
        {
            await using var pool = new Pool();
            var limited = kind.Contains("--memory", StringComparison.Ordinal);
            var options = new DistributeOptions { Count = 4, Mode = "process", MemoryBytes = limited ? 256L << 20 : null };
            await pool.TryAsync("var kept = __process_id__;", options).ConfigureAwait(false);
            var timed = options with { Timeout = kind.Contains("--timeout", StringComparison.Ordinal) ? TimeSpan.FromSeconds(0.5) : null };
            var (result, time) = await pool.TryAsync($"if (__process_id__ == 2) Fault(); void Fault() {{ {code} }}\n{Native}", timed).ConfigureAwait(false);
            var (next, _) = await pool.TryAsync("__process_id__", options).ConfigureAwait(false);
            var told = result.Ranks[2].Outcome;
            var words = told switch { RankOutcome.Died died => died.Reason, RankOutcome.TimedOut late => late.Message, RankOutcome.Failed failed => failed.Error.Message, _ => "" };
            var holds = told.Name == outcome && words.Contains(reason, StringComparison.Ordinal) && next.Ok && result.Ranks.Count(rank => rank.Outcome.IsOk) >= 3;
            yield return new Figure(kind, $"{told.Name}: {words}", $"{time:F0} ms; next cell {(next.Ok ? "works" : "fails")}", "outcome and reason, others complete", Figure.Judge(holds));
        }
    }
}
