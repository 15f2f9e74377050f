using System.Globalization;

namespace Distribute.Magic.Rendering;

/// <summary>Writes the status of a running part: a row for each rank that redraws a line, then ranks done, elapsed and time left.</summary>
internal static class ProgressText
{
    /// <summary>A status higher than the terminal could not be redrawn.</summary>
    private const int MaxRows = 12;

    internal static IReadOnlyList<Line> Of(
        IReadOnlyDictionary<int, RankView> ranks, TimeSpan? timeout, TimeSpan elapsed, Func<long, TimeSpan> since)
    {
        var lines = ranks.Values.Select(rank => rank.Pending).OfType<Line>().Take(MaxRows).ToList();
        var done = ranks.Values.Count(rank => rank.Ended);
        var text = ranks.Count == 1 ? Durations.Rough(elapsed)
            : string.Create(CultureInfo.InvariantCulture, $"{done}/{ranks.Count} ranks done, {Durations.Rough(elapsed)}");
        var longest = ranks.Values.Where(rank => rank is { Ended: false, Started: not null })
            .Select(rank => since(rank.Started!.Value)).DefaultIfEmpty().Max();
        if (timeout is { } limit) text += $", {Durations.Rough(limit - longest)} left";
        lines.Add(Line.Of(text, Tone.Faint));
        return lines;
    }
}
