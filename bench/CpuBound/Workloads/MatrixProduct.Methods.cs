using System.Diagnostics;

double[,] Filled(int size, int seed)
{
    var matrix = new double[size, size];
    for (var row = 0; row < size; row++)
        for (var column = 0; column < size; column++) matrix[row, column] = (row * seed + column) % 17;
    return matrix;
}

double[,] Product(double[,] left, double[,] right)
{
    var size = left.GetLength(0);
    var product = new double[size, size];
    for (var row = 0; row < size; row++)
        for (var column = 0; column < size; column++)
        {
            var sum = 0.0;
            for (var k = 0; k < size; k++) sum += left[row, k] * right[k, column];
            product[row, column] = sum;
        }

    return product;
}

var watch = Stopwatch.StartNew();
var product = Product(Filled(560, 3), Filled(560, 5));
Console.WriteLine($"{(long)watch.Elapsed.TotalMicroseconds} {product[1, 1] + product[559, 559]}");
