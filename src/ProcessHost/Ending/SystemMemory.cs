using System.Globalization;

namespace Distribute.ProcessHost.Ending;

/// <summary>Memory as the system tells it.</summary>
internal static class SystemMemory
{
    private const string KillCount = "oom_kill ";

    /// <summary>How many processes the system has ended since its start because memory ran out; 0 where it does not say.</summary>
    public static long Kills()
    {
        try
        {
            foreach (var line in File.ReadLines("/proc/vmstat"))
            {
                if (line.StartsWith(KillCount, StringComparison.Ordinal))
                    return long.Parse(line.AsSpan(KillCount.Length), NumberStyles.None, CultureInfo.InvariantCulture);
            }
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException or FormatException)
        {
            // Then nobody is told to have been ended for memory.
        }

        return 0;
    }

    /// <summary>The memory that a process has now; null when it is gone.</summary>
    public static long? Of(int process)
    {
        try
        {
            var fields = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/statm")).Split(' ');
            return long.Parse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture) * Environment.SystemPageSize;
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException or FormatException or IndexOutOfRangeException)
        {
            return null;
        }
    }
}
