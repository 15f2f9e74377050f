using System.Globalization;
using System.Text.RegularExpressions;
using Distribute.Contracts.Outcomes;
using Distribute.Sandbox.Sessions;

namespace Distribute.Magic.Rendering;

/// <summary>Writes how the ranks of one part ended: values, the closing line, and failures, equal ones folded.</summary>
internal static class ResultText
{
    /// <summary>What the ranks printed, each whole output of several ranks once.</summary>
    internal static IEnumerable<Line> Output(IReadOnlyList<RankResult> ranks) =>
        ranks.GroupBy(rank => (rank.Stdout, rank.Stderr)).SelectMany(group =>
        {
            var numbers = Numbers(group);
            return (group.Key.Stdout.Length == 0 ? [] : Line.Marked(Line.Mark(numbers), Redrawn(group.Key.Stdout)))
                .Concat(group.Key.Stderr.Length == 0 ? [] : Line.Marked(Line.Mark(numbers, "err"), Redrawn(group.Key.Stderr), Tone.Error));
        });

    /// <summary>The results of the ranks that have one.</summary>
    /// <param name="ranks">The ranks.</param>
    /// <param name="marked">False for a notebook cell, whose lines have no mark.</param>
    internal static IEnumerable<Line> Values(IReadOnlyList<RankResult> ranks, bool marked) =>
        ranks.Where(rank => rank.Outcome is RankOutcome.Completed { HasValue: true, Value: not null })
            .GroupBy(rank => ((RankOutcome.Completed)rank.Outcome).Value!.PlainText)
            .SelectMany(group => Line.Marked(Line.Mark(marked ? Numbers(group) : null), group.Key));

    /// <summary><c>4 ranks, 3 ok, 1 failed, 0.42 s</c>.</summary>
    /// <param name="all">All ranks of the pool; those that were not to run are not counted.</param>
    /// <param name="elapsed">The part's time.</param>
    internal static Line Closing(IReadOnlyList<RankResult> all, TimeSpan elapsed)
    {
        var ranks = all.Where(rank => rank.Outcome is not RankOutcome.NotRun { WasTargeted: false }).ToList();
        var pieces = new List<Piece> { new(ranks.Count == 1 ? "1 rank" : string.Create(CultureInfo.InvariantCulture, $"{ranks.Count} ranks")) };
        foreach (var (name, word, tone) in Words)
        {
            var count = ranks.Count(rank => rank.Outcome.Name == name);
            if (count == 0) continue;
            pieces.Add(new Piece(", "));
            pieces.Add(new Piece(string.Create(CultureInfo.InvariantCulture, $"{count} {word}"), tone));
        }

        pieces.Add(new Piece(", " + Durations.Exact(elapsed)));
        return new Line(pieces);
    }

    /// <summary>What went wrong on the ranks, in full.</summary>
    /// <param name="ranks">The ranks.</param>
    /// <param name="marked">False for a notebook cell, whose lines have no mark.</param>
    internal static IEnumerable<Line> Failures(IReadOnlyList<RankResult> ranks, bool marked) =>
        ranks.Where(rank => rank.Outcome is not (RankOutcome.Completed or RankOutcome.NotRun))
            .GroupBy(rank => WithoutRank(rank))
            .SelectMany(group => Failure(group.Count() == 1 ? Failure(group.First().Outcome) : group.Key, Line.Mark(marked ? Numbers(group) : null)));

    /// <summary>The ranks whose output was longer than the limit.</summary>
    internal static IEnumerable<Line> Dropped(IReadOnlyList<RankResult> ranks, bool marked) =>
        ranks.Where(rank => rank.DroppedBytes > 0).Select(rank => new Line(
            Line.Mark(marked ? [rank.Rank] : null),
            new Piece(string.Create(CultureInfo.InvariantCulture, $"{rank.DroppedBytes:N0} bytes of output beyond the limit were dropped"), Tone.Warning)));

    private static readonly (string Name, string Word, Tone Tone)[] Words =
    [
        ("completed", "ok", Tone.Success), ("failed", "failed", Tone.Error), ("timedOut", "timed out", Tone.Error),
        ("interrupted", "interrupted", Tone.Warning), ("died", "died", Tone.Error), ("notRun", "not run", Tone.Faint),
    ];

    private static IReadOnlyList<int> Numbers(IEnumerable<RankResult> ranks) => [.. ranks.Select(rank => rank.Rank).Order()];

    private static IEnumerable<Line> Failure(string text, Piece mark)
    {
        var lines = Line.Split(text).ToArray();
        yield return new Line(mark, new Piece(lines[0], Tone.Error));
        foreach (var more in lines.Skip(1)) yield return Line.Of("    " + more.TrimStart());
    }

    // The engine's own messages name the rank, and are equal all the same. What a cell threw is left as it was written.
    internal static string WithoutRank(RankResult rank)
    {
        var text = Failure(rank.Outcome);
        return rank.Outcome is RankOutcome.Failed { Error.Type: not NoValue }
            ? text
            : Regex.Replace(text, string.Create(CultureInfo.InvariantCulture, $@"\brank {rank.Rank}\b"), "this rank");
    }

    private const string NoValue = "Distribute.Contracts.Runtime.NoValueException";

    private static string Failure(RankOutcome outcome) => outcome switch
    {
        RankOutcome.Failed { Error: var error } => Error(error),
        RankOutcome.TimedOut timedOut => "timed out: " + timedOut.Message,
        RankOutcome.Interrupted interrupted => "interrupted: " + interrupted.Message,
        RankOutcome.Died died => "died: " + died.Reason,
        _ => outcome.Name,
    };

    private static string Error(RankError error)
    {
        var head = $"{error.Type}: {error.Message}";
        if (error.Stack.StartsWith(head, StringComparison.Ordinal)) return error.Stack;
        return error.Stack.Length == 0 ? head : $"{head}\n{error.Stack}";
    }

    /// <summary>The output as it looked in the end: of a line that was redrawn, the last drawing.</summary>
    private static string Redrawn(string text)
    {
        var buffer = new LineBuffer();
        var lines = buffer.Append(text).ToList();
        if (buffer.Flush() is { } last) lines.Add(last);
        return string.Join('\n', lines) + "\n";
    }
}
