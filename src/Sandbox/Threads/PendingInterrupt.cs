namespace Distribute.Sandbox.Threads;

/// <summary>Takes an interrupt that was sent to a thread and has met no wait yet. Thread safe.</summary>
internal static class PendingInterrupt
{
    // Always set: a wait for it never lasts, and an interrupt ends it all the same.
    private static readonly ManualResetEvent Set = new(true);

    /// <summary>Takes what there is for the calling thread.</summary>
    public static void Take()
    {
        try
        {
            _ = Set.WaitOne();
        }
        catch (ThreadInterruptedException)
        {
            // Meant for code that has ended.
        }
    }
}
