using System.Diagnostics;

bool IsWanted(int number) => number % 3 != 0;

int Bucket(int number) => number % 1000;

long SumOfSquares(int count) => Enumerable.Range(0, count).Where(IsWanted).Select(number => (long)number * number % 1000).Sum();

int LargestGroup(int count) => Enumerable.Range(0, count).Where(IsWanted).GroupBy(Bucket).Max(group => group.Count());

var watch = Stopwatch.StartNew();
var sum = SumOfSquares(30_000_000);
var largest = LargestGroup(6_000_000);
Console.WriteLine($"{(long)watch.Elapsed.TotalMicroseconds} {sum + largest}");
