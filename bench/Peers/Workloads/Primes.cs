/// <summary>A sieve, segment by segment: how many primes are in a rank's range.</summary>
internal static class Primes
{
    private const int Segment = 1 << 18;

    public static long Part(int rank, int ranks, long size)
    {
        var (first, last) = (Math.Max(2, size * rank / ranks), size * (rank + 1) / ranks);
        var factors = Small((int)Math.Sqrt(last) + 1);
        var composite = new bool[Segment];
        var found = 0L;
        for (var begin = first; begin < last; begin += Segment)
        {
            var length = (int)Math.Min(Segment, last - begin);
            Array.Clear(composite);
            foreach (var factor in factors)
            {
                var square = (long)factor * factor;
                if (square >= begin + length) break;
                Strike(composite, (int)(Math.Max(square, (begin + factor - 1) / factor * factor) - begin), factor, length);
            }

            for (var i = 0; i < length; i++)
                if (!composite[i]) found++;
        }

        return found;
    }

    private static void Strike(bool[] composite, int from, int factor, int length)
    {
        for (var i = from; i < length; i += factor) composite[i] = true;
    }

    private static List<int> Small(int most)
    {
        var (composite, primes) = (new bool[most + 1], new List<int>());
        for (var number = 2; number <= most; number++)
        {
            if (composite[number]) continue;
            primes.Add(number);
            for (var i = (long)number * number; i <= most; i += number) composite[i] = true;
        }

        return primes;
    }
}
