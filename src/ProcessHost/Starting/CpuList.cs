using System.Globalization;

namespace Distribute.ProcessHost.Starting;

/// <summary>Processors as numbers and ranges with commas between: <c>0-1,4</c>.</summary>
internal static class CpuList
{
    /// <summary>More than any system has; a longer list is a mistake.</summary>
    private const int Most = 8192;

    /// <summary>Reads a list.</summary>
    /// <returns>The processors; null for null.</returns>
    /// <exception cref="IOException">It is no such list.</exception>
    public static IReadOnlyList<int>? Parse(string? text)
    {
        if (text is null) return null;
        var cpus = new SortedSet<int>();
        foreach (var part in text.Split(','))
        {
            var ends = part.Split('-');
            if (ends.Length > 2 || !TryRead(ends[0], out var first) || !TryRead(ends[^1], out var last) || last < first)
                throw new IOException($"'{text}' is no list of processors, for example 0-1,4");
            for (var cpu = first; cpu <= last; cpu++) cpus.Add(cpu);
        }

        return [.. cpus];
    }

    private static bool TryRead(string text, out int number) =>
        int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out number) && number < Most;
}
