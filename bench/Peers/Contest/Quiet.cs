namespace Distribute.Bench.Peers.Contest;

/// <summary>Waits until what the last turn has left behind (processes that end, code that is compiled in the background) is over: it is not the next one's cost.</summary>
internal static class Quiet
{
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(50);

    /// <summary>Long against what an ended turn leaves behind. A machine that never rests is measured as it is.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Returns when the processors have been idle for nine tenths of a window, or patience is over.</summary>
    public static async Task WaitAsync()
    {
        var until = Environment.TickCount64 + (long)Patience.TotalMilliseconds;
        var (idle, all) = Read();
        do
        {
            await Task.Delay(Window).ConfigureAwait(false);
            var (idleNow, allNow) = Read();
            if (allNow > all && (idleNow - idle) * 10 >= (allNow - all) * 9) return;
            (idle, all) = (idleNow, allNow);
        }
        while (Environment.TickCount64 < until);
    }

    // "cpu", then ticks of user, nice, system, idle, iowait and more; proc(5).
    private static (long Idle, long All) Read()
    {
        using var file = new StreamReader("/proc/stat");
        var ticks = file.ReadLine()!.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..].Select(long.Parse).ToArray();
        return (ticks[3] + ticks[4], ticks.Sum());
    }
}
