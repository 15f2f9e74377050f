using System.Text;
using Distribute.Bench.Measuring;
using Distribute.Bench.Peers.Contest;
using Distribute.Bench.Peers.Workloads;

namespace Distribute.Bench.Peers.Report;

/// <summary>What was measured as Markdown: a table for each group, one of what must hold.</summary>
internal sealed class Tables(Results results, Groups groups)
{
    private const int MostWords = 100;

    private static readonly Dictionary<string, string> Titles = new(StringComparer.Ordinal)
    {
        ["start"] = "Starting ranks", ["cells"] = "Cells", ["long"] = "A session that gets old", ["data"] = "Data", ["cpu"] = "Computing",
        ["stop"] = "Stopping", ["kernel"] = "The Jupyter kernel", ["tool"] = "The command",
    };

    /// <summary>Everything.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder();
        var figures = new Bar(results, groups).Figures().ToList();
        if (figures.Count > 0)
        {
            text.AppendLine("### What must hold").AppendLine().AppendLine(Figure.Head);
            foreach (var figure in figures) text.AppendLine(figure.ToMarkdown());
            text.AppendLine();
        }

        foreach (var group in groups.All) Write(text, group);
        Speedups(text);
        return text.ToString();
    }

    private void Write(StringBuilder text, Group group)
    {
        var rows = results.Rows.Where(row => row.IsListed && group.Rows.Any(known => known.Key == row.Key)).ToList();
        if (rows.Count == 0) return;
        var columns = Contestant.All.Where(who => rows.Any(row => row.Who.Contains(who.Name))).ToList();
        text.AppendLine($"### {Titles[group.Name]}").AppendLine();
        text.AppendLine($"| work | {string.Join(" | ", columns.Select(who => who.IsOurs ? $"**{who.Title}**" : who.Title))} |");
        text.AppendLine($"|---|{string.Concat(columns.Select(_ => "---|"))}");
        foreach (var row in rows) text.AppendLine($"| {row.Title} | {string.Join(" | ", columns.Select(who => Cell(row, who.Name)))} |");
        text.AppendLine();
    }

    private string Cell(Row row, string who)
    {
        if (!row.Who.Contains(who)) return "";
        if (results.Find(row.Key, who) is { } all) return Form.Of(row.Quantity, all);
        var instead = (results.Of(row.Key, who).Instead ?? "").ReplaceLineEndings(" ").Replace('|', '/');
        return instead.Length <= MostWords ? instead : instead[..MostWords] + "...";
    }

    // Of n ranks against one: how much faster the whole is.
    private void Speedups(StringBuilder text)
    {
        int[] counts = [2, .. groups.MoreRanks];
        string[] who = [Contestant.Thread, Contestant.Process, "parallel"];
        if (!Workload.All.Any(workload => results.Find($"{workload.Name}-{counts[^1]}", Contestant.Thread) is not null)) return;
        text.AppendLine($"### Speed-up against one rank, {Environment.ProcessorCount} processors").AppendLine();
        text.AppendLine($"| work, how many times faster than on one rank | {string.Join(" | ", counts.Select(count => $"{count} ranks"))} |").AppendLine($"|---|{string.Concat(counts.Select(_ => "---|"))}");
        foreach (var workload in Workload.All)
            foreach (var name in who)
                text.AppendLine($"| {workload.Title}, {Contestant.Named(name).Title} | {string.Join(" | ", counts.Select(count => results.Ratio($"{workload.Name}-1", name, name, $"{workload.Name}-{count}") is { } ratio ? $"{ratio:F2}" : ""))} |");
        text.AppendLine();
    }
}
