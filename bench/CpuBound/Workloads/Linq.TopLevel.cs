using System.Diagnostics;

var watch = Stopwatch.StartNew();
var numbers = Enumerable.Range(0, 30_000_000);
var sum = numbers.Where(number => number % 3 != 0).Select(number => (long)number * number % 1000).Sum();
var groups =
    from number in Enumerable.Range(0, 6_000_000)
    where number % 3 != 0
    group number by number % 1000;
var largest = groups.Max(group => group.Count());
Console.WriteLine($"{(long)watch.Elapsed.TotalMicroseconds} {sum + largest}");
