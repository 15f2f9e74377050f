namespace Distribute.Sandbox.Ranks;

/// <summary>
/// Has the memory of large values used again by those that take their place. By itself the collector lets gigabytes of replaced arrays add up before it
/// looks for them, and takes fresh memory for each copy meanwhile, which the system must clear and hand out page by page:
/// four times as long as copying into memory that is there. Thread safe.
/// </summary>
internal static class ReplacedMemory
{
    /// <summary>Smaller values are not counted: the collector finds them soon enough.</summary>
    private const long Large = 1L << 20;

    /// <summary>Less than this is not worth a collection.</summary>
    private const long Least = 64L << 20;

    /// <summary>What has been replaced must be this part of all memory: so collections cost no more than in proportion to what they give.</summary>
    private const int Part = 3;

    private static readonly Lock Gate = new();
    private static long _bytes;
    private static int _collections;

    /// <summary>Values have lost their place to others.</summary>
    /// <param name="bytes">About how large they are.</param>
    public static void Add(long bytes)
    {
        if (bytes < Large) return;
        lock (Gate)
        {
            Refresh();
            _bytes += bytes;
        }
    }

    /// <summary>Collects, when much was replaced and a large value comes.</summary>
    /// <param name="bytes">How large it is.</param>
    public static void MakeRoom(long bytes)
    {
        if (bytes < Large) return;
        lock (Gate)
        {
            Refresh();
            if (_bytes < Least || _bytes < GC.GetTotalMemory(forceFullCollection: false) / Part) return;
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: false);
            Refresh();
        }
    }

    // What the collector has found meanwhile is no longer there.
    private static void Refresh()
    {
        var collections = GC.CollectionCount(GC.MaxGeneration);
        if (collections == _collections) return;
        _collections = collections;
        _bytes = 0;
    }
}
