using System.Text;
using Distribute.Bench.Peers.Contest;
using Distribute.Bench.Peers.Report;

namespace Distribute.Bench.Peers;

/// <summary>How costs grow with ranks, cells, variables and bytes, fitted to the measurements, and what that predicts.</summary>
internal sealed class ScalingModel(Results results, Groups groups)
{
    private const int ManyRanks = 1000;
    private const int ManyProcessors = 64;
    private const int Machines = 16;

    // Of a link between machines: half a round trip each way together, and ten gigabits.
    private const double RoundTrip = 0.0002;
    private const double BytesPerSecond = 1.25e9;
    private const double ImageBytes = 5_000;
    private readonly StringBuilder _fits = new();
    private readonly StringBuilder _predictions = new();

    /// <summary>The model as Markdown; null when its rows were not measured.</summary>
    public string? ToMarkdown()
    {
        if (results.Find(Scale.Again(1), Contestant.Thread) is null) return null;
        foreach (var who in new[] { Contestant.Thread, Contestant.Process })
        {
            var again = FitRanks($"the same cell again, {Title(who)}", who, groups.Points.Ranks, Scale.Again);
            var start = FitRanks($"cold start, {Title(who)}", who, groups.Points.Starts, Scale.Start);
            var send = FitBytes(who);
            FitCells(who);
            Predict(who, again, start, send);
        }

        FitVariables("variables", "a new cell that uses one of them");
        FitVariables("variables-again", "a repeated cell that uses one of them");
        FitVariables("variables-sync", "the same with `--sync=*` to 3 ranks");
        return "| cost | fitted, n ranks on c processors | residual |\n|---|---|---|\n" + _fits + "\n| predicted | |\n|---|---|\n" + _predictions;
    }

    private static string Title(string who) => $"ranks {(who == Contestant.Thread ? "on threads" : "in processes")}";

    // A part for the cell, one for each rank that the session does alone, one for each rank that processors share.
    private Fit? FitRanks(string what, string who, int[] counts, Func<int, string> key)
    {
        var points = counts.SelectMany(n => new[] { (Who: who, Processors: (double)Environment.ProcessorCount), (Who: $"{who}-1", Processors: 1.0) }
            .Where(run => results.Find(key(n), run.Who) is not null)
            .Select(run => (new[] { 1, n, n / run.Processors }, results.Find(key(n), run.Who)!.Median))).ToList();
        return Tell(what, points, fit => $"{Ms(fit, 0)} + n x {Ms(fit, 1)} + n / c x {Ms(fit, 2)}");
    }

    private Fit? FitBytes(string who)
    {
        var points = groups.Points.Megabytes.SelectMany(size => groups.Points.SendRanks
            .Where(n => results.Find(Scale.Send(size, n), who) is not null)
            .Select(n => (new[] { 1.0, size, size * n }, results.Find(Scale.Send(size, n), who)!.Median))).ToList();
        return Tell($"B MB to n ranks, {Title(who)}", points, fit => $"{Ms(fit, 0)} + B x {Ms(fit, 1)} + B x n x {Ms(fit, 2)}");
    }

    private void FitCells(string who)
    {
        var points = groups.Ages.Where(age => results.Find($"long-{age}", who) is not null).Select(age => (new[] { 1.0, age }, results.Find($"long-{age}", who)!.Median)).ToList();
        Tell($"the k-th new cell, 4 {Title(who)}", points, fit => $"{Ms(fit, 0)} + k x {Ms(fit, 1)}");
    }

    private void FitVariables(string kind, string what)
    {
        var points = groups.Points.Variables.Where(count => results.Find(Scale.Of(kind, count), Contestant.Thread) is not null)
            .Select(count => (new[] { 1.0, count }, results.Find(Scale.Of(kind, count), Contestant.Thread)!.Median)).ToList();
        Tell($"{what}, v variables live, 4 ranks on threads", points, fit => $"{Ms(fit, 0)} + v x {Ms(fit, 1)}");
    }

    private Fit? Tell(string what, List<(double[] Terms, double Cost)> points, Func<Fit, string> formula)
    {
        if (points.Count <= points.FirstOrDefault().Terms?.Length) return null;
        if (points.Count == 0) return null;
        var fit = LeastSquares.Solve(points);
        _fits.AppendLine($"| {what} | {formula(fit)} | {fit.Residual:P0} |");
        return fit;
    }

    private void Predict(string who, Fit? again, Fit? start, Fit? send)
    {
        const double Shared = (double)ManyRanks / ManyProcessors;
        if (again is not null) Line($"the same cell again, {ManyRanks} {Title(who)}, {ManyProcessors} processors", again.At(1, ManyRanks, Shared));
        if (start is not null) Line($"cold start of {ManyRanks} {Title(who)}, {ManyProcessors} processors", start.At(1, ManyRanks, Shared));
        if (send is not null) Line($"100 MB to {ManyRanks} {Title(who)}, {ManyProcessors} processors that share as much memory bandwidth as here for each two", send.At(1, 100, 100.0 * ManyRanks * Environment.ProcessorCount / ManyProcessors));
        if (who != Contestant.Process || again is null || send is null) return;
        const double PerMachine = (double)ManyRanks / Machines;
        const double Cores = (double)ManyProcessors / Machines;
        // A relay on each machine does there what the session does here; the session talks to relays.
        var relay = again.At(1, PerMachine, PerMachine / Cores);
        Line($"the same cell again, {ManyRanks} ranks in processes on {Machines} machines of {Cores:F0} processors", relay + again.At(0, Machines, 0) + RoundTrip);
        Line("a new cell there: its image goes to each machine once, on top of that and of its compilation", Machines * ImageBytes / BytesPerSecond);
        Line("100 MB to all of them there: to each machine once over the session's own link", (Machines * 100e6 / BytesPerSecond) + send.At(1, 100, 100 * PerMachine * Environment.ProcessorCount / Cores) + RoundTrip);
        Line("the same, handed on from machine to machine in pieces", (100e6 / BytesPerSecond) + send.At(1, 100, 100 * PerMachine * Environment.ProcessorCount / Cores) + (Machines * RoundTrip));
    }

    private void Line(string what, double seconds) => _predictions.AppendLine($"| {what} | {Form.Of(Quantity.Time, seconds)} |");

    private static string Ms(Fit fit, int term) => $"{fit.Factors[term] * 1000:G3} ms";
}
