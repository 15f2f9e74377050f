/// <summary>Numbers without order, sorted by the library.</summary>
internal static class Sorting
{
    public static long Part(int rank, int ranks, long size)
    {
        var (first, last) = (size * rank / ranks, size * (rank + 1) / ranks);
        var numbers = new long[last - first];
        for (var i = 0; i < numbers.Length; i++) numbers[i] = (first + i) * 2654435761 % 1_000_000_007;
        Array.Sort(numbers);
        for (var i = 1; i < numbers.Length; i++)
            if (numbers[i - 1] > numbers[i]) return 0;
        return numbers.Length;
    }
}
