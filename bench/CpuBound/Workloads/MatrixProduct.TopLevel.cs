using System.Diagnostics;

var watch = Stopwatch.StartNew();
var size = 560;
var left = new double[size, size];
var right = new double[size, size];
for (var row = 0; row < size; row++)
    for (var column = 0; column < size; column++)
    {
        left[row, column] = (row * 3 + column) % 17;
        right[row, column] = (row * 5 + column) % 17;
    }

var product = new double[size, size];
for (var row = 0; row < size; row++)
    for (var column = 0; column < size; column++)
    {
        var sum = 0.0;
        for (var k = 0; k < size; k++) sum += left[row, k] * right[k, column];
        product[row, column] = sum;
    }

Console.WriteLine($"{(long)watch.Elapsed.TotalMicroseconds} {product[1, 1] + product[559, 559]}");
