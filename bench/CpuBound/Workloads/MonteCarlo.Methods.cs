using System.Diagnostics;

double NextCoordinate(Random random) => random.NextDouble() * 2 - 1;

int CountInside(int samples, int seed)
{
    var random = new Random(seed);
    var inside = 0;
    for (var i = 0; i < samples; i++)
    {
        var x = NextCoordinate(random);
        var y = NextCoordinate(random);
        if (x * x + y * y <= 1) inside++;
    }

    return inside;
}

var watch = Stopwatch.StartNew();
var hits = CountInside(30_000_000, 1000);
Console.WriteLine($"{(long)watch.Elapsed.TotalMicroseconds} {hits}");
