using Distribute.Contracts.Outcomes;
using Distribute.Magic.Rendering;
using Distribute.Sandbox.Sessions;

namespace Distribute.Jupyter.Showing;

/// <summary>Words what went wrong in a cell as one error.</summary>
internal static class CellErrors
{
    /// <summary>The error of a cell that is not ok.</summary>
    /// <param name="result">What came of it.</param>
    /// <param name="executionCount">Its execution count.</param>
    /// <param name="sources">The texts of cells by execution count.</param>
    public static CellError Of(CellResult result, int executionCount, CellSources sources)
    {
        var errors = result.Diagnostics.Where(diagnostic => diagnostic.IsError).ToArray();
        var failed = result.Ranks.Where(rank => rank.Outcome is not (RankOutcome.Completed or RankOutcome.NotRun)).ToArray();
        var lines = failed.Length == 0 ? []
            : result.Pool is null ? sources.Annotate(Lines(Text(failed[0].Outcome)))
            : sources.Annotate(Lines(PlainLines.Failures(failed))).ToList();
        foreach (var error in errors) lines.AddRange(Lines(PlainLines.Diagnostic(error, executionCount, sources[executionCount])));
        var (name, value) = failed.Length > 0 ? Name(failed[0].Outcome)
            : errors.Length > 0 ? (errors[0].Id.StartsWith("CS", StringComparison.Ordinal) ? "CompilationError" : "CellError", errors[0].Message)
            : ("Interrupted", "the cell was interrupted");
        if (failed.Length > 0 && result.Pool is not null) value = $"rank {failed[0].Rank}: {value}";
        if (lines.Count == 0) lines.Add($"{name}: {value}");
        return new CellError(name, value, Coloured(lines, name));
    }

    /// <summary>A fault of the kernel itself: told like an error of the cell, so that someone sees it.</summary>
    public static CellError OfFault(Exception fault) =>
        new("KernelFault", fault.Message, ["fault in the kernel, not in the cell:", .. Lines(fault.ToString())]);

    private static (string Name, string Value) Name(RankOutcome outcome) => outcome switch
    {
        RankOutcome.Failed failed => (failed.Error.Type, failed.Error.Message),
        RankOutcome.TimedOut stopped => ("TimedOut", stopped.Message),
        RankOutcome.Interrupted stopped => ("Interrupted", stopped.Message),
        RankOutcome.Died died => ("Died", died.Reason),
        _ => (outcome.Name, ""),
    };

    private static string Text(RankOutcome outcome)
    {
        var (name, value) = Name(outcome);
        var head = $"{name}: {value}";
        if (outcome is not RankOutcome.Failed { Error.Stack: { Length: > 0 } stack }) return head;
        return stack.StartsWith(head, StringComparison.Ordinal) ? stack : $"{head}\n{stack}";
    }

    private static IEnumerable<string> Lines(string text) => text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');

    // Front ends colour what terminals colour; without this an error looks like any other text.
    private static IReadOnlyList<string> Coloured(IReadOnlyList<string> lines, string name) =>
        [.. lines.Select((line, i) => i == 0 || line.StartsWith('[') ? Red(line, name) : line)];

    private static string Red(string line, string name)
    {
        var at = line.IndexOf(name, StringComparison.Ordinal);
        return at < 0 ? line : $"{line[..at]}\e[31m{name}\e[0m{line[(at + name.Length)..]}";
    }
}
