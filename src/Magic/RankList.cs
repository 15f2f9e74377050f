using System.Globalization;
using System.Text;

namespace Distribute.Magic;

/// <summary>
/// The one way in which a set of ranks is written and read, in options and in what a person sees: <c>0-3,5</c>.
/// Three or more ranks in a row are a range. Thread safe.
/// </summary>
public static class RankList
{
    /// <summary>Writes ranks, ascending and each once; an empty set is the empty text.</summary>
    /// <param name="ranks">Ranks in any order, repeated or not.</param>
    public static string Format(IEnumerable<int> ranks)
    {
        var sorted = ranks.Distinct().Order().ToArray();
        var text = new StringBuilder();
        for (var start = 0; start < sorted.Length;)
        {
            var end = start;
            while (end + 1 < sorted.Length && sorted[end + 1] == sorted[end] + 1) end++;
            if (end == start + 1) end = start;
            if (text.Length > 0) text.Append(',');
            text.Append(CultureInfo.InvariantCulture, $"{sorted[start]}");
            if (end > start) text.Append(CultureInfo.InvariantCulture, $"-{sorted[end]}");
            start = end + 1;
        }

        return text.ToString();
    }

    /// <summary>Reads ranks; the result is ascending and has each once.</summary>
    /// <param name="text">Numbers and ranges with commas between; blanks around items are allowed.</param>
    /// <param name="limit">Ranks must be below it: it bounds the memory that a range can ask for. At least 1.</param>
    /// <param name="ranks">The ranks; empty when the text is wrong.</param>
    /// <param name="problem">What is wrong, as the end of a sentence; null when all is well.</param>
    /// <returns>True when the text names at least one rank and all are in 0..limit-1.</returns>
    public static bool TryParse(string text, int limit, out IReadOnlyList<int> ranks, out string? problem)
    {
        var found = new SortedSet<int>();
        ranks = [];
        foreach (var item in text.Split(','))
        {
            problem = Add(item.Trim(), limit, found);
            if (problem is not null) return false;
        }

        ranks = [.. found];
        problem = null;
        return true;
    }

    private static string? Add(string item, int limit, SortedSet<int> found)
    {
        if (item.Length == 0) return "a rank is missing beside a comma";
        var dash = item.IndexOf('-', 1);
        var first = dash < 0 ? item : item[..dash].TrimEnd();
        var last = dash < 0 ? item : item[(dash + 1)..].TrimStart();
        if (first.StartsWith('-') && first.Length > 1 && first.Skip(1).All(char.IsAsciiDigit)) return $"'{item}' is negative and ranks count from 0";
        if (!IsNumber(first) || !IsNumber(last)) return $"'{item}' is neither a rank nor a range of ranks";
        if (!Read(first, limit, out var from)) return OutOfRange(first, limit);
        if (!Read(last, limit, out var to)) return OutOfRange(last, limit);
        if (to < from) return $"the range '{item}' runs backwards";
        for (var rank = from; rank <= to; rank++) found.Add(rank);
        return null;
    }

    private static bool IsNumber(string text) => text.Length > 0 && text.All(char.IsAsciiDigit);

    private static bool Read(string digits, int limit, out int rank) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out rank) && rank < limit;

    private static string OutOfRange(string rank, int limit) =>
        $"rank {rank} is out of range: the ranks are {(limit == 1 ? "0 alone" : $"0 to {limit - 1}")}";
}
