using Distribute.Bench.Peers.Contest;
using Distribute.Bench.Peers.Workloads;
using Distribute.Bench.Rows;

namespace Distribute.Bench.Peers;

/// <summary>All that is measured, in the order of the table.</summary>
internal sealed class Groups(PeerOptions options)
{
    private static readonly string[] Ours = [Contestant.Thread, Contestant.Process];
    private static readonly string[] Python = ["standin", "ipyparallel", "joblib", "dask"];
    private static readonly string[] SlowToStart = ["ipyparallel", "dask", "joblib"];
    private const long Megabyte = 1_000_000;

    /// <summary>The commands, each a group.</summary>
    public static IReadOnlyList<string> Names { get; } = ["start", "cells", "long", "data", "cpu", "stop", "kernel", "tool", "scaling"];

    /// <summary>The cells of a long session whose time is told.</summary>
    public IReadOnlyList<int> Ages => options.Quick ? [10, 50, 100, 200] : [10, 100, 300, 1000];

    /// <summary>The age up to which the chain of scripts is followed: it gets slow.</summary>
    public int ScriptAge => Ages[^2];

    /// <summary>Cells of the row about memory.</summary>
    public int GrowthCells => options.Choose(1000, 200);

    /// <summary>All groups.</summary>
    public IEnumerable<Group> All => [Start(), Cells(), Long(), Data(), Compute(), Stop(), Kernel(), Tool(), Scaling()];

    /// <summary>Numbers of ranks whose computing is compared with that of one rank alone.</summary>
    public int[] MoreRanks => options.Quick ? [8] : [4, 8, 16, 64];

    /// <summary>The points of the scaling model.</summary>
    public Scale Points { get; } = new(options.Quick);

    private int Few => options.Choose(3, 1);

    private Group Start() => new("start",
    [
        .. new[] { 2, 4, 8 }.Select(ranks => new Row(
            $"start-{ranks}", $"cold start of {ranks} ranks, to the end of the first trivial cell", new Ask("start") { Ranks = ranks },
            [.. Ours, "standin", "fork", .. options.Quick && ranks != 4 ? Array.Empty<string>() : SlowToStart, "plain"])
        {
            SlowRounds = ranks == 4 ? Few : 1, Slow = SlowToStart, IsCharted = ranks == 4,
        }),
        new Row("start-new-4", "the same with a text that was never seen, 4 ranks", new Ask("start-new"), Ours),
        new Row("start-64", "cold start of 64 ranks", new Ask("start") { Ranks = 64 }, Ours) { Rounds = Few, Warm = 0 },
    ]);

    private Group Cells() => new("cells",
    [
        .. new[] { 4, 2, 8, 64 }.Select(ranks => new Row($"again-{ranks}", $"trivial cell again, {ranks} ranks", new Ask("again") { Ranks = ranks, Count = 200 }, ranks switch
        {
            4 => [.. Ours, .. Python, "script"],
            64 => Ours,
            _ => [.. Ours, "standin"],
        })
        { IsCharted = ranks == 4 }),
        new Row("timeout-4", "the same under --timeout, 4 ranks", new Ask("timeout") { Count = 200 }, [.. Ours, .. Python]),
        new Row("new-4", "trivial cell, new text, 4 ranks", new Ask("new") { Count = 50 }, [.. Ours, .. Python, "script"]) { IsCharted = true },
        new Row("lines-4", "4 MB of printed lines from 4 ranks", new Ask("lines") { Size = 16_000 }, [.. Ours, "standin", "ipyparallel", "joblib", "dask"]) { IsCharted = true },
        new Row("stop-4", "stop of an endless loop, after the deadline", new Ask("stop") { Count = options.Choose(3, 1), Budget = 1 }, [.. Ours, "standin", "ipyparallel", "joblib", "dask"]),
    ]);

    private Group Long() => new("long",
    [
        .. Ages.SelectMany(age => new[]
        {
            new Row($"long-{age}", $"new cell, around cell {age}, 4 ranks", new Ask("long") { Size = age, Count = Math.Min(age + 1, 31), Budget = 60 }, Followers(age)) { Rounds = 1, Warm = 0 },
            new Row($"long-again-{age}", $"the same cell again, then", new Ask("long-again") { Count = 50 }, Followers(age)) { Rounds = 1, Warm = 0 },
            new Row($"memory-{age}", $"private memory of all its processes, then", new Ask("memory"), Followers(age)) { Rounds = 1, Warm = 0, Quantity = Quantity.Memory },
        }),
        new Row("growth", $"growth of memory from cell 20 to {GrowthCells}, 8 ranks", new Ask("growth") { Ranks = 8, Size = GrowthCells }, Ours) { Rounds = 1, Warm = 0, IsFresh = true, Quantity = Quantity.Value },
    ]);

