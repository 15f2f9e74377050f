using System.Globalization;
using Distribute.Contracts.Isolates;
using Distribute.Contracts.Outcomes;

namespace Distribute.Isolates.Contract.Tests;

public abstract partial class IsolateContract
{
    [Fact]
    public async Task A_trailing_value_is_the_result()
    {
        var isolate = await StartAsync();
        Assert.Equal("42", await ValueAsync(isolate, TestImages.Make("return 42;")));
    }

    [Fact]
    public async Task A_cell_without_result_completes_without_value()
    {
        var isolate = await StartAsync();
        var outcome = await RunAsync(isolate, TestImages.Make("return NoResult.Instance;"));
        Assert.Equal(new RankOutcome.Completed(false, null) { Elapsed = outcome.Elapsed }, outcome);
    }

    [Fact]
    public async Task Null_is_a_value()
    {
        var isolate = await StartAsync();
        Assert.Equal("<null>", await ValueAsync(isolate, TestImages.Make("return null;")));
        Assert.Equal("<null>", await ValueAsync(isolate, TestImages.Make("await Task.Yield(); return null;", isAsync: true)));
    }

    [Fact]
    public async Task Variables_live_across_cells_and_runs()
    {
        var isolate = await StartAsync();
        var count = TestImages.Make("if (!x.HasValue) x.Assign = 0; x.Ref++; return x.Ref;", [Var("int", "x", 1)]);
        Assert.Equal("1", await ValueAsync(isolate, count));
        Assert.Equal("2", await ValueAsync(isolate, count));
        Assert.Equal("20", await ValueAsync(isolate, TestImages.Make("return x.Ref * 10;", [Var("int", "x", 1)])));
    }

    [Fact]
    public async Task Ranks_have_their_own_variables_and_statics()
    {
        var image = TestImages.Make("x.Assign = 10 * Rank; Counter.N++; return $\"{x.Ref} {Counter.N}\";", [Var("int", "x", 1)],
            types: "public static class Counter { public static int N; }");
        var first = await StartAsync(rank: 0);
        var second = await StartAsync(rank: 1);
        Assert.Equal("0 1", await ValueAsync(first, image));
        Assert.Equal("10 1", await ValueAsync(second, image));
        Assert.Equal("0 2", await ValueAsync(first, image));
    }

