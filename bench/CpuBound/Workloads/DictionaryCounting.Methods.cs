using System.Diagnostics;

string[] MakeWords(int count)
{
    var words = new string[count];
    for (var i = 0; i < count; i++) words[i] = "word" + i;
    return words;
}

void Count(Dictionary<string, int> counts, string word)
{
    if (counts.TryGetValue(word, out var seen)) counts[word] = seen + 1;
    else counts[word] = 1;
}

Dictionary<string, int> CountAll(string[] words, int draws)
{
    var counts = new Dictionary<string, int>();
    var state = 1u;
    for (var i = 0; i < draws; i++)
    {
        state = state * 1664525 + 1013904223;
        Count(counts, words[(state >> 8) % (uint)words.Length]);
    }

    return counts;
}

var watch = Stopwatch.StartNew();
var counts = CountAll(MakeWords(5_000), 10_000_000);
Console.WriteLine($"{(long)watch.Elapsed.TotalMicroseconds} {counts.Count + counts["word7"]}");
