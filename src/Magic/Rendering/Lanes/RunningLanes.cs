using System.Globalization;
using System.Text;

namespace Distribute.Magic.Rendering.Lanes;

/// <summary>Draws ranks that run: how far they are, and the last lines of each. Small however much they print.</summary>
internal static class RunningLanes
{
    private const int MostLanes = 64;
    private const int MostLines = 96;

    public static (string Html, string Text) Render(
        IReadOnlyList<Lane> lanes, IReadOnlyList<string> notes, TimeSpan elapsed, TimeSpan? timeout, Func<long, TimeSpan> since)
    {
        var done = lanes.Count(lane => lane.Result is not null);
        var told = string.Create(CultureInfo.InvariantCulture, $"{done} of {lanes.Count} {(lanes.Count == 1 ? "rank" : "ranks")} done, {Durations.Rough(elapsed)}{Left(lanes, timeout, since)}");
        var html = new StringBuilder(LaneStyle.Sheet);
        html.Append("<div class=\"dst\"><div class=\"dst-head\"><b>").Append(told).Append("</b> ")
            .Append(CultureInfo.InvariantCulture, $"<progress max=\"{lanes.Count}\" value=\"{done}\">{done} of {lanes.Count}</progress></div>");
        HtmlText.Notes(html, notes);
        // Those that run are what is waited for.
        var shown = lanes.OrderBy(lane => lane.Result is not null).ThenBy(lane => lane.Rank).Take(MostLanes).OrderBy(lane => lane.Rank).ToList();
        foreach (var lane in shown) Add(html, lane, Math.Max(2, MostLines / Math.Max(1, shown.Count)), since);
        if (lanes.Count > shown.Count) html.Append(CultureInfo.InvariantCulture, $"<div class=\"dst-note\">and {lanes.Count - shown.Count} more ranks</div>");
        return (html.Append("</div>").ToString(), told);
    }

    private static void Add(StringBuilder html, Lane lane, int lines, Func<long, TimeSpan> since)
    {
        var time = lane.Result is { } result ? Durations.Exact(result.Outcome.Elapsed) : lane.Started is { } started ? Durations.Rough(since(started)) : "";
        html.Append("<details open>");
        HtmlText.Heading(html, string.Create(CultureInfo.InvariantCulture, $"rank {lane.Rank}"), lane.State, "", time, "");
        html.Append("<div class=\"dst-body\">");
        HtmlText.Items(html, lane.Tail(lines), live: true);
        html.Append("</div></details>");
    }

    private static string Left(IReadOnlyList<Lane> lanes, TimeSpan? timeout, Func<long, TimeSpan> since)
    {
        var first = lanes.Where(lane => lane is { Result: null, Started: not null }).Select(lane => since(lane.Started!.Value)).DefaultIfEmpty().Max();
        return timeout is { } limit && first > TimeSpan.Zero ? $", {Durations.Rough(limit - first)} left" : "";
    }
}
