namespace Distribute.Bench.Peers.Report;

/// <summary>A page with parts that are written anew by each run, each between two comments.</summary>
internal static class Page
{
    /// <summary>The tables.</summary>
    public const string Tables = "peers";

    /// <summary>The scaling model.</summary>
    public const string Model = "scaling";

    /// <summary>Puts a part into the page.</summary>
    /// <exception cref="FormatException">The page has no place for it.</exception>
    public static void Write(string page, string part, string text)
    {
        var (begin, end) = ($"<!-- {part}: begin -->", $"<!-- {part}: end -->");
        var whole = File.ReadAllText(page);
        var (from, to) = (whole.IndexOf(begin, StringComparison.Ordinal), whole.IndexOf(end, StringComparison.Ordinal));
        if (from < 0 || to < from) throw new FormatException($"{page} has no lines {begin} and {end}.");
        File.WriteAllText(page, whole[..(from + begin.Length)] + "\n\n" + text.Trim() + "\n\n" + whole[to..]);
    }
}
