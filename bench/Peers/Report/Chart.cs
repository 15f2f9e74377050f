using Distribute.Bench.Measuring;
using Distribute.Bench.Peers.Contest;
using ScottPlot;

namespace Distribute.Bench.Peers.Report;

/// <summary>The table's main rows as a picture: a point for each median, a line from the least value to the 95th percentile, time on a logarithmic scale.</summary>
internal static class Chart
{
    private const int Width = 1200;
    private const int RowHeight = 46;
    private const int Margin = 150;

    // Distinct in grey and for those who see colours differently, with a shape each.
    private static readonly Dictionary<string, (string Color, MarkerShape Shape)> Marks = new(StringComparer.Ordinal)
    {
        [Contestant.Thread] = ("#0072B2", MarkerShape.FilledCircle), [Contestant.Process] = ("#D55E00", MarkerShape.FilledSquare), [Contestant.Kernel] = ("#0072B2", MarkerShape.FilledTriangleUp),
        ["standin"] = ("#009E73", MarkerShape.FilledDiamond), ["fork"] = ("#009E73", MarkerShape.OpenDiamond), ["ipyparallel"] = ("#CC79A7", MarkerShape.FilledTriangleDown),
        ["joblib"] = ("#E69F00", MarkerShape.OpenSquare), ["dask"] = ("#56B4E9", MarkerShape.OpenTriangleUp), ["ipykernel"] = ("#CC79A7", MarkerShape.OpenTriangleDown),
        ["script"] = ("#000000", MarkerShape.Eks), ["parallel"] = ("#000000", MarkerShape.Cross), ["plain"] = ("#777777", MarkerShape.OpenCircle),
    };

    /// <summary>Draws it.</summary>
    /// <param name="results">What was measured.</param>
    /// <param name="path">Where to, without an extension.</param>
    /// <returns>False when there was nothing to draw.</returns>
    public static bool Save(Results results, string path)
    {
        var rows = results.Rows.Where(row => row.IsCharted && row.Who.Any(who => results.Find(row.Key, who) is not null)).ToList();
        if (rows.Count == 0) return false;
        using var plot = new Plot();
        var seen = new HashSet<string>();
        for (var i = 0; i < rows.Count; i++)
            foreach (var who in rows[i].Who)
                if (results.Find(rows[i].Key, who) is { } all) Mark(plot, rows.Count - i, who, all, seen.Add(who));
        Frame(plot, rows);
        plot.SavePng(path + ".png", Width, Margin + (RowHeight * rows.Count));
        plot.SaveSvg(path + ".svg", Width, Margin + (RowHeight * rows.Count));
        return true;
    }

    private static void Mark(Plot plot, double y, string who, Samples all, bool isFirst)
    {
        var (color, shape) = Marks[who];
        var (median, least, most) = (Math.Log10(all.Median), Math.Log10(all.Min), Math.Log10(all.P95));
        var line = plot.Add.Line(least, y, most, y);
        (line.LineWidth, line.Color) = (2, Color.FromHex(color).WithAlpha(0.5));
        var marker = plot.Add.Marker(median, y, shape, 11, Color.FromHex(color));
        marker.MarkerLineWidth = 2;
        if (isFirst) marker.LegendText = Contestant.Named(who).Title;
    }

    private static void Frame(Plot plot, List<Row> rows)
    {
        plot.Title("The same work, here and on peers: further left is faster");
        plot.Axes.Left.SetTicks([.. rows.Select((_, i) => (double)(rows.Count - i))], [.. rows.Select(row => row.Title)]);
        plot.Axes.Bottom.SetTicks([.. Enumerable.Range(-5, 7).Select(power => (double)power)], ["10 µs", "100 µs", "1 ms", "10 ms", "100 ms", "1 s", "10 s"]);
        plot.Axes.SetLimitsY(0.4, rows.Count + 0.6);
        plot.ShowLegend(Edge.Bottom).Legend.Orientation = Orientation.Horizontal;
        plot.Grid.MajorLineColor = Colors.Black.WithAlpha(0.12);
    }
}
