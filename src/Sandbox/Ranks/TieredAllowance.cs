using Distribute.Contracts.Images;

namespace Distribute.Sandbox.Ranks;

/// <summary>How much of this process's memory may go to cells that are never unloaded, so that their code is tiered. Thread safe.</summary>
internal static class TieredAllowance
{
    /// <summary>Some six hundred contexts: cells times ranks; a session that runs more loads its later ones to be unloadable, and memory stays flat.</summary>
    private const long Bytes = 14L << 20;

    /// <summary>What a loaded assembly was measured to take: twice its files, and its share of the loader's own structures.</summary>
    private const long Overhead = 10 << 10;

    private static long _taken;

    /// <summary>Takes an image's share; false when too little is left.</summary>
    public static bool TryTake(CellImage image)
    {
        var share = 2L * (image.Pe.Length + image.Pdb.Length) + Overhead;
        if (Interlocked.Add(ref _taken, share) <= Bytes) return true;
        Interlocked.Add(ref _taken, -share);
        return false;
    }
}
