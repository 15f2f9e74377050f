using System.Globalization;
using System.Text;
using Distribute.Contracts.Outcomes;
using Distribute.Sandbox.Sessions;

namespace Distribute.Magic.Rendering.Lanes;

/// <summary>Draws ranks that have ended: all that they showed, equal lanes once, and what went wrong with its line.</summary>
internal sealed class FinishedLanes(IReadOnlyList<Lane> lanes, IReadOnlyList<string> notes, TimeSpan elapsed)
{
    /// <summary>As many groups of equal lanes are open; of more, those that failed.</summary>
    private const int MostOpen = 4;

    /// <summary>So many lines of a lane are shown at its beginning and as many at its end; the plain text has them all.</summary>
    private const int MostLines = 1000;

    // Lanes that show the same and ended in the same way, in the order of their first ranks.
    private readonly List<List<Lane>> _groups =
        [.. lanes.GroupBy(lane => (lane.State.Word, Failure: IsFailed(lane) ? ResultText.WithoutRank(lane.Result!) : null, lane.Result?.DroppedBytes, Items: string.Join('\0', lane.Items.Select(item => item.Key))))
            .Select(group => group.ToList())];

    /// <summary>The lanes as HTML, and as plain text.</summary>
    /// <param name="source">The cell's text.</param>
    public (string Html, string Text) Render(string source) => (Html(source), Text());

    private string Html(string source)
    {
        var html = new StringBuilder(LaneStyle.Sheet);
        html.Append("<div class=\"dst\"><div class=\"dst-head\"><b>").Append(HtmlText.Escape(Closing())).Append("</b></div>");
        HtmlText.Notes(html, notes);
        foreach (var group in _groups) Add(html, group, _groups.Count <= MostOpen || group[0].State.Style is "bad" or "late", source);
        return html.Append("</div>").ToString();
    }

    private string Text()
    {
        var text = new StringBuilder();
        foreach (var note in notes) text.Append("note: ").Append(note).Append('\n');
        foreach (var group in _groups)
        {
            var ranks = group.Select(lane => lane.Rank).ToArray();
            foreach (var item in group[0].Items)
            {
                var lines = item switch
                {
                    LaneItem.Text line => [new Line(Line.Mark(ranks, line.Stream == Contracts.Isolates.OutputStream.Error ? "err" : ""), new Piece(line.Line))],
                    LaneItem.Value value => Line.Marked(Line.Mark(ranks), value.Bundle.PlainText),
                    _ => [],
                };
                foreach (var line in lines) text.Append(line).Append('\n');
            }
        }

        foreach (var line in ResultText.Dropped([.. lanes.Select(lane => lane.Result).OfType<RankResult>()], marked: true)) text.Append(line).Append('\n');
        return text.Append(Closing()).ToString();
    }

    private string Closing() =>
        ResultText.Closing([.. lanes.Select(lane => lane.Result).OfType<RankResult>()], elapsed).ToString();

    private static void Add(StringBuilder html, List<Lane> group, bool isOpen, string source)
    {
        var lane = group[0];
        var error = (lane.Result?.Outcome as RankOutcome.Failed)?.Error;
        html.Append(isOpen ? "<details open>" : "<details>");
        HtmlText.Heading(html, Ranks(group), lane.State, error?.Line is { } at ? string.Create(CultureInfo.InvariantCulture, $", line {at}") : "", Times(group), Preview(lane));
        html.Append("<div class=\"dst-body\" tabindex=\"0\">");
        var (items, count) = (lane.Items, lane.Items.Count);
        if (count <= 2 * MostLines)
        {
            HtmlText.Items(html, items, live: false);
        }
        else
        {
            HtmlText.Items(html, items.Take(MostLines), live: false);
            html.Append(CultureInfo.InvariantCulture, $"<div class=\"dst-note\">{count - (2 * MostLines):N0} lines are left out here; the plain text of this output has them all.</div>");
            HtmlText.Items(html, items.Skip(count - MostLines), live: false);
        }

        if (lane.Result is { DroppedBytes: > 0 and var dropped })
            html.Append(CultureInfo.InvariantCulture, $"<div class=\"dst-note\">{dropped:N0} bytes of output beyond the limit were dropped</div>");
        if (IsFailed(lane))
        {
            var failure = string.Join('\n', ResultText.Failures([.. group.Select(same => same.Result!)], marked: false));
            // Red is for what went wrong; a rank that was stopped did not.
            html.Append(lane.State.Style == "late" ? "<pre class=\"dst-error dst-stopped\">" : "<pre class=\"dst-error\">").Append(HtmlText.Escape(failure));
            if (error?.Line is { } line && SourceLine(source, line) is { } text) html.Append(CultureInfo.InvariantCulture, $"\nline {line}: ").Append(HtmlText.Escape(text));
            html.Append("</pre>");
        }

        html.Append("</div></details>");
    }

    private static string Ranks(List<Lane> group) =>
        (group.Count == 1 ? "rank " : "ranks ") + RankList.Format(group.Select(lane => lane.Rank));

    private static string Times(List<Lane> group)
    {
        var times = group.Select(lane => lane.Result?.Outcome.Elapsed ?? TimeSpan.Zero).Order().ToArray();
        var (least, most) = (Durations.Exact(times[0]), Durations.Exact(times[^1]));
        return least == most ? least : $"{least} to {most}";
    }

    private static string Preview(Lane lane) => lane.Items.LastOrDefault() switch
    {
        LaneItem.Text text => Short(text.Line),
        LaneItem.Value value => Short(value.Bundle.PlainText),
        _ => "",
    };

    private static string Short(string text)
    {
        var end = text.AsSpan().IndexOfAny('\r', '\n');
        var line = end < 0 ? text : text[..end];
        return line.Length > 120 ? line[..120] : line;
    }

    private static bool IsFailed(Lane lane) => lane.Result is { Outcome: not (RankOutcome.Completed or RankOutcome.NotRun) };

    private static string? SourceLine(string source, int line) => source.Split('\n').ElementAtOrDefault(line - 1)?.Trim();
}
