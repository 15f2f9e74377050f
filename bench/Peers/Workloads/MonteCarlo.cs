/// <summary>Points in a square, and how many of them are in its circle. Each sample has its own numbers, so that parts add up for any number of ranks.</summary>
internal static class MonteCarlo
{
    public static long Part(int rank, int ranks, long size)
    {
        var (first, last) = (size * rank / ranks, size * (rank + 1) / ranks);
        var inside = 0L;
        for (var i = first; i < last; i++)
            if (IsInside((ulong)i)) inside++;
        return inside;
    }

    private static bool IsInside(ulong sample)
    {
        var (x, y) = (Coordinate(2 * sample), Coordinate((2 * sample) + 1));
        return (x * x) + (y * y) <= 1;
    }

    private static double Coordinate(ulong number)
    {
        number = (number + 0x9E3779B97F4A7C15) * 0xBF58476D1CE4E5B9;
        number = (number ^ (number >> 27)) * 0x94D049BB133111EB;
        return (number >> 11) * (1.0 / (1UL << 53));
    }
}
