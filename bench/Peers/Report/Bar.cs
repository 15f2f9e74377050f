using Distribute.Bench.Measuring;
using Distribute.Bench.Peers.Contest;
using Distribute.Bench.Peers.Workloads;
using Distribute.Bench.Rows;

namespace Distribute.Bench.Peers.Report;

/// <summary>What must hold, as lines of a table.</summary>
internal sealed class Bar(Results results, Groups groups)
{
    private const double Mebibytes = 50;

    // A tenth cell and a thousandth are as equal as a shared machine tells.
    private const double Flat = 1.2;

    private static readonly (string Who, string Title)[] Modes = [(Contestant.Thread, "threads"), (Contestant.Process, "processes")];

    /// <summary>The lines whose rows were measured.</summary>
    public IEnumerable<Figure> Figures() => new[] { Starts(), Cells(), Ages(), Bytes(), Compute(), Rest() }.SelectMany(part => part).OfType<Figure>();

    private IEnumerable<Figure?> Starts()
    {
        yield return Faster("cold start of 4 ranks, threads, against multiprocessing (spawn)", "start-4", Contestant.Thread, "standin", 50);
        yield return Faster("cold start of 4 ranks, processes, against multiprocessing (spawn)", "start-4", Contestant.Process, "standin", 1);
        foreach (var (who, title) in Modes) yield return Faster($"the same, {title}, with a text that was never seen and is compiled first", "start-new-4", who, "standin", who == Contestant.Thread ? 50 : 1, "start-4");
        yield return Faster("the same, threads, against multiprocessing (fork)", "start-4", Contestant.Thread, "fork", null);
        yield return Faster("the same, processes, against multiprocessing (fork)", "start-4", Contestant.Process, "fork", null);
        foreach (var (who, title) in Modes) yield return Faster($"cold start of 4 ranks, {title}, against ipyparallel", "start-4", who, "ipyparallel", 20);
    }

    private IEnumerable<Figure?> Cells()
    {
        foreach (var (who, title) in Modes)
        {
            yield return Faster($"same cell again, 4 ranks, {title}, against multiprocessing", "again-4", who, "standin", 1);
            yield return Faster($"same cell again, 4 ranks, {title}, against ipyparallel", "again-4", who, "ipyparallel", 15);
        }

        yield return AtMost("64 ranks, trivial cell again, threads", "again-64", Contestant.Thread, 0.003);
        yield return AtMost("64 ranks start, processes", "start-64", Contestant.Process, 4);
    }

    private IEnumerable<Figure?> Ages()
    {
        var (first, last) = (groups.Ages[0], groups.Ages[^1]);
        foreach (var (who, title) in Modes)
        {
            yield return AtMostTimes($"new cell around cell {last}, 4 ranks, {title}, against CSharpScript on one rank around cell {groups.ScriptAge}", $"long-{last}", who, "script", 0.7, $"long-{groups.ScriptAge}");
            yield return AtMostTimes($"new cell, 4 ranks, {title}, around cell {last} against around cell {first}", $"long-{last}", who, who, Flat, $"long-{first}");
            if (results.Find("growth", who) is { } growth)
                yield return new Figure($"memory after {groups.GrowthCells:N0} cells x 8 ranks, {title}", $"{growth.Median:F1} MiB", who == Contestant.Thread ? "" : "all 9 processes together", who == Contestant.Thread ? $"at most {Mebibytes} MiB" : "", who == Contestant.Thread ? Figure.Judge(growth.Median <= Mebibytes) : Verdict.Told);
        }
    }

    private IEnumerable<Figure?> Bytes()
    {
        foreach (var (who, title) in Modes)
        {
            yield return Faster($"100 MB to 4 ranks, {title}, against ipyparallel", "send-100", who, "ipyparallel", 8);
            yield return AtMostTimes($"100 MB to 4 ranks, {title}, against 4 plain copies", "send-100", who, "plain", 1.5);
        }
    }

    private IEnumerable<Figure?> Compute() => Workload.All.SelectMany(workload => Modes.Select(mode =>
        AtMostTimes($"{workload.Title}, 2 ranks, {mode.Title}, against Parallel.For", $"{workload.Name}-2", mode.Who, "parallel", 1.05)));

    private IEnumerable<Figure?> Rest()
    {
        var stops = StopCase.All.Select(stop => (stop.Name, Late: results.Find($"stop: {stop.Name}", Contestant.Thread))).ToList();
        if (stops.All(stop => stop.Late is not null))
        {
            var middles = new Samples(stops.Select(stop => stop.Late!.Median));
            var (slowest, late) = stops.MaxBy(stop => stop.Late!.Median);
            yield return new Figure($"stop latency, median over {stops.Count} kinds of code, threads", Form.Of(Quantity.Time, middles.Median), $"{Form.Of(Quantity.Time, middles.Min)} to {Form.Of(Quantity.Time, late!.Median)} ({slowest})", "at most 50 ms", Figure.Judge(middles.Median <= 0.05));
        }

        yield return AtMost("tool start to first result, an ordinary cell", "tool-1", "plain", 0.6);
        yield return AtMost("tool start to first result, 4 ranks", "tool-4", "plain", 0.6);
    }

    private Figure? Faster(string what, string row, string who, string peer, double? times, string? peerRow = null)
    {
        if (results.Ratio(peerRow ?? row, peer, who, row) is not { } ratio) return null;
        return new Figure(what, $"{Digits(ratio)} times faster", Both(row, who, peerRow ?? row, peer), times is 1 ? "not slower" : times is null ? "" : $"at least {times} times", times is null ? Verdict.Told : Figure.Judge(ratio >= times));
    }

    private Figure? AtMostTimes(string what, string row, string who, string peer, double times, string? peerRow = null)
    {
        if (results.Ratio(row, who, peer, peerRow) is not { } ratio) return null;
        return new Figure(what, $"{ratio:F2} times", Both(row, who, peerRow ?? row, peer), $"at most {times} times", Figure.Judge(ratio <= times));
    }

    private Figure? AtMost(string what, string row, string who, double seconds)
    {
        if (results.Find(row, who) is not { } all) return null;
        return new Figure(what, Form.Of(Quantity.Time, all.Median), $"{Form.Of(Quantity.Time, all.Min)} - {Form.Of(Quantity.Time, all.P95)}", $"at most {Form.Of(Quantity.Time, seconds)}", Figure.Judge(all.Median <= seconds));
    }

    private string Both(string row, string who, string peerRow, string peer) => $"{Form.Of(Quantity.Time, results.Find(row, who)!.Median)} and {Form.Of(Quantity.Time, results.Find(peerRow, peer)!.Median)}";

    private static string Digits(double ratio) => ratio >= 10 ? $"{ratio:F0}" : $"{ratio:F1}";
}
