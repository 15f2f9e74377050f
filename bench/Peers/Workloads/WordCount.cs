/// <summary>How often each word stands in a rank's block of a text file; a word belongs to the block that its first letter is in.</summary>
internal static class WordCount
{
    private const int Most = 1 << 20;

    public static long Part(int rank, int ranks, long size)
    {
        using var file = File.OpenRead(Path.Combine(Path.GetTempPath(), $"distribute-bench-words-{size}.txt"));
        var (first, last) = (file.Length * rank / ranks, file.Length * (rank + 1) / ranks);
        var counts = new Dictionary<string, int>();
        var known = counts.GetAlternateLookup<ReadOnlySpan<char>>();
        var (bytes, word) = (new byte[Most], new char[256]);
        var length = 0;
        // Inside of a word that began before the block: it is not this rank's.
        var skip = false;
        if (first > 0)
        {
            file.Position = first - 1;
            skip = file.ReadByte() > ' ';
        }

        for (var at = first; ;)
        {
            var count = file.Read(bytes);
            for (var i = 0; i < count; i++, at++)
            {
                if (bytes[i] > ' ')
                {
                    if (length == 0 && at >= last) return Count(counts);
                    if (!skip) word[length++] = (char)bytes[i];
                    continue;
                }

                skip = false;
                if (length > 0) Add(known, word.AsSpan(0, length));
                length = 0;
                if (at >= last) return Count(counts);
            }

            if (count > 0) continue;
            if (length > 0) Add(known, word.AsSpan(0, length));
            return Count(counts);
        }
    }

    private static long Count(Dictionary<string, int> counts) => counts.GetValueOrDefault("w17");

    private static void Add(Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> counts, ReadOnlySpan<char> word) =>
        System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(counts, word, out _)++;
}
