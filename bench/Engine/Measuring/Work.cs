using System.Diagnostics;
using System.Globalization;

namespace Distribute.Bench.Measuring;

/// <summary>Processor time of this process, without the thread that compiles hot methods anew: that works for seconds after any cell.</summary>
internal static class Work
{
    private const string Tasks = "/proc/self/task";
    private const string TieringThread = ".NET Tiered";

    // The kernel tells processor time in these, on every architecture that .NET runs on.
    private const double TicksPerSecond = 100;

    /// <summary>The time so far of threads that live; where threads have no names to read, of the whole process.</summary>
    public static TimeSpan Measure()
    {
        if (Directory.Exists(Tasks)) return TimeSpan.FromSeconds(Directory.GetDirectories(Tasks).Sum(ReadTicks) / TicksPerSecond);
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime;
    }

    private static long ReadTicks(string task)
    {
        try
        {
            var text = File.ReadAllText(Path.Combine(task, "stat"));
            var (open, close) = (text.IndexOf('('), text.LastIndexOf(')'));
            if (text.AsSpan(open + 1).StartsWith(TieringThread)) return 0;
            // After the name come the state and the rest, of which the 12th and 13th are user and system time.
            var fields = text[(close + 2)..].Split(' ');
            return long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            // The thread has ended since: it does no more work.
            return 0;
        }
    }
}