    [Fact]
    public async Task A_variable_that_was_never_assigned_names_itself_and_the_rank()
    {
        var isolate = await StartAsync(rank: 3);
        var outcome = await RunAsync(isolate, TestImages.Make("return total.Ref;", [Var("int", "total", 1)]));
        var error = Assert.IsType<RankOutcome.Failed>(outcome).Error;
        Assert.Contains("'total'", error.Message, StringComparison.Ordinal);
        Assert.Contains("rank 3", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Later_cells_use_types_of_earlier_ones()
    {
        var isolate = await StartAsync();
        var types = TestImages.Make("p.Assign = new Point(1, 2); return NoResult.Instance;", [Var("Point", "p", 1)],
            types: "public record Point(int X, int Y);");
        var user = TestImages.Make("return p.Ref.X + p.Ref.Y;", [Var("Point", "p", 1)], uses: [types]);
        await isolate.LoadAsync([user, types], CancellationToken.None);
        Assert.IsType<RankOutcome.Completed>(await RunAsync(isolate, types));
        Assert.Equal("3", await ValueAsync(isolate, user));
    }

    [Fact]
    public async Task A_missing_dependency_is_named()
    {
        var isolate = await StartAsync();
        var types = TestImages.Make("return 1;", types: "public record Lonely;");
        var user = TestImages.Make("return new Lonely();", uses: [types]);
        var error = await Assert.ThrowsAsync<IsolateException>(async () => await isolate.LoadAsync([user], CancellationToken.None));
        Assert.Contains(types.Name, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_image_that_is_not_loaded_cannot_run()
    {
        var isolate = await StartAsync();
        var image = TestImages.Make("return 1;");
        await Assert.ThrowsAsync<IsolateException>(() => isolate.RunAsync(Request(image), new RecordedEvents(), CancellationToken.None));
    }

    [Fact]
    public async Task A_run_loads_the_images_that_it_brings()
    {
        var isolate = await StartAsync();
        var types = TestImages.Make("return 1;", types: "public record Point(int X, int Y);");
        var user = TestImages.Make("return new Point(1, 2).Y;", uses: [types]);
        var events = new RecordedEvents();
        var outcome = await isolate.RunAsync(Request(user) with { Images = [user, types] }, events, CancellationToken.None).WaitAsync(MustNotElapse);
        Assert.Equal("2", Assert.IsType<RankOutcome.Completed>(outcome).Value?.PlainText);
        outcome = await isolate.RunAsync(Request(types), events, CancellationToken.None).WaitAsync(MustNotElapse);
        Assert.Equal("1", Assert.IsType<RankOutcome.Completed>(outcome).Value?.PlainText);
        Assert.Equal(2, events.Starts);
    }

    [Fact]
    public async Task A_run_whose_image_cannot_be_loaded_does_not_begin()
    {
        var isolate = await StartAsync();
        var types = TestImages.Make("return 1;", types: "public record Lonely;");
        var user = TestImages.Make("return new Lonely();", uses: [types]);
        var events = new RecordedEvents();
        var outcome = await isolate.RunAsync(Request(user) with { Images = [user] }, events, CancellationToken.None).WaitAsync(MustNotElapse);
        Assert.Contains(types.Name, Assert.IsType<RankOutcome.NotRun>(outcome).Reason, StringComparison.Ordinal);
        Assert.Equal(0, events.Starts);
        // With what was missing it runs, and the rank goes on as ever.
        outcome = await isolate.RunAsync(Request(user) with { Images = [user, types] }, events, CancellationToken.None).WaitAsync(MustNotElapse);
        Assert.IsType<RankOutcome.Completed>(outcome);
    }

    [Fact]
    public async Task Short_and_long_runs_come_in_any_order_with_questions_between()
    {
        var isolate = await StartAsync();
        var count = TestImages.Make("n.Assign = (n.HasValue ? n.Ref : 0) + 1; return NoResult.Instance;", [Var("int", "n", 1)]);
        var longer = TestImages.Make("Thread.Sleep(5); n.Assign = n.Ref + 1; return NoResult.Instance;", [Var("int", "n", 1)]);
        await isolate.LoadAsync([count, longer], CancellationToken.None);
        foreach (var (image, at) in "ssllslslllssssll".Select((kind, at) => (kind == 's' ? count : longer, at)))
        {
            var events = new RecordedEvents();
            Assert.IsType<RankOutcome.Completed>(await isolate.RunAsync(Request(image), events, CancellationToken.None).WaitAsync(MustNotElapse));
            Assert.Equal(1, events.Starts);
            if (at % 3 == 0) Assert.Equal((at + 1).ToString(CultureInfo.InvariantCulture), Assert.Single(await isolate.ListAsync(CancellationToken.None)).Preview);
        }
    }

    [Fact]
    public async Task What_a_cell_throws_is_told_although_it_has_interrupted_its_own_thread()
    {
        var isolate = await StartAsync();
        var outcome = await RunAsync(isolate, TestImages.Make("Thread.CurrentThread.Interrupt();\nthrow new InvalidOperationException(\"mine\");"));
        var error = Assert.IsType<RankOutcome.Failed>(outcome).Error;
        Assert.Equal(("mine", 2), (error.Message, error.Line));
    }

    [Fact]
    public async Task A_cell_that_interrupts_its_own_thread_does_not_harm_the_next()
    {
        var isolate = await StartAsync();
        var interrupt = TestImages.Make("Thread.CurrentThread.Interrupt(); return 1;");
        var sleep = TestImages.Make("Thread.Sleep(1); return 2;");
        await isolate.LoadAsync([interrupt, sleep], CancellationToken.None);
        for (var turn = 0; turn < 50; turn++)
        {
            // Whether it meets a wait of its own before its end is its affair.
            await isolate.RunAsync(Request(interrupt), new RecordedEvents(), CancellationToken.None).WaitAsync(MustNotElapse);
            var next = await isolate.RunAsync(Request(sleep), new RecordedEvents(), CancellationToken.None).WaitAsync(MustNotElapse);
            Assert.Equal("2", Assert.IsType<RankOutcome.Completed>(next).Value?.PlainText);
        }
    }

    [Fact]
    public async Task Process_count_is_that_of_the_run()
    {
        var isolate = await StartAsync();
        var image = TestImages.Make("return Count;");
        var outcome = await RunAsync(isolate, image, request: Request(image) with { ProcessCount = 7 });
        Assert.Equal("7", Assert.IsType<RankOutcome.Completed>(outcome).Value?.PlainText);
    }

    [Fact]
    public async Task Async_cells_run_to_their_end()
    {
        var isolate = await StartAsync();
        var image = TestImages.Make("await Task.Yield(); x.Assign = 5; await Task.Yield(); return x.Ref + 1;", [Var("int", "x", 1)], isAsync: true);
        Assert.Equal("6", await ValueAsync(isolate, image));
    }

    [Fact]
    public async Task Started_is_told_once_each_run()
    {
        var isolate = await StartAsync();
        var events = new RecordedEvents();
        var image = TestImages.Make("return 1;");
        await RunAsync(isolate, image, events);
        await RunAsync(isolate, image, events);
        Assert.Equal(2, events.Starts);
    }

    [Fact]
    public async Task Dropped_images_can_be_loaded_again_and_variables_kept()
    {
        var isolate = await StartAsync();
        var image = TestImages.Make("x.Assign = 5; return x.Ref;", [Var("int", "x", 1)]);
        await RunAsync(isolate, image);
        await isolate.RetainAsync(new HashSet<string>(), new HashSet<int> { 1 }, CancellationToken.None);
        Assert.Equal("5", await ValueAsync(isolate, TestImages.Make("return x.Ref;", [Var("int", "x", 1)])));
        Assert.Equal("5", await ValueAsync(isolate, image));
    }

    [Fact]
    public async Task A_failed_cell_keeps_what_it_assigned_and_the_next_one_runs()
    {
        var isolate = await StartAsync();
        await RunAsync(isolate, TestImages.Make("x.Assign = 1; throw new Exception(\"no\");", [Var("int", "x", 1)]));
        Assert.Equal("1", await ValueAsync(isolate, TestImages.Make("return x.Ref;", [Var("int", "x", 1)])));
    }

    [Fact]
    public async Task Listed_variables_are_those_with_a_value()
    {
        var isolate = await StartAsync();
        await RunAsync(isolate, TestImages.Make("a.Assign = [1, 2]; s.Assign = \"hi\\nthere\"; return 1;",
            [Var("int[]", "a", 1), Var("string", "s", 2), Var("double", "none", 3)]));
        var list = await isolate.ListAsync(CancellationToken.None);
        Assert.Equal([(1, "a", "int[]"), (2, "s", "string")], list.Select(info => (info.SlotId, info.Name, info.Type)));
        Assert.Equal("hi there", list[1].Preview);
    }
}
