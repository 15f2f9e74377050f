using System.Diagnostics;

var watch = Stopwatch.StartNew();
var count = 1_000_000;
var byHand = new int[count];
var byLibrary = new int[count];
var state = 12345u;
for (var i = 0; i < count; i++)
{
    state = state * 1664525 + 1013904223;
    byHand[i] = (int)(state >> 8);
    byLibrary[i] = byHand[i];
}

for (var gap = count / 2; gap > 0; gap /= 2)
    for (var i = gap; i < count; i++)
    {
        var number = byHand[i];
        var place = i;
        for (; place >= gap && byHand[place - gap] > number; place -= gap) byHand[place] = byHand[place - gap];
        byHand[place] = number;
    }

Array.Sort(byLibrary, (a, b) => b.CompareTo(a));
Console.WriteLine($"{(long)watch.Elapsed.TotalMicroseconds} {byHand[1000] + byLibrary[1000]}");
