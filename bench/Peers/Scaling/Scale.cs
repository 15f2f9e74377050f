namespace Distribute.Bench.Peers;

/// <summary>The points that the scaling model is fitted to, and the keys of their rows.</summary>
internal sealed class Scale(bool quick)
{
    /// <summary>Numbers of ranks of a repeated cell.</summary>
    public int[] Ranks => quick ? [1, 4, 16] : [1, 2, 4, 8, 16, 32, 64];

    /// <summary>Numbers of ranks that are started.</summary>
    public int[] Starts => quick ? [1, 2, 4] : [1, 2, 4, 8, 16];

    /// <summary>Numbers of living variables of a pool.</summary>
    public int[] Variables => quick ? [0, 10, 100] : [0, 10, 100, 1000];

    /// <summary>Megabytes that are sent.</summary>
    public int[] Megabytes => quick ? [1, 10] : [1, 10, 40];

    /// <summary>To how many ranks.</summary>
    public int[] SendRanks => quick ? [1, 4] : [1, 4, 8];

    public static string Again(int ranks) => $"scale-again-{ranks}";

    public static string Start(int ranks) => $"scale-start-{ranks}";

    public static string Of(string kind, int count) => $"scale-{kind}-{count}";

    public static string Send(int megabytes, int ranks) => $"scale-send-{megabytes}-{ranks}";
}
