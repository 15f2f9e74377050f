namespace Distribute.Bench.Rows;

/// <summary>Code that does not end by itself.</summary>
/// <param name="Name">What it does.</param>
/// <param name="Code">The code.</param>
internal sealed record StopCase(string Name, string Code)
{
    /// <summary>All there are.</summary>
    public static IReadOnlyList<StopCase> All { get; } =
    [
        new("empty loop", "while (true) { }"),
        new("counting loop", "while (true) counted++;"),
        new("Thread.Sleep", "Thread.Sleep(600_000);"),
        new("lock wait", """
            var gate = new object();
            using var held = new ManualResetEventSlim();
            new Thread(() => { lock (gate) { held.Set(); Thread.Sleep(600_000); } }) { IsBackground = true }.Start();
            held.Wait();
            lock (gate) { }
            """),
        new("Task.Wait", "new TaskCompletionSource().Task.Wait();"),
        new("Parallel.For", "Parallel.For(0, 4, _ => { while (true) { } });"),
        new("catch-all loop", "while (true) { try { while (true) { } } catch { } }"),
        new("catch-all loop around a sleep", "while (true) { try { Thread.Sleep(600_000); } catch { } }"),
        new("endless loop in a finally", "try { counted = 1; } finally { while (true) { } }"),
        new("deep recursion", """
            long Deep(int depth) => depth == 0 ? 0 : Deep(depth - 1) + Deep(depth - 1);
            Deep(2000);
            """),
        new("catastrophic regex", "System.Text.RegularExpressions.Regex.IsMatch(new string('a', 60) + '!', @\"^(\\w+\\s?)*$\");"),
        new("huge LINQ sort", "Enumerable.Range(0, 40_000_000).OrderBy(number => number * 2654435761L % 1_000_003).ToArray();"),
        new("huge LINQ sort without own code", """
            var numbers = new int[30_000_000];
            new Random().NextBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes(numbers.AsSpan()));
            numbers.Order().ToArray();
            """),
        new("await of a task that never ends", "await new TaskCompletionSource().Task;"),
        new("SemaphoreSlim.Wait", "new SemaphoreSlim(0).Wait();"),
        new("PLINQ", "ParallelEnumerable.Range(0, 4).Select(number => { while (number >= 0) { } return number; }).Sum();"),
        new("nested lambdas", "Func<Func<Action>> outer = () => () => () => { while (true) { } }; outer()()();"),
        new("Task.Run", "Task.Run(() => { while (true) { } }).Wait();"),
    ];
}
