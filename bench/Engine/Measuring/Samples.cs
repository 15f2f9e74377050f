namespace Distribute.Bench.Measuring;

/// <summary>Measured values and what is told of them. Immutable.</summary>
internal sealed class Samples
{
    private readonly double[] _sorted;

    /// <summary>Takes the values, at least one, in any order.</summary>
    public Samples(IEnumerable<double> values) => _sorted = [.. values.Order()];

    /// <summary>The middle value; of an even number, the mean of both.</summary>
    public double Median => (_sorted[(_sorted.Length - 1) / 2] + _sorted[_sorted.Length / 2]) / 2;

    /// <summary>The least.</summary>
    public double Min => _sorted[0];

    /// <summary>The greatest.</summary>
    public double Max => _sorted[^1];

    /// <summary>The value that 95 of 100 do not exceed.</summary>
    public double P95 => _sorted[Math.Min(_sorted.Length - 1, (int)Math.Ceiling(_sorted.Length * 0.95) - 1)];

    /// <summary>Least to greatest.</summary>
    public string Range(string format) => $"{Min.ToString(format)}-{Max.ToString(format)}";
}
