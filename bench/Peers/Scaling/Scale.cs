namespace Distribute.Bench.Peers;

/// <summary>The points that the scaling model is fitted to, and the keys of their rows.</summary>
internal static class Scale
{
    /// <summary>Numbers of ranks of a repeated cell.</summary>
    public static int[] Ranks { get; } = [1, 2, 4, 8, 16, 32, 64];

    /// <summary>Numbers of ranks that are started.</summary>
    public static int[] Starts { get; } = [1, 2, 4, 8, 16];

    /// <summary>Numbers of living variables of a pool.</summary>
    public static int[] Variables { get; } = [0, 10, 100, 1000];

    /// <summary>Megabytes that are sent.</summary>
    public static int[] Megabytes { get; } = [1, 10, 40];

    /// <summary>To how many ranks.</summary>
    public static int[] SendRanks { get; } = [1, 4, 8];

    public static string Again(int ranks) => $"scale-again-{ranks}";

    public static string Start(int ranks) => $"scale-start-{ranks}";

    public static string Of(string kind, int count) => $"scale-{kind}-{count}";

    public static string Send(int megabytes, int ranks) => $"scale-send-{megabytes}-{ranks}";
}
