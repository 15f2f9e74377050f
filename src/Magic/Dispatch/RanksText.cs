using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Distribute.Contracts.State;
using Distribute.Sandbox.Sessions;

namespace Distribute.Magic.Dispatch;

/// <summary>Writes what <c>#!ranks</c> shows. Thread safe.</summary>
internal static partial class RanksText
{
    private const int MaxPreview = 60;

    internal static string Of(IReadOnlyList<PoolInfo> pools)
    {
        if (pools.Count == 0) return "No pool lives. A pool begins with its first cell: #!distribute 4\n";
        var text = new StringBuilder();
        foreach (var pool in pools) Pool(text, pool);
        return text.ToString();
    }

    /// <summary>The notebook's variables.</summary>
    /// <param name="pools">The notebook, as a pool without a name, among others or alone.</param>
    /// <param name="detailed">Whether to write more than their names.</param>
    internal static string Notebook(IReadOnlyList<PoolInfo> pools, bool detailed)
    {
        var variables = pools.Where(pool => pool.Name.Length == 0).SelectMany(pool => pool.Ranks).SelectMany(rank => rank.Variables).ToList();
        if (variables.Count == 0) return "The notebook has no variables.\n";
        return string.Concat(variables.Select(variable => (detailed ? Variable(variable) : variable.Name) + "\n"));
    }

    private static void Pool(StringBuilder text, PoolInfo pool)
    {
        var ranks = pool.Ranks.Count == 1 ? "1 rank" : string.Create(CultureInfo.InvariantCulture, $"{pool.Ranks.Count} ranks");
        text.Append(pool.Name.Length == 0 ? $"notebook ({pool.Mode})\n" : $"pool {pool.Name}: {ranks} ({pool.Mode})\n");
        foreach (var rank in pool.Ranks)
        {
            text.Append(CultureInfo.InvariantCulture, $"  rank {rank.Rank}  pid {rank.ProcessId}");
            if (rank.MemoryBytes is { } bytes) text.Append(CultureInfo.InvariantCulture, $"  {bytes / (1024.0 * 1024):0.0} MiB");
            if (rank.Trouble is { } trouble) text.Append("  ").Append(trouble).Append('\n');
            else text.Append(rank.Variables.Count == 0 ? "  no variables\n" : "\n");
            foreach (var variable in rank.Variables) text.Append("    ").Append(Variable(variable)).Append('\n');
        }

        if (pool.Ranks.Count > 1) Differences(text, pool);
    }

    // Every rank runs the same cells, so what is worth a line is where they do not agree.
    private static void Differences(StringBuilder text, PoolInfo pool)
    {
        foreach (var variable in pool.Ranks.SelectMany(rank => rank.Variables.Select(found => (rank.Rank, Variable: found))).GroupBy(pair => pair.Variable.SlotId))
        {
            var first = variable.First();
            var lacking = pool.Ranks.Where(rank => rank.Trouble is null).Select(rank => rank.Rank).Except(variable.Select(pair => pair.Rank)).ToList();
            if (lacking.Count > 0) text.Append($"  {first.Variable.Name} has no value on {Ranks(lacking)}\n");
            if (first.Variable.Fingerprint is not { } known) continue;
            var other = variable.Where(pair => pair.Variable.Fingerprint is { } print && print != known).Select(pair => pair.Rank).ToList();
            if (other.Count > 0) text.Append($"  {first.Variable.Name} differs on {Ranks(other)} from rank {first.Rank}\n");
        }
    }

    private static string Ranks(List<int> ranks) => (ranks.Count == 1 ? "rank " : "ranks ") + RankList.Format(ranks);

    private static string Size(long bytes) => bytes switch
    {
        < 1_000 => $"{bytes} B",
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0.#} kB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.#} MB"),
    };

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();

    private static string Variable(VariableInfo variable)
    {
        var preview = Blanks().Replace(variable.Preview, " ").Trim();
        if (preview.Length > MaxPreview) preview = preview[..MaxPreview] + "...";
        return $"{variable.Type} {variable.Name} = {preview}{(variable.Size is { } size ? $" ({Size(size)})" : "")}";
    }
}
