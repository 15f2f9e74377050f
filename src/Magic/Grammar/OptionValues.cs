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

    private static readonly Dictionary<string, int> MemoryUnits = new(StringComparer.Ordinal) { ["B"] = 0, ["KB"] = 10, ["MB"] = 20, ["GB"] = 30, ["TB"] = 40 };

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

    /// <summary>The least that a rank's process can live with.</summary>
    internal const long LeastMemory = 64L << 20;

    /// <summary>Reads a size with its unit: B, KB, MB, GB or TB, in steps of 1024.</summary>
    internal static long? Memory(ArgumentResult result)
    {
        var text = Text(result).Trim();
        var unit = text.TrimStart([.. "0123456789."]).Trim();
        var shift = MemoryUnits.Keys.FirstOrDefault(name => name.Equals(unit, StringComparison.OrdinalIgnoreCase));
        if (shift is null || !decimal.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            result.AddError($"'{text}' is not a size with its unit");
        else if (number > (decimal)long.MaxValue / (1L << MemoryUnits[shift]))
            result.AddError($"'{text}' is more than there can be");
        else if ((long)(number * (1L << MemoryUnits[shift])) is var bytes && bytes < LeastMemory)
            result.AddError($"'{text}' is too little: a rank's process needs at least 64MB");
        else
            return bytes;
        return null;
    }

    /// <summary>A size as <see cref="Memory"/> reads it.</summary>
    internal static string MemoryText(long bytes)
    {
        var unit = MemoryUnits.Last(unit => unit.Value == 0 || bytes % (1L << unit.Value) == 0);
        return string.Create(CultureInfo.InvariantCulture, $"{bytes >> unit.Value}{unit.Key}");
    }

    /// <summary>Reads processors as numbers and ranges.</summary>
    internal static string? Cpus(ArgumentResult result)
    {
        var text = Text(result);
        if (!RankList.TryParse(text, Environment.ProcessorCount, out var cpus, out _))
        {
            result.AddError($"'{text}' is no list of processors: this machine has {(Environment.ProcessorCount == 1 ? "processor 0 alone" : $"0 to {Environment.ProcessorCount - 1}")}");
            return null;
        }

        return RankList.Format(cpus);
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
