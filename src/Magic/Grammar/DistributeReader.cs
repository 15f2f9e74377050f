using System.Globalization;
using Distribute.Contracts.Compilation;
using Distribute.Sandbox.Sessions;

namespace Distribute.Magic.Grammar;

/// <summary>Makes the options of a distributed part from its magic line, checking what one option alone cannot know.</summary>
internal sealed class DistributeReader(MagicHead head, MagicArguments arguments, PlanContext context)
{
    /// <summary>Reads them.</summary>
    /// <param name="isPool">Whether a pool lives when the part is reached; null when that is not known.</param>
    /// <param name="options">The options; meaningless when something is wrong.</param>
    /// <returns>The first thing that is wrong, or null.</returns>
    internal CellDiagnostic? Read(Func<string, bool>? isPool, out DistributeOptions options)
    {
        options = new DistributeOptions();
        if (Count(out var count) is { } bad) return bad;
        var pool = arguments.Value(MagicCommands.Pool) ?? MagicCommands.DefaultPool;
        if ((Exclusive() ?? RanksInside(count)) is { } problem) return problem;
        if (count is null && isPool is not null && !isPool(pool)) return MissingCount(pool);
        options = Build(count, pool);
        return null;
    }

    private DistributeOptions Build(int? count, string pool) => new()
    {
        Pool = pool,
        Count = count,
        Mode = arguments.Value(MagicCommands.Mode),
        Ranks = arguments.Value(MagicCommands.Ranks),
        Sync = arguments.Value(MagicCommands.Sync),
        Share = arguments.Has(MagicCommands.NoShare) ? [] : arguments.Value(MagicCommands.Share),
        Gather = arguments.Value(MagicCommands.Gather) ?? [],
        Scatter = arguments.Value(MagicCommands.Scatter) ?? [],
        Timeout = arguments.Value(MagicCommands.Timeout),
        StopOnError = arguments.Value(MagicCommands.OnError) == "stop",
        MemoryBytes = arguments.Value(MagicCommands.Memory),
        Cpus = arguments.Value(MagicCommands.Cpus),
        Checkpoint = arguments.Has(MagicCommands.Checkpoint),
        Quiet = arguments.Has(MagicCommands.Quiet),
        Debug = arguments.Has(MagicCommands.Debug),
    };

    private CellDiagnostic? Count(out int? count)
    {
        count = null;
        if (arguments.Words.Count == 0)
            return head.Form == MagicForm.OneLine ? MissingOnLine(head.End) : null;
        var word = arguments.Words[0];
        if (arguments.Words.Count > 1) return TooMany(arguments.Words[1]);
        if (!IsInteger(word.Text))
        {
            return head.Form == MagicForm.OneLine
                ? MissingOnLine(word.Start)
                : head.Error(DiagnosticIds.BadCount, word.Start, $"n, the number of ranks, is a whole number and not '{word.Text}'; {AfterSync(word)}write for example {head.Example("4")}");
        }

        var readable = int.TryParse(word.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n);
        if (word.Text[0] == '-' || (readable && n < 1))
            return head.Error(DiagnosticIds.BadCount, word.Start, $"n is {word.Text} and must be at least 1; write for example {head.Example("4")}");
        if (!readable || n > context.MaxRanks)
            return head.Error(DiagnosticIds.BadCount, word.Start, $"n is {word.Text} and can be at most {context.MaxRanks}; write for example {head.Example("4")}");
        count = n;
        return null;
    }

    private CellDiagnostic MissingOnLine(int at) => head.Error(DiagnosticIds.MissingCount, at,
        $"{head.Name} needs n, the number of ranks, as its first word; write for example {head.Example("4")}");

    private CellDiagnostic MissingCount(string pool) => head.Error(DiagnosticIds.MissingCount, head.Start,
        $"n, the number of ranks, is missing and the pool '{pool}' does not live yet; write for example "
        + head.Example(pool == MagicCommands.DefaultPool ? "4" : $"4 --pool {pool}"));

    private CellDiagnostic TooMany(MagicToken word) => IsInteger(word.Text)
        ? head.Error(DiagnosticIds.GivenTwice, word.Start, $"n is given twice, {arguments.Words[0].Text} and {word.Text}; write it once, for example {head.Example("4")}")
        : head.Error(DiagnosticIds.Unexpected, word.Start,
            $"'{word.Text}' does not belong here; {AfterSync(word)}code goes on the lines after {head.Name}, or on one line: %distribute 4 Console.WriteLine(__process_id__);");

    private string AfterSync(MagicToken word) =>
        arguments.Has(MagicCommands.Sync) && arguments.Place(MagicCommands.Sync) < word.Start && OptionValues.TryNames(word.Text, out _, out _)
            ? $"names for --sync follow an equals sign: --sync={word.Text}; "
            : "";

    private CellDiagnostic? Exclusive()
    {
        if (arguments.Has(MagicCommands.Share) && arguments.Has(MagicCommands.NoShare))
        {
            return head.Error(DiagnosticIds.Exclusive,
                Math.Max(arguments.Place(MagicCommands.Share), arguments.Place(MagicCommands.NoShare)),
                "--share and --no-share exclude each other; write one of them, for example --share a,b");
        }

        return null;
    }

    private CellDiagnostic? RanksInside(int? count)
    {
        var limit = count ?? context.MaxRanks;
        return arguments.Value(MagicCommands.Ranks) is { } ranks && ranks[^1] >= limit
            ? head.Error(DiagnosticIds.RankOutOfRange, arguments.Place(MagicCommands.Ranks),
                $"--ranks: rank {ranks[^1]} is out of range, {(limit == 1 ? "this cell has rank 0 alone" : $"the ranks are 0 to {limit - 1}")}; write for example --ranks {(limit == 1 ? "0" : $"0-{limit - 1}")}")
            : null;
    }

    private static bool IsInteger(string text)
    {
        var digits = text.StartsWith('-') || text.StartsWith('+') ? text.AsSpan(1) : text.AsSpan();
        foreach (var letter in digits)
            if (!char.IsAsciiDigit(letter)) return false;
        return digits.Length > 0;
    }
}
