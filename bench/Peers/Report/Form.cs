using Distribute.Bench.Measuring;
using Distribute.Bench.Peers.Contest;

namespace Distribute.Bench.Peers.Report;

/// <summary>How numbers are written.</summary>
internal static class Form
{
    /// <summary>A number with its unit.</summary>
    public static string Of(Quantity quantity, double value) => quantity == Quantity.Time ? Time(value) : $"{value:F0} MiB";

    /// <summary>The median and, in brackets, the least value and that which 95 of 100 do not exceed.</summary>
    public static string Of(Quantity quantity, Samples all)
    {
        if (all.Min.Equals(all.Max)) return Of(quantity, all.Median);
        return $"{Of(quantity, all.Median)} ({Of(quantity, all.Min)} - {Of(quantity, all.P95)})";
    }

    private static string Time(double seconds) => Math.Abs(seconds) switch
    {
        >= 10 => $"{seconds:F1} s",
        >= 1 => $"{seconds:F2} s",
        >= 0.1 => $"{seconds * 1000:F0} ms",
        >= 0.01 => $"{seconds * 1000:F1} ms",
        >= 0.001 => $"{seconds * 1000:F2} ms",
        _ => $"{seconds * 1000:F3} ms",
    };
}
