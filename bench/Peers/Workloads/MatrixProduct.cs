using System.Numerics;

/// <summary>Rows of a product of two square matrices, with the processor's vectors.</summary>
internal static class MatrixProduct
{
    public static long Part(int rank, int ranks, long size)
    {
        var n = (int)size;
        var (first, last) = (n * rank / ranks, n * (rank + 1) / ranks);
        var right = new double[n * n];
        for (var i = 0; i < right.Length; i++) right[i] = ((i / n * 5) + (i % n)) % 17;
        var (row, sum) = (new double[n], 0.0);
        for (var i = first; i < last; i++)
        {
            Array.Clear(row);
            for (var k = 0; k < n; k++) AddScaled(row, right.AsSpan(k * n, n), ((i * 3) + k) % 17);
            foreach (var value in row) sum += value;
        }

        return (long)sum;
    }

    private static void AddScaled(Span<double> target, ReadOnlySpan<double> source, double factor)
    {
        var i = 0;
        var factors = new Vector<double>(factor);
        for (; i <= source.Length - Vector<double>.Count; i += Vector<double>.Count)
            (new Vector<double>(target[i..]) + (new Vector<double>(source[i..]) * factors)).CopyTo(target[i..]);
        for (; i < source.Length; i++) target[i] += source[i] * factor;
    }
}
