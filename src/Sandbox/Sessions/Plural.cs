using System.Globalization;

namespace Distribute.Sandbox.Sessions;

/// <summary>Numbers as notes say them.</summary>
internal static class Plural
{
    /// <summary>"1 rank", "3 ranks".</summary>
    public static string Ranks(int count) => count == 1 ? "1 rank" : $"{count} ranks";

    /// <summary>"812 B", "1.2 MB".</summary>
    public static string Size(long bytes) => bytes switch
    {
        < 1_000 => $"{bytes} B",
        < 1_000_000 => Invariant($"{bytes / 1e3:0.#} kB"),
        < 1_000_000_000 => Invariant($"{bytes / 1e6:0.#} MB"),
        _ => Invariant($"{bytes / 1e9:0.#} GB"),
    };

    /// <summary>"0.4 ms", "1.25 s".</summary>
    public static string Time(TimeSpan time) =>
        time < TimeSpan.FromSeconds(1) ? Invariant($"{time.TotalMilliseconds:0.#} ms") : Invariant($"{time.TotalSeconds:0.##} s");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
