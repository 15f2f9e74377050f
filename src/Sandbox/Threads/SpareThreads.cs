namespace Distribute.Sandbox.Threads;

/// <summary>
/// A few started threads that no rank has used yet. Whoever starts a thread waits until the system has let it run, one after
/// another, and that is half of what a pool takes to start. They stay parked as long as the process. Thread safe.
/// </summary>
/// <remarks>Threads that a rank has used never come here: what code left on one (a culture, thread-local values) is that rank's.</remarks>
internal static class SpareThreads
{
    /// <summary>As many as most pools have ranks.</summary>
    private const int Wanted = 4;

    private static readonly Lock Gate = new();
    private static readonly Queue<RankThread> Parked = new();
    private static bool _isFilling;

    /// <summary>A thread for a rank. What it leaves missing is made up for in the background.</summary>
    /// <param name="name">What debuggers show.</param>
    public static RankThread Take(string name)
    {
        RankThread? thread;
        lock (Gate)
        {
            Parked.TryDequeue(out thread);
            if (!_isFilling) ThreadPool.UnsafeQueueUserWorkItem(_ => Fill(), null);
            _isFilling = true;
        }

        thread ??= new RankThread();
        thread.Name = name;
        return thread;
    }

    private static void Fill()
    {
        while (IsMissing())
        {
            RankThread thread;
            try
            {
                thread = new RankThread();
            }
            catch (Exception failed) when (failed is OutOfMemoryException or ThreadStartException)
            {
                // Whoever needs a thread will try for himself, and hear of it.
                lock (Gate) _isFilling = false;
                return;
            }

            lock (Gate) Parked.Enqueue(thread);
        }
    }

    private static bool IsMissing()
    {
        lock (Gate) return _isFilling = Parked.Count < Wanted;
    }
}
