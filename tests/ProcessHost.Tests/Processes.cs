using System.Diagnostics;
using System.Globalization;

namespace Distribute.ProcessHost.Tests;

/// <summary>The system's processes, as tests ask for them.</summary>
internal static class Processes
{
    /// <summary>Whether a process is there and is not merely waiting to be reaped.</summary>
    public static bool Lives(int id)
    {
        try
        {
            var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/stat"));
            return !stat[(stat.LastIndexOf(')') + 1)..].TrimStart().StartsWith('Z');
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Waits until processes are gone.</summary>
    public static async Task GoneAsync(params int[] ids)
    {
        var clock = Stopwatch.StartNew();
        while (ids.Any(Lives))
        {
            Assert.True(clock.Elapsed < Notebook.MustNotElapse, $"These live on: {string.Join(", ", ids.Where(Lives))}");
            await Task.Yield();
        }
    }

    /// <summary>Kills a process as anyone could.</summary>
    public static void Kill(int id)
    {
        using var process = Process.GetProcessById(id);
        process.Kill();
    }
}