    private string[] Followers(int age) => [.. Ours, .. Python, .. age <= ScriptAge ? ["script"] : Array.Empty<string>()];

    private Group Data() => new("data",
    [
        .. new[] { 1, 100 }.SelectMany(size => new[]
        {
            new Row($"send-{size}", $"{size} MB of doubles to all 4 ranks", new Ask("send") { Size = size * Megabyte, Count = size == 1 ? 10 : 1 }, [.. Ours, .. Python, "plain"]) { SlowRounds = size == 1 ? int.MaxValue : Few, IsCharted = size == 100 },
            new Row($"back-{size}", $"{size} MB of doubles from each of 4 ranks", new Ask("back") { Size = size * Megabyte, Count = size == 1 ? 10 : 1 }, [.. Ours, .. Python, "plain"]) { SlowRounds = size == 1 ? int.MaxValue : Few, IsCharted = size == 100 },
        }),
        new Row("objects", $"{options.Choose(1_000_000, 200_000):N0} small objects to all 4 ranks", new Ask("objects") { Size = options.Choose(1_000_000, 200_000) }, [.. Ours, .. Python]) { Rounds = Few, SlowRounds = options.Choose(2, 1), IsCharted = true },
    ]);

    private Group Compute() => new("cpu",
    [
        .. Workload.All.Select(workload => Compute(workload, 1, ["joblib"]) with { Rounds = Few }),
        .. Workload.All.Select(workload => Compute(workload, 2, Python) with { IsCharted = true }),
        .. MoreRanks.SelectMany(ranks => Workload.All.Select(workload => Compute(workload, ranks, []) with { Rounds = options.Choose(2, 1), IsListed = false })),
    ]);

    private Row Compute(Workload workload, int ranks, string[] peers) => new(
        $"{workload.Name}-{ranks}", $"{workload.Title}, {ranks} {(ranks == 1 ? "rank" : "ranks")}",
        new Ask("cpu") { Name = workload.Name, Ranks = ranks, Size = options.Quick ? workload.QuickSize : workload.Size, Budget = 0.01 }, [.. Ours, "parallel", .. peers]) { SlowRounds = 1 };

    private Group Stop() => new("stop",
        [.. StopCase.All.Select(stop => new Row($"stop: {stop.Name}", $"stop: {stop.Name}", new Ask("stop-case") { Name = stop.Name, Count = Few, Budget = 60 }, Contestant.Thread) { Rounds = 1, Warm = 0, IsFresh = true, IsListed = false })]);

    private static Group Kernel() => new("kernel",
    [
        new Row("kernel-start", "kernel start to the first result, through jupyter_client", new Ask("kernel-start"), Contestant.Kernel, "ipykernel") { IsCharted = true },
        new Row("kernel-again", "1+1 again, through jupyter_client", new Ask("kernel-again") { Count = 50 }, Contestant.Kernel, "ipykernel") { IsCharted = true },
        new Row("kernel-new", "a new cell, through jupyter_client", new Ask("kernel-new") { Count = 30, Budget = 0.5 }, Contestant.Kernel, "ipykernel"),
    ]);

    private static Group Tool() => new("tool",
    [
        new Row("tool-1", "`distribute run`, one cell, from start to end", new Ask("tool") { Ranks = 1 }, "plain"),
        new Row("tool-4", "`distribute run`, one cell on 4 ranks, from start to end", new Ask("tool") { Ranks = 4 }, "plain"),
        new Row("bare-1", "a bare `dotnet hello.dll`, from start to end", new Ask("start") { Ranks = 1 }, "plain"),
    ]);

    // One row for each point of the model: what varies is in the key.
    private Group Scaling()
    {
        string[] both = [.. Ours, "thread-1", "process-1"];
        return new Group("scaling",
        [
            .. Points.Ranks.Select(ranks => new Row(Scale.Again(ranks), $"again on {ranks}", new Ask("again") { Ranks = ranks, Count = 200, Budget = 0.15 }, both) { Rounds = Few }),
            .. Points.Starts.Select(ranks => new Row(Scale.Start(ranks), $"start of {ranks}", new Ask("start") { Ranks = ranks, Count = 5 }, both) { Rounds = Few }),
            .. Points.Variables.SelectMany(count => new[] { "variables", "variables-again", "variables-sync" }.Select(kind =>
                new Row(Scale.Of(kind, count), $"{kind} {count}", new Ask(kind) { Size = count, Count = 40 }, Contestant.Thread) { Rounds = Few, Warm = 0 })),
            .. Points.Megabytes.SelectMany(size => Points.SendRanks.Select(ranks =>
                new Row(Scale.Send(size, ranks), $"send {size} MB to {ranks}", new Ask("send") { Ranks = ranks, Size = size * Megabyte, Count = 3 }, Ours) { Rounds = Few })),
        ]).Hide();
    }
}
