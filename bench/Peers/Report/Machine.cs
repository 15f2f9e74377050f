using System.Globalization;
using System.Runtime.InteropServices;
using Distribute.Bench.Peers.Contest;

namespace Distribute.Bench.Peers.Report;

/// <summary>Where and with what it was measured.</summary>
internal static class Machine
{
    /// <summary>As Markdown.</summary>
    public static string Describe(Results results, PeerOptions options)
    {
        var processor = Find("/proc/cpuinfo", "model name") ?? RuntimeInformation.ProcessArchitecture.ToString();
        var memory = double.Parse((Find("/proc/meminfo", "MemTotal") ?? "0 kB").Split(' ')[0], CultureInfo.InvariantCulture) / (1 << 20);
        var system = Find("/etc/os-release", "PRETTY_NAME", '=')?.Trim('"') ?? RuntimeInformation.OSDescription;
        var versions = results.Versions.GroupBy(pair => pair.Value).Select(group => $"{string.Join(", ", group.Select(pair => pair.Key))}: {group.Key}");
        return $"""
            {Environment.ProcessorCount} processors ({processor}), {memory:F0} GiB, {system}, kernel {Environment.OSVersion.Version}. {DateTime.UtcNow:yyyy-MM-dd}, {options.Rounds} rounds{(options.Quick ? ", **quick: tells only whether the program works**" : "")}. Load average at the end: {LoadAverage()}.

            Versions: {string.Join("; ", versions)}.

            Each figure is a median, with the least value and the 95th percentile in brackets.
            """;
    }

    private static string LoadAverage() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "not known";

    private static string? Find(string file, string name, char mark = ':') => File.Exists(file)
        ? File.ReadLines(file).Where(line => line.StartsWith(name, StringComparison.Ordinal)).Select(line => line[(line.IndexOf(mark) + 1)..].Trim()).FirstOrDefault()
        : null;
}
