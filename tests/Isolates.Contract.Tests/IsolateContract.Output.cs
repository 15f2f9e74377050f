using System.Text;
using Distribute.Contracts.Isolates;
using Distribute.Contracts.Outcomes;

namespace Distribute.Isolates.Contract.Tests;

public abstract partial class IsolateContract
{
    [Fact]
    public async Task Both_streams_come_in_the_order_they_were_written()
    {
        var isolate = await StartAsync();
        var events = new RecordedEvents();
        await RunAsync(isolate, TestImages.Make("Console.Write(\"a\"); Console.Error.WriteLine(\"b\"); Console.WriteLine(3.5); return 1;"), events);
        Assert.Equal("a3.5\n", events.Out);
        Assert.Equal("b\n", events.Error);
        Assert.Equal([OutputStream.Out, OutputStream.Error, OutputStream.Out], events.Pieces.Select(piece => piece.Stream));
    }

    [Fact]
    public async Task Output_of_tasks_threads_and_parallel_loops_is_the_ranks_own()
    {
        var isolate = await StartAsync();
        var events = new RecordedEvents();
        await RunAsync(isolate, TestImages.Make(
            """
            Task.Run(() => Console.WriteLine("task")).Wait();
            var thread = new Thread(() => Console.WriteLine("thread")); thread.Start(); thread.Join();
            Parallel.For(0, 100, i => Console.WriteLine($"line {i:000} of parallel"));
            return 1;
            """), events);
        var lines = events.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["task", "thread"], lines[..2]);
        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"line {i:000} of parallel"), lines[2..].Order());
        Assert.False(events.Overlapped);
    }

    [Fact]
    public async Task Output_beyond_the_limit_is_counted_and_told_once()
    {
        var isolate = await StartAsync();
        var events = new RecordedEvents();
        var image = TestImages.Make("for (var i = 0; i < 1000; i++) Console.WriteLine(\"äöü456789\"); Console.Error.Write(\"tail\"); return 1;");
        await RunAsync(isolate, image, events, request: Request(image) with { OutputLimit = 101 });
        Assert.Equal(101, Encoding.UTF8.GetByteCount(events.Out + events.Error));
        Assert.Equal([(1000L * 13) + 4 - 101], events.Drops);
    }

    [Theory]
    [InlineData("Console.Write(\"a\\r1%\\r22%\"); Console.WriteLine('!');", "a\r22%!\n")]
    [InlineData("Console.Write(\"10%\\r20%\\r30%\\r\"); Console.WriteLine();", "10%\r30%\r\n")]
    [InlineData("Console.Write(\"\\rlonger\\rshort\"); Console.Write(\"\\rx\\n\");", "\rlonger\rshort\rx\n")]
    [InlineData("Console.Write(\"kept\\r\\nnext\\r\\n\");", "kept\r\nnext\r\n")]
    [InlineData("Console.Write(\"line\\n\\rää\\röö\");", "line\n\röö")]
    public async Task What_a_carriage_return_overwrites_at_once_is_not_handed_over(string code, string expected)
    {
        var isolate = await StartAsync();
        var events = new RecordedEvents();
        await RunAsync(isolate, TestImages.Make(code + " return 1;"), events);
        Assert.Equal(expected, events.Out);
    }

    [Fact]
    public async Task A_progress_bar_does_not_use_up_what_a_rank_may_print()
    {
        var isolate = await StartAsync();
        var events = new RecordedEvents();
        var image = TestImages.Make("for (var i = 0; i < 100_000; i++) Console.Write($\"\\rprogress {i} of 100000\"); Console.WriteLine(\"\\nfinal answer 42\"); return 1;");
        await RunAsync(isolate, image, events, request: Request(image) with { OutputLimit = 1 << 20 });
        Assert.EndsWith("\rprogress 99999 of 100000\nfinal answer 42\n", events.Out, StringComparison.Ordinal);
        Assert.Empty(events.Drops);
    }

    [Fact]
    public async Task Displays_beyond_the_limit_are_counted_and_told_once()
    {
        var isolate = await StartAsync();
        var events = new RecordedEvents();
        var image = TestImages.Make("for (var i = 0; i < 300; i++) display(new string('x', 640)); Console.Write(\"end\"); return 1;");
        await RunAsync(isolate, image, events, request: Request(image) with { OutputLimit = 1000 });
        Assert.Equal("end", events.Out);
        Assert.InRange(events.Displays.Count, 30, 100);
        Assert.Equal(640 * (300 - events.Displays.Count) * events.Displays[0].Bundle.Data.Count, Assert.Single(events.Drops));
    }

    [Fact]
    public async Task A_flood_does_not_touch_other_ranks()
    {
        var flood = TestImages.Make("var line = new string('x', 99); for (var i = 0; i < 200_000; i++) Console.WriteLine(line); return 1;");
        var quiet = TestImages.Make("for (var i = 0; i < 100; i++) Console.WriteLine(i); return 1;");
        var (first, second) = (await StartAsync(0), await StartAsync(1));
        var (floodEvents, quietEvents) = (new RecordedEvents(), new RecordedEvents());
        await Task.WhenAll(RunAsync(first, flood, floodEvents), RunAsync(second, quiet, quietEvents));
        Assert.Equal(string.Concat(Enumerable.Range(0, 100).Select(i => i + "\n")), quietEvents.Out);
        Assert.Empty(quietEvents.Drops);
        Assert.Equal(1 << 20, floodEvents.Out.Length);
        Assert.Equal([20_000_000L - (1 << 20)], floodEvents.Drops);
    }

    [Fact]
    public async Task Output_arrives_while_the_cell_still_runs()
    {
        var isolate = await StartAsync();
        var events = new RecordedEvents { Answer = () => "go" };
        var image = TestImages.Make("Console.WriteLine(\"first\"); Console.WriteLine(\"second\"); while (true) { Check(); Thread.Yield(); }");
        using var stop = new CancellationTokenSource();
        var running = RunAsync(isolate, image, events, stop.Token);
        await events.Seen("second").WaitAsync(MustNotElapse);
        Assert.False(running.IsCompleted);
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task What_leftovers_say_comes_with_the_next_output()
    {
        var isolate = await StartAsync();
        var leave = TestImages.Make(
            "go.Assign = new ManualResetEventSlim(); done.Assign = new ManualResetEventSlim(); var (g, d) = (go.Ref, done.Ref); _ = Task.Run(() => { g.Wait(); Console.WriteLine(\"late\"); d.Set(); }); return 1;",
            [Var("ManualResetEventSlim", "go", 1), Var("ManualResetEventSlim", "done", 2)]);
        var events = new RecordedEvents();
        await RunAsync(isolate, leave, events);
        var next = new RecordedEvents();
        await RunAsync(isolate, TestImages.Make("go.Ref.Set(); done.Ref.Wait(); return 1;", [Var("ManualResetEventSlim", "go", 1), Var("ManualResetEventSlim", "done", 2)]), next);
        Assert.Equal("", events.Out);
        Assert.Equal("late\n", next.Out);
    }

    [Fact]
    public async Task A_writer_set_by_a_cell_stays_with_its_rank_until_set_back()
    {
        var (first, second) = (await StartAsync(0), await StartAsync(1));
        var set = TestImages.Make("mine.Assign = new StringWriter(); var old = Console.Out; CellGuards.SetOut(mine.Ref); Console.Write(\"hidden\"); "
            + "Console.ReadLine(); "
            + "CellGuards.SetOut(old); Console.Write(\"back: \" + mine.Ref); return 1;",
            [Var("StringWriter", "mine", 1)]);
        var (asked, answer) = (new TaskCompletionSource(), new TaskCompletionSource<string?>());
        var events = new RecordedEvents { Answer = () => { asked.TrySetResult(); return answer.Task.Result; } };
        var running = RunAsync(first, set, events, request: Request(set) with { CanRead = true });
        await asked.Task.WaitAsync(MustNotElapse);
        var other = new RecordedEvents();
        await RunAsync(second, TestImages.Make("Console.Write(\"other rank\"); return 1;"), other);
        answer.SetResult("");
        await running;
        Assert.Equal(("back: hidden", "other rank"), (events.Out, other.Out));
    }

    [Fact]
    public async Task A_writer_set_by_a_cell_ends_with_it()
    {
        var isolate = await StartAsync();
        var events = new RecordedEvents();
        await RunAsync(isolate, TestImages.Make("CellGuards.SetOut(TextWriter.Null); CellGuards.SetError(TextWriter.Null); Console.Write(\"hidden\"); return 1;"), events);
        await RunAsync(isolate, TestImages.Make("Console.Write(\"heard\"); Console.Error.Write(\"too\"); return 1;"), events);
        Assert.Equal(("heard", "too"), (events.Out, events.Error));
    }

    [Fact]
    public async Task A_writer_around_the_console_reaches_the_capture()
    {
        var isolate = await StartAsync();
        var events = new RecordedEvents();
        await RunAsync(isolate, TestImages.Make("CellGuards.SetOut(new Shout(Console.Out)); Console.WriteLine(\"quiet\"); return 1;",
            types: "public class Shout(TextWriter inner) : StringWriter { public override void WriteLine(ReadOnlySpan<char> s) => inner.WriteLine(s.ToString().ToUpper()); }"), events);
        Assert.Equal("QUIET\n", events.Out);
    }

    [Fact]
    public async Task Raw_bytes_reach_the_capture()
    {
        var isolate = await StartAsync();
        var events = new RecordedEvents();
        await RunAsync(isolate, TestImages.Make(
            "var s = CellGuards.OpenStandardOutput(); s.Write(new byte[] { 0x61, 0xC3 }); s.Write(new byte[] { 0xA4 }); return 1;"), events);
        Assert.Equal("aä", events.Out);
    }

    [Fact]
    public async Task Reading_where_no_one_answers_says_what_to_do()
    {
        var isolate = await StartAsync();
        var outcome = await RunAsync(isolate, TestImages.Make("return Console.ReadLine();"));
        Assert.Contains("no one can answer", Assert.IsType<RankOutcome.Failed>(outcome).Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reading_asks_the_person()
    {
        var isolate = await StartAsync();
        var image = TestImages.Make("return Console.ReadLine() + (char)Console.Read();");
        var outcome = await RunAsync(isolate, image, new RecordedEvents { Answer = () => "yes" }, request: Request(image) with { CanRead = true });
        Assert.Equal("yesy", Assert.IsType<RankOutcome.Completed>(outcome).Value?.PlainText);
    }

    [Fact]
    public async Task Displays_come_between_the_text_around_them_and_can_be_replaced()
    {
        var isolate = await StartAsync();
        var events = new RecordedEvents();
        await RunAsync(isolate, TestImages.Make("var shown = display(1); HTML(\"<b>x</b>\").Display(); shown.Update(\"two\"); return HTML(\"<i>r</i>\");"), events);
        Assert.Equal(["1", "<b>x</b>", "two"], events.Displays.Select(display => display.Bundle.PlainText));
        Assert.Equal("<b>x</b>", events.Displays[1].Bundle.Data["text/html"]);
        Assert.Equal([false, false, true], events.Displays.Select(display => display.Update));
        Assert.Equal(events.Displays[0].Id, events.Displays[2].Id);
    }

    [Fact]
    public async Task A_value_whose_text_throws_is_still_a_value()
    {
        var isolate = await StartAsync();
        var outcome = await RunAsync(isolate, TestImages.Make("return new Bad();", types: "public class Bad { public override string ToString() => throw new Exception(\"mute\"); }"));
        Assert.NotNull(Assert.IsType<RankOutcome.Completed>(outcome).Value);
    }
}
