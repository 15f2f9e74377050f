using System.CommandLine.Parsing;
using System.Globalization;
using Distribute.Sandbox.Sessions;

namespace Distribute.Magic.Grammar;

/// <summary>
/// Reads the values of options, the same in every culture. What is wrong is added to the result as the middle of a
/// sentence; the reader of the line puts the option's name before it and a valid example after it.
/// </summary>
internal static class OptionValues
{
    /// <summary>The longest timeout: what a timer of .NET can wait for, 24 days and 20 hours.</summary>
    internal const int MaxTimeoutSeconds = int.MaxValue / 1000;

    /// <summary>No pool is ever larger; a session's own limit, checked later, is lower.</summary>
    internal const int RankLimit = 1 << 20;

    internal static SyncSelection? Sync(ArgumentResult result)
    {
        if (result.Tokens.Count == 0) return new SyncSelection(false, null);
        if (Text(result) == "*") return new SyncSelection(true, null);
        return Names(result) is { } names ? new SyncSelection(false, names) : null;
    }

    internal static IReadOnlyList<string>? Names(ArgumentResult result)
    {
        if (TryNames(Text(result), out var names, out var problem)) return names;
        result.AddError(problem);
        return null;
    }

    /// <summary>Reads names with commas between; @ is taken off, since a variable's name does not have it.</summary>
    internal static bool TryNames(string text, out IReadOnlyList<string> names, out string problem)
    {
        var found = new List<string>();
        names = found;
        foreach (var item in text.Split(',').Select(item => item.Trim()))
        {
            var bare = item.StartsWith('@') ? item[1..] : item;
            problem = item.Length == 0 ? "a name is missing beside a comma"
                : !Identifiers.IsName(bare) ? $"'{item}' is not the name of a variable"
                : bare == item && Identifiers.IsKeyword(item) ? $"'{item}' is a word of C#: for a variable of that name write @{item}"
                : "";
            if (problem.Length > 0) return false;
            if (!found.Contains(bare)) found.Add(bare);
        }

        problem = "";
        return true;
    }

    internal static TimeSpan? Timeout(ArgumentResult result)
    {
        var text = Text(result).Trim();
        if (!double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds)
            || double.IsNaN(seconds))
        {
            result.AddError(text.Contains(',', StringComparison.Ordinal)
                ? $"'{text}' is not a number of seconds: fractions have a point, not a comma"
                : $"'{text}' is not a number of seconds");
        }
        else if (seconds > MaxTimeoutSeconds)
            result.AddError($"'{text}' is too long: the longest timeout is {MaxTimeoutSeconds} seconds, about 24 days");
        else if (seconds <= 0 || Ticks(text) is not (> 0 and var ticks))
            result.AddError($"'{text}' is not more than 0");
        else
            return TimeSpan.FromTicks(ticks);
        return null;
    }

    /// <summary>Decimal, because a binary fraction of a second would miss the tick that was written.</summary>
    private static long Ticks(string seconds) =>
        (long)(decimal.Parse(seconds, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) * TimeSpan.TicksPerSecond);

    internal static IReadOnlyList<int>? Ranks(ArgumentResult result)
    {
        if (RankList.TryParse(Text(result), RankLimit, out var ranks, out var problem)) return ranks;
        result.AddError(problem!);
        return null;
    }

    internal static int? Rank(ArgumentResult result)
    {
        var text = Text(result).Trim();
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var rank)) return rank;
        result.AddError($"'{text}' is not a rank: ranks are whole numbers from 0");
        return null;
    }

    internal static string? Pool(ArgumentResult result)
    {
        var text = Text(result);
        if (Identifiers.IsPoolName(text)) return text;
        result.AddError($"'{text}' is not a pool's name: it begins with a letter or _, and letters, digits, _, - and . follow");
        return null;
    }

    internal static Func<ArgumentResult, string?> OneOf(params string[] words) => result =>
    {
        var text = Text(result);
        if (words.Contains(text, StringComparer.Ordinal)) return text;
        result.AddError($"'{text}' is neither {string.Join(" nor ", words)}; did you mean {Nearest.Of(text, words)}?");
        return null;
    };

    private static string Text(ArgumentResult result) => result.Tokens.Count == 0 ? "" : result.Tokens[0].Value;
}
