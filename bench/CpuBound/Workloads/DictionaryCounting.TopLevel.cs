using System.Diagnostics;

var watch = Stopwatch.StartNew();
var words = new string[5_000];
for (var i = 0; i < words.Length; i++) words[i] = "word" + i;
var counts = new Dictionary<string, int>();
var state = 1u;
for (var i = 0; i < 10_000_000; i++)
{
    state = state * 1664525 + 1013904223;
    var word = words[(state >> 8) % (uint)words.Length];
    if (counts.TryGetValue(word, out var seen)) counts[word] = seen + 1;
    else counts[word] = 1;
}

Console.WriteLine($"{(long)watch.Elapsed.TotalMicroseconds} {counts.Count + counts["word7"]}");
