using System.Diagnostics;

int[] Shuffled(int count)
{
    var numbers = new int[count];
    var state = 12345u;
    for (var i = 0; i < count; i++)
    {
        state = state * 1664525 + 1013904223;
        numbers[i] = (int)(state >> 8);
    }

    return numbers;
}

void ShellSort(int[] numbers)
{
    for (var gap = numbers.Length / 2; gap > 0; gap /= 2)
        for (var i = gap; i < numbers.Length; i++)
        {
            var number = numbers[i];
            var place = i;
            for (; place >= gap && numbers[place - gap] > number; place -= gap) numbers[place] = numbers[place - gap];
            numbers[place] = number;
        }
}

var watch = Stopwatch.StartNew();
var byHand = Shuffled(1_000_000);
ShellSort(byHand);
var byLibrary = Shuffled(1_000_000);
Array.Sort(byLibrary, (a, b) => b.CompareTo(a));
Console.WriteLine($"{(long)watch.Elapsed.TotalMicroseconds} {byHand[1000] + byLibrary[1000]}");
