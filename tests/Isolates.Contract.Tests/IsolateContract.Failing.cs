using Distribute.Contracts.Outcomes;

namespace Distribute.Isolates.Contract.Tests;

public abstract partial class IsolateContract
{
    private static async Task<RankError> FailAsync(Distribute.Contracts.Isolates.IIsolate isolate, Distribute.Contracts.Images.CellImage image, int count = 1) =>
        Assert.IsType<RankOutcome.Failed>(await RunAsync(isolate, image, request: Request(image, count))).Error;

    [Fact]
    public async Task An_exception_tells_the_cells_own_line()
    {
        var error = await FailAsync(await StartAsync(), TestImages.Make("var zero = 0;\n\nreturn 1 / zero;"), count: 3);
        Assert.Equal("System.DivideByZeroException", error.Type);
        Assert.Equal(3, error.Line);
        Assert.Equal([new CellFrame(3, 3, "")], error.Frames);
        Assert.Equal("   at cell 3, line 3", error.Stack);
    }

    [Fact]
    public async Task Frames_in_other_cells_have_their_numbers_and_the_names_as_written()
    {
        var isolate = await StartAsync();
        var library = TestImages.Make("return 1;", types: "public static class __Holder { public static int Deep(string s) => Local(s); static int Local(string s) { return int.Parse(s); } }");
        var user = TestImages.Make("\nreturn __Holder.Deep(\"x\");", uses: [library]);
        await isolate.LoadAsync([library], CancellationToken.None);
        await isolate.LoadAsync([user], CancellationToken.None);
        var request = Request(user, 5) with { Cells = new Dictionary<string, int> { [library.Name] = 4 } };
        var error = Assert.IsType<RankOutcome.Failed>(await RunAsync(isolate, user, request: request)).Error;
        Assert.Equal(2, error.Line);
        Assert.Contains(new CellFrame(5, 2, ""), error.Frames);
        Assert.All(error.Frames.SkipLast(1), frame => Assert.Equal(4, frame.Cell));
        Assert.DoesNotContain("__", error.Stack, StringComparison.Ordinal);
        Assert.Contains("   at System.", error.Stack, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Async_methods_lambdas_and_local_functions_read_as_written()
    {
        var error = await FailAsync(await StartAsync(), TestImages.Make("return await Foo(1);", isAsync: true,
            members: "static async Task<int> Foo(int depth) { await Task.Yield(); int Inner() { Func<int> f = () => throw new InvalidOperationException(\"deep\"); return f(); } return Inner() + depth; }"));
        Assert.Contains("Foo(int) in cell 1, line 100", error.Stack, StringComparison.Ordinal);
        Assert.Contains("lambda", error.Stack, StringComparison.Ordinal);
        Assert.DoesNotContain("MoveNext", error.Stack, StringComparison.Ordinal);
        Assert.DoesNotContain("System.Threading", error.Stack, StringComparison.Ordinal);
        Assert.DoesNotContain("<", error.Stack, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Inner_exceptions_are_told()
    {
        var error = await FailAsync(await StartAsync(), TestImages.Make("try { throw new IOException(\"disk\"); }\ncatch (Exception e) { throw new Exception(\"outer\", e); }"));
        Assert.Equal("outer", error.Message);
        Assert.Equal(2, error.Line);
        var inner = Assert.Single(error.Inner);
        Assert.Equal(("System.IO.IOException", "disk", 1), (inner.Type, inner.Message, inner.Line));
        Assert.Contains("System.IO.IOException: disk", error.Stack, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrappers_of_one_exception_are_taken_off()
    {
        var error = await FailAsync(await StartAsync(), TestImages.Make("Task.Run(() => throw new FormatException(\"one\")).Wait(); return 1;"));
        Assert.Equal("System.FormatException", error.Type);
    }

    [Fact]
    public async Task Cell_types_have_the_names_that_were_written()
    {
        var image = TestImages.Make("throw new __cell9.Oops();", types: "namespace __cell9 { public class Oops : Exception { public override string Message => \"a \" + GetType(); } }",
            typeNames: new Dictionary<string, string> { ["__cell9.Oops"] = "Oops" });
        var error = await FailAsync(await StartAsync(), image);
        Assert.Equal(("Oops", "a Oops"), (error.Type, error.Message));
    }

    [Theory]
    [InlineData("var t = new Thread(() => throw new FormatException(\"own\")); t.Start(); t.Join(); return 1;")]
    [InlineData("Watch(1); ThreadPool.QueueUserWorkItem(_ => throw new FormatException(\"own\")); WaitUntilHandled(); return 1;")]
    [InlineData("Watch(2); Forget(); WaitUntilHandled(); return 1;")]
    public async Task An_exception_that_nothing_catches_fails_the_rank(string body)
    {
        // A pool thread that takes another item has done with the exception, its handler included. Of an async method the first throw
        // is caught, and thrown on by the pool.
        const string Members = """
            static async void Forget() { await Task.Yield(); throw new FormatException("own"); }
            static int _throws; static volatile Thread _thrower;
            static readonly ManualResetEventSlim Thrown = new(), Back = new();
            static void Watch(int throws) => AppDomain.CurrentDomain.FirstChanceException += (_, told) =>
            {
                if (told.Exception is not FormatException { Message: "own" } || Interlocked.Increment(ref _throws) != throws) return;
                _thrower = Thread.CurrentThread;
                Thrown.Set();
            };
            static void WaitUntilHandled()
            {
                Thrown.Wait();
                var taken = new SemaphoreSlim(0);
                while (!Back.IsSet)
                {
                    Check();
                    // Other threads keep their item, so that the next one goes to the thrower as soon as it is free.
                    ThreadPool.UnsafeQueueUserWorkItem(_ =>
                    {
                        if (Thread.CurrentThread == _thrower) Back.Set();
                        taken.Release();
                        Back.Wait();
                    }, null);
                    taken.Wait();
                }
            }
            """;
        var isolate = await StartAsync();
        Assert.Equal("System.FormatException", (await FailAsync(isolate, TestImages.Make(body, members: Members))).Type);
        Assert.Equal("2", await ValueAsync(isolate, TestImages.Make("return 2;")));
    }

    [Fact]
    public async Task An_exception_of_a_leftover_is_told_with_the_next_output()
    {
        var isolate = await StartAsync();
        var leave = TestImages.Make(
            "go.Assign = new ManualResetEventSlim(); var g = go.Ref; thread.Assign = new Thread(() => { g.Wait(); throw new FormatException(\"left over\"); }); thread.Ref.Start(); return 1;",
            [Var("ManualResetEventSlim", "go", 1), Var("Thread", "thread", 2)]);
        Assert.IsType<RankOutcome.Completed>(await RunAsync(isolate, leave));
        var events = new RecordedEvents();
        var next = TestImages.Make("go.Ref.Set(); thread.Ref.Join(); return 1;", [Var("ManualResetEventSlim", "go", 1), Var("Thread", "thread", 2)]);
        Assert.IsType<RankOutcome.Completed>(await RunAsync(isolate, next, events));
        Assert.Contains("FormatException: left over", events.Error, StringComparison.Ordinal);
    }
}
