using System.Globalization;
using System.Text;
using Distribute.ProcessHost.Starting;
using Distribute.ProcessHost.Wire;

namespace Distribute.ProcessHost.Ending;

/// <summary>Ends what a rank has started and left behind: by its process group, and by the variable that it was started with.</summary>
internal static class Remains
{
    /// <summary>Ends a process and its group at once.</summary>
    public static void KillGroup(int process)
    {
        _ = Libc.Signal(-process, Libc.Kill);
        _ = Libc.Signal(process, Libc.Kill);
    }

    /// <summary>Ends all processes that still have a rank's token.</summary>
    /// <remarks>What has both left the group and cleared its environment is not found.</remarks>
    public static void KillAll(string token)
    {
        var mark = Encoding.ASCII.GetBytes($"{RankEnvironment.Token}={token}\0");
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var process)) continue;
            if (process != Environment.ProcessId && Has(folder, mark)) _ = Libc.Signal(process, Libc.Kill);
        }
    }

    private static bool Has(string folder, byte[] mark)
    {
        try
        {
            return File.ReadAllBytes(Path.Combine(folder, "environ")).AsSpan().IndexOf(mark) >= 0;
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            // Another user's, or gone meanwhile: in neither case ours to end.
            return false;
        }
    }
}
