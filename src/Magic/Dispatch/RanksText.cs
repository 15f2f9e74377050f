using System.Globalization;
using System.Text;
using Distribute.Contracts.State;
using Distribute.Sandbox.Sessions;

namespace Distribute.Magic.Dispatch;

/// <summary>Writes what <c>#!ranks</c> shows. Thread safe.</summary>
internal static class RanksText
{
    private const int MaxPreview = 60;

    internal static string Of(IReadOnlyList<PoolInfo> pools)
    {
        if (pools.Count == 0) return "No pool lives. A pool begins with its first cell: #!distribute 4\n";
        var text = new StringBuilder();
        foreach (var pool in pools) Pool(text, pool);
        return text.ToString();
    }

    private static void Pool(StringBuilder text, PoolInfo pool)
    {
        var ranks = pool.Ranks.Count == 1 ? "1 rank" : string.Create(CultureInfo.InvariantCulture, $"{pool.Ranks.Count} ranks");
        text.Append(pool.Name.Length == 0 ? $"notebook ({pool.Mode})\n" : $"pool {pool.Name}: {ranks} ({pool.Mode})\n");
        foreach (var rank in pool.Ranks)
        {
            text.Append(CultureInfo.InvariantCulture, $"  rank {rank.Rank}  pid {rank.ProcessId}");
            if (rank.MemoryBytes is { } bytes) text.Append(CultureInfo.InvariantCulture, $"  {bytes / (1024.0 * 1024):0.0} MiB");
            text.Append(rank.Variables.Count == 0 ? "  no variables\n" : "\n");
            foreach (var variable in rank.Variables) text.Append("    ").Append(Variable(variable)).Append('\n');
        }
    }

    private static string Variable(VariableInfo variable)
    {
        var preview = variable.Preview.ReplaceLineEndings(" ");
        if (preview.Length > MaxPreview) preview = preview[..MaxPreview] + "...";
        return $"{variable.Type} {variable.Name} = {preview}";
    }
}
