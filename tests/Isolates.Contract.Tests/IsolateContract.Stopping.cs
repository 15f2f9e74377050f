using Distribute.Contracts.Outcomes;

namespace Distribute.Isolates.Contract.Tests;

public abstract partial class IsolateContract
{
    /// <summary>Code that does not end by itself, each kind in its way. "In" is said just before.</summary>
    public static TheoryData<string, string, bool> Endless => new()
    {
        { "empty loop", "while (true) Check();", false },
        { "sleep", "Thread.Sleep(-1); return 1;", false },
        { "sleep for ever, again and again", "while (true) { Check(); try { Thread.Sleep(-1); } catch (Exception) { } }", false },
        { "lock wait", "var gate = new object(); var held = new ManualResetEventSlim(); new Thread(() => { lock (gate) { held.Set(); Thread.Sleep(-1); } }) { IsBackground = true }.Start(); held.Wait(); lock (gate) { return 1; }", false },
        { "task wait", "new TaskCompletionSource().Task.Wait(); return 1;", false },
        { "task result", "return new TaskCompletionSource<int>().Task.Result;", false },
        { "parallel loop", "Parallel.For(0, 8, i => { while (true) Check(); }); return 1;", false },
        { "catch-all loop", "while (true) { Check(); try { Check(); throw new Exception(); } catch { } }", false },
        { "loop in finally", "try { if (kept.Ref > 0) throw new Exception(); return 1; } finally { while (true) Check(); }", false },
        { "sleep in finally", "try { if (kept.Ref > 0) throw new Exception(); return 1; } finally { Thread.Sleep(-1); }", false },
        { "deep recursion", "return Fib(60);", false },
        { "catastrophic regex", "return CellRegex.IsMatch(new string('a', 60) + \"!\", \"^(a+)+$\");", false },
        { "catastrophic compiled regex", "return CellRegex.Create(\"^(a+)+$\", System.Text.RegularExpressions.RegexOptions.Compiled).IsMatch(new string('a', 60) + \"!\");", false },
        { "semaphore", "new SemaphoreSlim(0).Wait(); return 1;", false },
        { "unanswered question", "return Console.ReadLine();", false },
        { "endless value", "return new Endless();", false },
        { "async delay", "await Task.Delay(-1); return 1;", true },
        { "async completion that never comes", "return await new TaskCompletionSource<object>().Task;", true },
        { "async loop", "while (true) { Check(); await Task.Yield(); }", true },
    };

    private static readonly string StopMembers =
        "static long Fib(int n) { Check(); return n < 2 ? n : Fib(n - 1) + Fib(n - 2); }";

    private const string StopTypes = "public class Endless { public override string ToString() { Thread.Sleep(-1); return \"\"; } public string Text { get { Thread.Sleep(-1); return \"\"; } } }";

    [Theory]
    [MemberData(nameof(Endless))]
    public async Task Endless_code_is_stopped_and_the_rank_goes_on(string kind, string code, bool isAsync)
    {
        var isolate = await StartAsync();
        var unanswered = new TaskCompletionSource<string?>();
        var events = new RecordedEvents { Answer = () => unanswered.Task.Result };
        var image = TestImages.Make("kept.Assign = 1; Console.WriteLine(\"in\"); kept.Assign = 2;\n" + code, [Var("int", "kept", 1)], StopTypes, StopMembers, isAsync);
        using var stop = new CancellationTokenSource();
        var running = RunAsync(isolate, image, events, stop.Token, Request(image) with { CanRead = true });
        await events.Seen("in").WaitAsync(MustNotElapse);
        await stop.CancelAsync();
        var outcome = Assert.IsType<RankOutcome.Interrupted>(await running);
        unanswered.SetResult(null);
        Assert.False(outcome.Lost, kind);

        var after = new RecordedEvents();
        var next = TestImages.Make("Thread.Sleep(1); lock (new object()) Console.Write(\"after\"); return kept.Ref;", [Var("int", "kept", 1)]);
        var result = Assert.IsType<RankOutcome.Completed>(await RunAsync(isolate, next, after));
        Assert.Contains(result.Value?.PlainText, new[] { "1", "2" });
        Assert.Equal("after", after.Out);
    }

    [Fact]
    public async Task A_stop_before_the_code_begins_is_a_stop()
    {
        var isolate = await StartAsync();
        var outcome = await RunAsync(isolate, TestImages.Make("while (true) Check();"), stop: new CancellationToken(canceled: true));
        Assert.False(Assert.IsType<RankOutcome.Interrupted>(outcome).Lost);
    }

    [Fact]
    public async Task A_stop_of_one_rank_does_not_touch_another()
    {
        var (first, second) = (await StartAsync(0), await StartAsync(1));
        var endless = TestImages.Make("Console.WriteLine(\"in\"); while (true) Check();");
        var waits = TestImages.Make("Console.WriteLine(\"in\"); var line = Console.ReadLine(); for (var i = 0; i < 1000; i++) Check(); return line;");
        var answer = new TaskCompletionSource<string?>();
        var (events, other) = (new RecordedEvents(), new RecordedEvents { Answer = () => answer.Task.Result });
        using var stop = new CancellationTokenSource();
        var stopped = RunAsync(first, endless, events, stop.Token);
        var goesOn = RunAsync(second, waits, other, request: Request(waits) with { CanRead = true });
        await Task.WhenAll(events.Seen("in"), other.Seen("in")).WaitAsync(MustNotElapse);
        await stop.CancelAsync();
        Assert.IsType<RankOutcome.Interrupted>(await stopped);
        answer.SetResult("done");
        Assert.Equal("done", Assert.IsType<RankOutcome.Completed>(await goesOn).Value?.PlainText);
    }

    [Fact]
    public async Task Many_stops_in_a_row_leave_nothing_for_the_next_run()
    {
        var isolate = await StartAsync();
        var image = TestImages.Make("Console.WriteLine(\"in\"); try { Thread.Sleep(-1); } finally { n.Assign = n.HasValue ? n.Ref + 1 : 1; } return 1;", [Var("int", "n", 1)]);
        var next = TestImages.Make("Thread.Sleep(1); return n.Ref;", [Var("int", "n", 1)]);
        for (var turn = 1; turn <= 10; turn++)
        {
            using var stop = new CancellationTokenSource();
            var events = new RecordedEvents();
            var running = RunAsync(isolate, image, events, stop.Token);
            await events.Seen("in").WaitAsync(MustNotElapse);
            await stop.CancelAsync();
            Assert.IsType<RankOutcome.Interrupted>(await running);
            Assert.NotNull(await ValueAsync(isolate, next));
        }
    }

    [Fact]
    public async Task Disposing_ends_a_run()
    {
        var isolate = await StartAsync();
        var events = new RecordedEvents();
        var running = RunAsync(isolate, TestImages.Make("Console.WriteLine(\"in\"); while (true) Check();"), events);
        await events.Seen("in").WaitAsync(MustNotElapse);
        await isolate.DisposeAsync().AsTask().WaitAsync(MustNotElapse);
        Assert.False((await running).IsOk);
    }

    [Fact]
    public async Task Disposing_twice_is_fine_and_nothing_runs_afterwards()
    {
        var isolate = await StartAsync();
        await isolate.DisposeAsync();
        await isolate.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => RunAsync(isolate, TestImages.Make("return 1;")));
    }
}
