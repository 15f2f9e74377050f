namespace Distribute.Bench.Peers.Contest;

/// <summary>What a row's numbers are.</summary>
internal enum Quantity
{
    /// <summary>Seconds; shown in the unit that suits them.</summary>
    Time,

    /// <summary>MiB of a contestant's processes.</summary>
    Memory,

    /// <summary>MiB, as the contestant says.</summary>
    Value,
}

/// <summary>One piece of work for several contestants. Immutable.</summary>
/// <param name="Key">Its name on the command line and in bars.</param>
/// <param name="Title">What it is.</param>
/// <param name="Ask">The request.</param>
/// <param name="Who">Who is asked.</param>
internal sealed record Row(string Key, string Title, Ask Ask, params string[] Who)
{
    /// <summary>What its numbers are.</summary>
    public Quantity Quantity { get; init; }

    /// <summary>The number of rounds; null for the usual.</summary>
    public int? Rounds { get; init; }

    /// <summary>The most rounds of contestants that take long.</summary>
    public int SlowRounds { get; init; } = int.MaxValue;

    /// <summary>Those that take long.</summary>
    public IReadOnlyList<string> Slow { get; init; } = ["ipyparallel", "dask", "joblib", "standin", "fork"];

    /// <summary>Rounds before that do not count; contestants with few rounds have none.</summary>
    public int Warm { get; init; } = 1;

    /// <summary>Whether each turn has a fresh process.</summary>
    public bool IsFresh { get; init; }

    /// <summary>Whether the table shows it; else it only counts for a bar or for the model.</summary>
    public bool IsListed { get; init; } = true;

    /// <summary>Whether the chart shows it.</summary>
    public bool IsCharted { get; init; }

    /// <summary>The number of rounds of a contestant.</summary>
    public int RoundsOf(string who, int usual) => Math.Min(Rounds ?? usual, Slow.Contains(who) ? SlowRounds : int.MaxValue);

    /// <summary>Whether a contestant has its turn in a round; those before the first are negative.</summary>
    public bool HasTurn(string who, int round, int usual) => round < RoundsOf(who, usual) && (round >= 0 || SlowRounds == int.MaxValue || !Slow.Contains(who));
}

/// <summary>Rows whose contestants live as long as the group is measured. Immutable.</summary>
/// <param name="Name">The command.</param>
/// <param name="Rows">In the order of measuring.</param>
internal sealed record Group(string Name, IReadOnlyList<Row> Rows)
{
    /// <summary>The same, with rows that the table does not show.</summary>
    public Group Hide() => this with { Rows = [.. Rows.Select(row => row with { IsListed = false })] };
}
