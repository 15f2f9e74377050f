namespace Distribute.Compiler.Assistance;

/// <summary>Which of many names fit to the letters that a person wrote so far.</summary>
internal static class Fitting
{
    /// <summary>
    /// Names that begin with the letters, those with the same case first. Only when there are none: names whose words begin with
    /// them (<c>WL</c> for <c>WriteLine</c>), then names that have them inside. Front ends that write the letters which all
    /// items have in common rely on it.
    /// </summary>
    public static IReadOnlyList<(T Item, int Rank)> Of<T>(string written, IEnumerable<T> items, Func<T, string> nameOf)
    {
        if (written.Length == 0) return [.. items.Select(item => (item, 0))];
        var fitting = new List<(T Item, int Rank)>();
        foreach (var item in items)
        {
            var name = nameOf(item);
            var rank = name.StartsWith(written, StringComparison.Ordinal) ? 0
                : name.StartsWith(written, StringComparison.OrdinalIgnoreCase) ? 1
                : HasHumps(name, written) ? 2
                : name.Contains(written, StringComparison.OrdinalIgnoreCase) ? 3 : 4;
            if (rank < 4) fitting.Add((item, rank));
        }

        return fitting.Exists(pair => pair.Rank <= 1) ? fitting.FindAll(pair => pair.Rank <= 1) : fitting;
    }

    // Each letter is the next of its word or begins a later one.
    private static bool HasHumps(string name, string written)
    {
        var at = 0;
        foreach (var letter in written)
        {
            if (at < name.Length && at > 0 && char.ToUpperInvariant(name[at]) == char.ToUpperInvariant(letter))
            {
                at++;
                continue;
            }

            while (at < name.Length && !((at == 0 || char.IsUpper(name[at]) || name[at - 1] == '_') && char.ToUpperInvariant(name[at]) == char.ToUpperInvariant(letter))) at++;
            if (at++ >= name.Length) return false;
        }

        return true;
    }
}
