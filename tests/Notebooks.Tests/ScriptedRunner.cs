using Distribute.Contracts.Compilation;
using Distribute.Contracts.Isolates;
using Distribute.Contracts.Outcomes;
using Distribute.Notebooks.Reports;
using Distribute.Notebooks.Running;
using Distribute.Sandbox.Sessions;

namespace Distribute.Notebooks.Tests;

/// <summary>Stands in for the engine: what a cell's text says is what happens.</summary>
internal sealed class ScriptedRunner : ICellRunner
{
    public List<(string Source, int Count)> Ran { get; } = [];

    /// <summary>Done when a cell "wait" has begun.</summary>
    public TaskCompletionSource Waiting { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async Task<CellRunResult> RunAsync(string source, int executionCount, ISessionEvents events, CancellationToken cancellationToken)
    {
        Ran.Add((source, executionCount));
        if (source == "fault") throw new InvalidOperationException("broken engine");
        if (source == "nocompile") return new(RunKind.Notebook, new CellResult { Ok = false, Diagnostics = [new CellDiagnostic("error", "CS0103", "?", 1, 1)] });
        var distributed = source.StartsWith("#!distribute", StringComparison.Ordinal);
        var pool = distributed ? "default" : null;
        int[] ranks = distributed ? [0, 1] : [0];
        events.Began(pool, ranks, null);
        if (source == "wait") return await WaitAsync(events, cancellationToken);
        if (source == "ask") events.Output(0, OutputStream.Out, events.CanRead ? events.ReadLine(0, "?", false)! : "no one");
        var results = ranks.Select(rank => Run(source, rank, events)).ToArray();
        var ok = results.All(result => result.Outcome.IsOk);
        return new(distributed ? RunKind.Distribute : RunKind.Notebook, new CellResult { Ok = ok, Pool = pool, Mode = "thread", Ranks = results });
    }

    private static RankResult Run(string source, int rank, ISessionEvents events)
    {
        events.RankStarted(rank);
        if (source.Contains("print", StringComparison.Ordinal)) events.Output(rank, OutputStream.Out, $"{rank}: hello\n");
        if (source is "show" or "update") events.Displayed(rank, MimeBundle.FromText(source), "id", source == "update");
        RankOutcome outcome = source.Contains("fail", StringComparison.Ordinal)
            ? new RankOutcome.Failed(new RankError("E", "failed", 1, "", [], []))
            : new RankOutcome.Completed(true, MimeBundle.FromText("value"));
        var result = new RankResult(rank, outcome, "", "", 0);
        events.RankEnded(result);
        return result;
    }

    private async Task<CellRunResult> WaitAsync(ISessionEvents events, CancellationToken cancellationToken)
    {
        events.Output(0, OutputStream.Out, "so far\n");
        Waiting.SetResult();
        await Task.Delay(Timeout.Infinite, cancellationToken).ContinueWith(_ => { }, TaskScheduler.Default);
        var result = new RankResult(0, new RankOutcome.Interrupted(false, "interrupted"), "so far\n", "", 0);
        events.RankEnded(result);
        return new(RunKind.Notebook, new CellResult { Ok = false, Interrupted = true, Ranks = [result] });
    }
}
