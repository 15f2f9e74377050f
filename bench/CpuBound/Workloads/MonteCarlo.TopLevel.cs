using System.Diagnostics;

var watch = Stopwatch.StartNew();
var random = new Random(1000);
var inside = 0;
for (var i = 0; i < 30_000_000; i++)
{
    var x = random.NextDouble() * 2 - 1;
    var y = random.NextDouble() * 2 - 1;
    if (x * x + y * y <= 1) inside++;
}

Console.WriteLine($"{(long)watch.Elapsed.TotalMicroseconds} {inside}");
