using System.Runtime.Loader;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.CSharp;
using Microsoft.DotNet.Interactive.Events;

namespace Distribute.Polyglot.Tests;

/// <summary>How cells run, end and fail.</summary>
public sealed class RunningTests
{
    private const string Endless = "while (true) AppContext.SetData($\"beat {__process_id__}\", Environment.TickCount64);";

    [Fact]
    public async Task Output_streams_into_one_display_with_a_lane_a_rank()
    {
        using var notebook = new TestNotebook();
        var gate = Path.GetTempFileName();
        var seen = new TaskCompletionSource();
        notebook.Said += said =>
        {
            if (said is DisplayEvent display && display.FormattedValues.Any(value => value.Value.Contains("early 1", StringComparison.Ordinal))) seen.TrySetResult();
        };
        var running = notebook.PassAsync($$"""
            #!distribute 2
            Console.WriteLine($"early {__process_id__}");
            while (File.Exists("{{gate}}")) Thread.Sleep(10);
            Console.WriteLine($"late {__process_id__}");
            """);
        await seen.Task.WaitAsync(TestNotebook.Patience);
        File.Delete(gate);
        var outcome = await running;
        Assert.Single(outcome.Events.OfType<DisplayedValueProduced>());
        Assert.True(outcome.Updates > 0);
        Assert.Contains("late 1", outcome.Text, StringComparison.Ordinal);
        Assert.Contains("2 ranks, 2 ok", outcome.Text, StringComparison.Ordinal);
        Assert.Contains("<details", outcome.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cell_fails_when_a_rank_does_and_tells_where()
    {
        using var notebook = new TestNotebook();
        var outcome = await notebook.RunAsync("#!distribute 4\n\nvar ok = 1;\nif (__process_id__ == 2) throw new InvalidOperationException(\"only rank 2\");");
        Assert.Contains("[2] ", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("InvalidOperationException: only rank 2", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("line 4", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("4 ranks, 3 ok, 1 failed", outcome.Text, StringComparison.Ordinal);
        await notebook.PassAsync("Console.WriteLine(1);");
    }

    [Fact]
    public async Task A_compile_error_has_its_place()
    {
        using var notebook = new TestNotebook();
        var outcome = await notebook.RunAsync("#!distribute 2\nvar fine = 1;\nvar wrong = missing;");
        Assert.Contains("(3,13): error CS0103", outcome.Error, StringComparison.Ordinal);
        var diagnostic = outcome.Events.OfType<DiagnosticsProduced>().Last().Diagnostics.Single();
        Assert.Equal(("CS0103", 2, 12), (diagnostic.Code, diagnostic.LinePositionSpan.Start.Line, diagnostic.LinePositionSpan.Start.Character));
        Assert.Contains("--mode", (await notebook.RunAsync("#!distribute 2 --mode banana\nvar a = 1;")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Parts_of_a_cell_run_in_order_and_count_lines_from_its_first()
    {
        using var notebook = new TestNotebook();
        var outcome = await notebook.PassAsync("""
            var a = 1;
            #!distribute 2
            Console.WriteLine($"same {a} {__process_count__}");
            #!csharp
            a = 2;
            Console.WriteLine("between");
            #!distribute 3
            Console.WriteLine($"same {a} {__process_count__}");
            """);
        Assert.Contains("same 1 2", outcome.Text, StringComparison.Ordinal);
        Assert.Contains("between", outcome.Text, StringComparison.Ordinal);
        Assert.Contains("same 2 3", outcome.Text, StringComparison.Ordinal);
        var failed = await notebook.RunAsync("var b = 1;\n#!distribute 2\nthrow new Exception(\"here\");");
        Assert.Contains("line 3", failed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_may_have_their_value_behind_an_equals_sign()
    {
        using var notebook = new TestNotebook();
        await notebook.PassAsync("#!distribute 3 --sync=left --gather left,right\nvar left = __process_id__ + 5;\nvar right = __process_id__;");
        Assert.Equal([5, 5, 5], (int[])notebook.Variable("left").Value!);
        Assert.Equal([0, 1, 2], (int[])notebook.Variable("right").Value!);
        await notebook.PassAsync("#!distribute --sync=*\nvar more = 1;");
        var wrong = await notebook.RunAsync("#!distribute 3 --bananas=4\nvar more = 1;");
        Assert.Contains("--bananas", wrong.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_part_without_code_is_not_passed_over()
    {
        using var notebook = new TestNotebook();
        Assert.Contains("--gather", (await notebook.PassAsync("#!distribute --help")).Text, StringComparison.Ordinal);
        var empty = await notebook.RunAsync("#!distribute 2\nConsole.WriteLine(\"first\");\n#!distribute 3\n\n#!csharp\nConsole.WriteLine(\"never\");");
        Assert.Contains("first", empty.Text, StringComparison.Ordinal);
        Assert.Contains("3", empty.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("never", empty.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("thread")]
    [InlineData("process")]
    public async Task Values_are_displayed_by_ranks_in_their_lanes(string mode)
    {
        using var notebook = new TestNotebook();
        await notebook.PassAsync("using Microsoft.DotNet.Interactive;\nusing Microsoft.DotNet.Interactive.Formatting;\nvoid Tell(int what) => display(what);");
        var outcome = await notebook.PassAsync($$"""
            #!distribute 2 --mode {{mode}}
            Tell(__process_id__ + 100);
            display(HTML($"<b>bold {__process_id__}</b>"));
            display("plain".ToDisplayString("text/plain"));
            """);
        Assert.Contains("101", outcome.Text, StringComparison.Ordinal);
        Assert.Contains("<b>bold 1</b>", outcome.Html, StringComparison.Ordinal);
        Assert.Single(outcome.Events.OfType<DisplayedValueProduced>());
    }

    [Theory]
    [InlineData("thread")]
    [InlineData("process")]
    public async Task Cancelling_stops_the_ranks_and_leaves_both_kernels_usable(string mode)
    {
        using var notebook = new TestNotebook();
        await notebook.PassAsync($"#!distribute 2 --mode {mode}\nvar kept = __process_id__;");
        var begun = new TaskCompletionSource();
        var over = new TaskCompletionSource<string>();
        notebook.Said += said =>
        {
            var texts = said is DisplayEvent display ? string.Concat(display.FormattedValues.Select(value => value.Value)) : "";
            if (texts.Contains("begun", StringComparison.Ordinal)) begun.TrySetResult();
            if (texts.Contains("2 interrupted", StringComparison.Ordinal)) over.TrySetResult(texts);
        };
        using var cancel = new CancellationTokenSource();
        var running = notebook.RunAsync($"#!distribute 2\nConsole.WriteLine(\"begun\");\n{Endless}", cancel.Token);
        await begun.Task.WaitAsync(TestNotebook.Patience);
        await cancel.CancelAsync();
        // Whoever cancels by a token gets a failed result or an exception, as it happens.
        Assert.True(await running.ContinueWith(ended => ended.IsCanceled || ended.Result.Error is not null, TaskScheduler.Default));
        // What the ranks had to say is shown, though the command has ended.
        Assert.Contains("begun", await over.Task.WaitAsync(TestNotebook.Patience), StringComparison.Ordinal);
        Assert.Contains("kept 1", (await notebook.PassAsync("#!distribute 2\nConsole.WriteLine($\"kept {kept}\");")).Text, StringComparison.Ordinal);
        Assert.Contains("csharp too", (await notebook.PassAsync("Console.WriteLine(\"csharp too\");")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_cancel_command_stops_the_ranks()
    {
        using var notebook = new TestNotebook();
        var begun = new TaskCompletionSource();
        notebook.Said += said =>
        {
            if (said is DisplayEvent display && display.FormattedValues.Any(value => value.Value.Contains("begun", StringComparison.Ordinal))) begun.TrySetResult();
        };
        var running = notebook.Root.SendAsync(new SubmitCode($"#!distribute 2\nConsole.WriteLine(\"begun\");\n{Endless}"));
        await begun.Task.WaitAsync(TestNotebook.Patience);
        await notebook.Root.SendAsync(new Cancel()).WaitAsync(TestNotebook.Patience);
        Assert.Contains((await running.WaitAsync(TestNotebook.Patience)).Events, said => said is CommandFailed);
        await notebook.PassAsync("#!distribute 2\nConsole.WriteLine(1);");
        await notebook.PassAsync("Console.WriteLine(2);");
    }

    [Fact]
    public async Task Two_hundred_cells_leave_nothing_behind()
    {
        using var notebook = new TestNotebook();
        await notebook.PassAsync("var input = new double[1000];");
        var (contexts, bytes, threads) = (0, 0L, 0);
        for (var cell = 0; cell < 240; cell++)
        {
            await notebook.PassAsync($"#!distribute 2 --gather got\nvar got = input.Length + {cell};\nConsole.WriteLine($\"cell {cell} on {{__process_id__}}\");");
            if (cell == 39) (contexts, bytes, threads) = Measure();
        }

        var after = Measure();
        Assert.Equal(1000 + 239, ((int[])notebook.Variable("got").Value!)[1]);
        Assert.InRange(after.Contexts, 0, contexts + 20);
        Assert.InRange(after.Bytes, 0, bytes + (20 << 20));
        Assert.InRange(after.Threads, 0, threads + 10);
    }

    [Fact]
    public async Task Notebooks_in_one_process_do_not_see_each_other()
    {
        using var one = new TestNotebook();
        using var two = new TestNotebook();
        await Task.WhenAll(one.PassAsync("public record Thing(int A); var thing = new Thing(1);"), two.PassAsync("public record Thing(string B); var thing = new Thing(\"x\");"));
        var cells = await Task.WhenAll(
            one.PassAsync("#!distribute 2 --gather things\nvar secret = 1;\nvar things = thing with { A = __process_id__ };\nConsole.WriteLine($\"first {things}\");"),
            two.PassAsync("#!distribute 3 --gather things\nvar things = thing with { B = \"b\" + __process_id__ };\nConsole.WriteLine($\"second {things}\");"));
        Assert.Contains("first Thing { A = 1 }", cells[0].Text, StringComparison.Ordinal);
        Assert.DoesNotContain("second", cells[0].Text, StringComparison.Ordinal);
        Assert.Contains("second Thing { B = b2 }", cells[1].Text, StringComparison.Ordinal);
        Assert.DoesNotContain("first", cells[1].Text, StringComparison.Ordinal);
        Assert.Equal(2, ((Array)one.Variable("things").Value!).Length);
        Assert.Equal(3, ((Array)two.Variable("things").Value!).Length);
        Assert.Contains("secret", (await two.RunAsync("#!distribute 3\nConsole.WriteLine(secret);")).Error, StringComparison.Ordinal);
        one.Dispose();
        Assert.Contains("still 2", (await two.PassAsync("#!distribute 3\nConsole.WriteLine($\"still {__process_id__}\");")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_CSharp_cells_print_stays_theirs()
    {
        using var notebook = new TestNotebook();
        for (var round = 0; round < 3; round++)
        {
            var mixed = await notebook.PassAsync("#!distribute 2\nConsole.WriteLine(\"rank\");\n#!csharp\nConsole.WriteLine(\"own\");");
            Assert.Contains("own", mixed.Events.OfType<StandardOutputValueProduced>().Single().FormattedValues.Single().Value, StringComparison.Ordinal);
            Assert.Contains("alone", (await notebook.PassAsync("Console.WriteLine(\"alone\");")).Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Loading_twice_is_harmless()
    {
        using var notebook = new TestNotebook();
        var kernel = notebook.Distribute;
        DistributeExtension.Load(notebook.Root);
        DistributeExtension.Load(notebook.CSharp);
        Assert.Same(kernel, notebook.Distribute);
        await notebook.PassAsync("#!distribute 2\nvar a = 1;");
        Assert.Throws<ArgumentException>(() => DistributeExtension.Load(new CSharpKernel()));
    }

    [Fact]
    public async Task Disposing_the_notebook_ends_ranks_and_their_processes()
    {
        int[] pids;
        using (var notebook = new TestNotebook())
        {
            await notebook.PassAsync("#!distribute 2 --mode process --gather pid\nvar pid = Environment.ProcessId;");
            pids = (int[])notebook.Variable("pid").Value!;
            Assert.All(pids, pid => Assert.True(Directory.Exists($"/proc/{pid}")));
        }

        Assert.All(pids, pid => Assert.False(Directory.Exists($"/proc/{pid}")));
    }

    private static (int Contexts, long Bytes, int Threads) Measure()
    {
        for (var i = 0; i < 5; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        using var self = System.Diagnostics.Process.GetCurrentProcess();
        return (AssemblyLoadContext.All.Count(), GC.GetTotalMemory(forceFullCollection: true), self.Threads.Count);
    }
}
