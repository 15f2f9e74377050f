using System.Globalization;

namespace Distribute.Magic.Rendering;

/// <summary>Writes lengths of time, the same in every culture.</summary>
internal static class Durations
{
    /// <summary><c>0.42 s</c>; below a hundredth of a second <c>3.1 ms</c>.</summary>
    internal static string Exact(TimeSpan time) => time < TimeSpan.FromMilliseconds(10)
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.0} ms")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.00} s");

    /// <summary>A point of a timeline: <c>+0.012 s</c>.</summary>
    internal static string Point(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"+{time.TotalSeconds:0.000} s");

    /// <summary>For a display that changes: <c>7.7 s</c>, <c>2:05</c>, <c>1:02:05</c>; never negative.</summary>
    internal static string Rough(TimeSpan time)
    {
        if (time < TimeSpan.Zero) time = TimeSpan.Zero;
        if (time < TimeSpan.FromMinutes(1)) return string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s");
        var minutes = string.Create(CultureInfo.InvariantCulture, $"{time.Minutes}:{time.Seconds:00}");
        return time < TimeSpan.FromHours(1) ? minutes
            : string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}");
    }
}
