namespace Distribute.Magic.Grammar;

/// <summary>Finds the known name that a mistyped one most likely meant.</summary>
internal static class Nearest
{
    /// <summary>Longer input is cut before it is compared: nobody mistypes a name into that many letters.</summary>
    private const int MaxCompared = 64;

    /// <summary>The candidate that takes the fewest edits, the first of equals; case counts little.</summary>
    /// <param name="written">What the person wrote.</param>
    /// <param name="candidates">At least one name.</param>
    internal static string Of(string written, IEnumerable<string> candidates) =>
        candidates.MinBy(candidate => Cost(written, candidate))!;

    private static int Cost(string written, string candidate)
    {
        var cut = written.Length > MaxCompared ? written[..MaxCompared] : written;
        if (cut.Length > 2 && candidate.StartsWith(cut, StringComparison.OrdinalIgnoreCase)) return 1;
        return 2 * Distance(cut.ToLowerInvariant(), candidate.ToLowerInvariant());
    }

    /// <summary>Optimal string alignment: insert, delete, replace, and swap of neighbours cost one each.</summary>
    private static int Distance(string a, string b)
    {
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++) rows[i, 0] = i;
        for (var j = 0; j <= b.Length; j++) rows[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                rows[i, j] = Math.Min(Math.Min(rows[i - 1, j] + 1, rows[i, j - 1] + 1), rows[i - 1, j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
            }
        }

        return rows[a.Length, b.Length];
    }
}
