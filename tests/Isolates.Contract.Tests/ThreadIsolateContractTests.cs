using Distribute.Contracts.Isolates;
using Distribute.Contracts.Outcomes;
using Distribute.Sandbox.Threads;

namespace Distribute.Isolates.Contract.Tests;

/// <summary>The contract on threads, and what only threads must do: survive what they share a process with.</summary>
public sealed class ThreadIsolateContractTests : IsolateContract
{
    protected override IIsolateFactory Factory { get; } = new ThreadIsolateFactory();

    [Theory]
    [InlineData("CellGuards.Exit(3);")]
    [InlineData("CellGuards.FailFast(\"end\");")]
    [InlineData("CellGuards.Kill(System.Diagnostics.Process.GetCurrentProcess());")]
    [InlineData("CellGuards.Kill(System.Diagnostics.Process.GetCurrentProcess(), true);")]
    public async Task Code_cannot_end_the_host(string code)
    {
        var isolate = await StartAsync();
        var outcome = await RunAsync(isolate, TestImages.Make(code + " return 1;"));
        Assert.Contains("--mode process", Assert.IsType<RankOutcome.Failed>(outcome).Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Native_code_that_cannot_be_stopped_costs_the_thread_and_keeps_the_variables()
    {
        var isolate = await StartAsync();
        var events = new RecordedEvents();
        var image = TestImages.Make("kept.Assign = 7; Console.WriteLine(\"in\"); Native.Block(); return 1;", [Var("int", "kept", 1)],
            types: """
                public static class Native
                {
                    [System.Runtime.InteropServices.DllImport("libc", EntryPoint = "read")] static extern nint Read(int file, byte[] buffer, nint count);
                    [System.Runtime.InteropServices.DllImport("kernel32", EntryPoint = "Sleep")] static extern void SleepWindows(uint milliseconds);
                    public static void Block() { if (OperatingSystem.IsWindows()) SleepWindows(3000); else { var pipe = new System.IO.Pipes.AnonymousPipeServerStream(System.IO.Pipes.PipeDirection.In); Read((int)pipe.SafePipeHandle.DangerousGetHandle(), new byte[1], 1); GC.KeepAlive(pipe); } }
                }
                """);
        using var stop = new CancellationTokenSource();
        var running = RunAsync(isolate, image, events, stop.Token, Request(image) with { StopGrace = TimeSpan.FromMilliseconds(250) });
        await events.Seen("in").WaitAsync(MustNotElapse);
        await stop.CancelAsync();
        var outcome = Assert.IsType<RankOutcome.Interrupted>(await running);
        Assert.True(outcome.Lost);
        Assert.Contains("--mode process", outcome.Message, StringComparison.Ordinal);
        Assert.Equal("7", await ValueAsync(isolate, TestImages.Make("Thread.Sleep(1); return kept.Ref;", [Var("int", "kept", 1)])));
    }

    /// <summary>Framework and native code has no stop checks. It is given up, here while it takes its time; the rank keeps what it had.</summary>
    [Fact]
    public async Task Code_that_cannot_be_stopped_costs_the_rank_its_place_and_not_its_variables()
    {
        var isolate = await StartAsync();
        var events = new RecordedEvents();
        var end = Path.GetTempFileName();
        var image = TestImages.Make($"kept.Assign = 7; Console.WriteLine(\"in\"); while (File.Exists(@\"{end}\")) {{ }} return 1;", [Var("int", "kept", 1)]);
        using var stop = new CancellationTokenSource();
        var running = RunAsync(isolate, image, events, stop.Token, Request(image) with { StopGrace = TimeSpan.FromMilliseconds(250) });
        await events.Seen("in").WaitAsync(MustNotElapse);
        await stop.CancelAsync();
        var outcome = Assert.IsType<RankOutcome.Interrupted>(await running);
        File.Delete(end);
        Assert.True(outcome.Lost);
        Assert.Contains("--mode process", outcome.Message, StringComparison.Ordinal);
        Assert.Equal("7", await ValueAsync(isolate, TestImages.Make("return kept.Ref;", [Var("int", "kept", 1)])));
    }
}
