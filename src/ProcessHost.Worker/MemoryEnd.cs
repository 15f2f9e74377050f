using Distribute.Contracts.Outcomes;

namespace Distribute.ProcessHost.Worker;

/// <summary>
/// Ends a rank that ran out of the memory it was allowed: with its variables it would fail again. One that merely asked
/// for too large a piece, and has room otherwise, goes on.
/// </summary>
internal static class MemoryEnd
{
    /// <summary>How the parent knows it.</summary>
    public const string How = "out of memory";

    /// <summary>Whether a failed cell leaves too little.</summary>
    public static bool IsDue(RankError error)
    {
        if (!IsOutOfMemory(error)) return false;
        var memory = GC.GetGCMemoryInfo();
        return GC.GetTotalMemory(forceFullCollection: true) > memory.TotalAvailableMemoryBytes / 2;
    }

    /// <summary>Says so, and ends.</summary>
    public static void End(Channel channel, RankError error)
    {
        Rank.Farewell(channel, How, error.Line);
        OwnProcess.EndAll();
    }

    private static bool IsOutOfMemory(RankError error) =>
        error.Type is "System.OutOfMemoryException" or "System.InsufficientMemoryException" || error.Inner.Any(IsOutOfMemory);
}
