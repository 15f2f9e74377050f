using System.Diagnostics;
using Distribute.Bench.Measuring;
using Distribute.Bench.Peers.Contest;
using Distribute.Bench.Peers.Contestants;
using Distribute.Bench.Peers.Report;
using Distribute.Bench.Peers.Workloads;

namespace Distribute.Bench.Peers;

/// <summary>Measures a group of rows, or all, and writes what came of it.</summary>
internal static class Commands
{
    /// <summary>The command of a child process that is a contestant.</summary>
    public const string Serve = "serve";

    private const string Every = "all";

    /// <summary>The commands there are.</summary>
    public static IEnumerable<string> Names => [Every, .. Groups.Names, Serve];

    /// <summary>Runs a command.</summary>
    /// <returns>The exit code: 0 when every bar is held, 1 when one is not, 2 when the page would get a part of a run.</returns>
    public static async Task<int> RunAsync(PeerOptions options)
    {
        if (options.Command == Serve) return await Server.RunAsync(options).ConfigureAwait(false);
        if (options.Page is not null && (options.Command != Every || options.Only is not null))
        {
            await Console.Error.WriteLineAsync("--page is for all rows of one run: use it with all, and without --only").ConfigureAwait(false);
            return 2;
        }

        options = options with { Tool = await PublishedTool.FindAsync(options.Tool).ConfigureAwait(false) };
        var (groups, results) = (new Groups(options), new Results());
        foreach (var size in new[] { Workload.SmallText, options.Quick ? Workload.Named("word_count").QuickSize : Workload.Named("word_count").Size }) Workload.WriteText(size);
        foreach (var group in groups.All.Where(group => options.Command == Every || options.Command == group.Name))
        {
            var watch = Stopwatch.StartNew();
            await new Driver(options, results).RunAsync(group).ConfigureAwait(false);
            await Console.Error.WriteLineAsync($"{group.Name}: {watch.Elapsed.TotalSeconds:F0} s").ConfigureAwait(false);
        }

        Workload.RemoveTexts();
        await WriteAsync(options, groups, results).ConfigureAwait(false);
        return new Bar(results, groups).Figures().Any(figure => figure.Verdict == Verdict.Misses) ? 1 : 0;
    }

    private static async Task WriteAsync(PeerOptions options, Groups groups, Results results)
    {
        var tables = Machine.Describe(results, options) + "\n\n" + new Tables(results, groups).ToMarkdown();
        var model = new ScalingModel(results, groups).ToMarkdown();
        await Console.Out.WriteLineAsync(tables).ConfigureAwait(false);
        if (model is not null) await Console.Out.WriteLineAsync("### Scaling\n\n" + model).ConfigureAwait(false);
        var folder = options.Page is { } page ? Path.Combine(Path.GetDirectoryName(page)!, "images") : Repository.Find("bench", "Peers", "bin");
        Directory.CreateDirectory(folder);
        if (Chart.Save(results, Path.Combine(folder, "peers"))) await Console.Error.WriteLineAsync($"chart: {Path.Combine(folder, "peers.png")} and .svg").ConfigureAwait(false);
        if (options.Page is null) return;
        Page.Write(options.Page, Page.Tables, tables);
        if (model is not null) Page.Write(options.Page, Page.Model, model);
    }
}
