using System.Globalization;

namespace Distribute.Bench.Peers.Contest;

/// <summary>A process and those that it has started, as Linux tells of them.</summary>
internal static class ProcessTree
{
    private const double KibibytesInMebibyte = 1024;

    /// <summary>Memory that each of them shares with none, together.</summary>
    public static double PrivateMebibytes(int root)
    {
        var children = Directory.GetDirectories("/proc").Select(folder => Path.GetFileName(folder))
            .Where(name => char.IsAsciiDigit(name[0])).Select(name => int.Parse(name, CultureInfo.InvariantCulture)).ToLookup(Parent);
        var kibibytes = 0L;
        var pending = new Stack<int>([root]);
        while (pending.TryPop(out var process))
        {
            kibibytes += Private(process);
            foreach (var child in children[process]) pending.Push(child);
        }

        return kibibytes / KibibytesInMebibyte;
    }

    private static int Parent(int process) => ReadAll(process, "stat") is { } stat
        ? int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture)
        : 0;

    private static long Private(int process) => (ReadAll(process, "smaps_rollup") ?? "").Split('\n')
        .Where(line => line.StartsWith("Private_", StringComparison.Ordinal))
        .Sum(line => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture));

    private static string? ReadAll(int process, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/{file}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null; // it has ended since
        }
    }
}
