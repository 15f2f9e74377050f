using Distribute.Bench.Measuring;

namespace Distribute.Bench.Peers.Contest;

/// <summary>What one contestant did in one row.</summary>
internal sealed class Score
{
    private readonly List<double[]> _rounds = [];

    /// <summary>Why there are no numbers; null when there are.</summary>
    public string? Instead { get; set; }

    /// <summary>The middle value of each round.</summary>
    public IReadOnlyList<double> Middles => [.. _rounds.Select(round => new Samples(round).Median)];

    /// <summary>All values.</summary>
    public Samples All => new(_rounds.SelectMany(round => round));

    /// <summary>Whether there are any.</summary>
    public bool HasAny => Instead is null && _rounds.Count > 0;

    /// <summary>Takes a round.</summary>
    public void Add(double[] values)
    {
        if (values.Length > 0) _rounds.Add(values);
    }
}

/// <summary>All that was measured.</summary>
internal sealed class Results
{
    private readonly Dictionary<(string Row, string Who), Score> _scores = [];

    /// <summary>Rows in the order of measuring.</summary>
    public List<Row> Rows { get; } = [];

    /// <summary>What each contestant says of its versions.</summary>
    public SortedDictionary<string, string> Versions { get; } = new(StringComparer.Ordinal);

    /// <summary>A contestant's score in a row; made when there is none.</summary>
    public Score Of(string row, string who)
    {
        if (!_scores.TryGetValue((row, who), out var score)) _scores.Add((row, who), score = new Score());
        return score;
    }

    /// <summary>A contestant's values in a row; null when there are none.</summary>
    public Samples? Find(string row, string who) => _scores.TryGetValue((row, who), out var score) && score.HasAny ? score.All : null;

    /// <summary>
    /// How many times longer one took than the other: the middle of the rounds' own ratios where both had the same rounds, so that
    /// a machine that is slow for a while is slow for both; else that of the medians. Null when one has no values.
    /// </summary>
    public double? Ratio(string row, string who, string other, string? otherRow = null)
    {
        if (Find(row, who) is not { } mine || Find(otherRow ?? row, other) is not { } theirs) return null;
        var (a, b) = (Of(row, who).Middles, Of(otherRow ?? row, other).Middles);
        return a.Count == b.Count && a.Count > 1 ? new Samples(a.Zip(b, (x, y) => x / y)).Median : mine.Median / theirs.Median;
    }
}
