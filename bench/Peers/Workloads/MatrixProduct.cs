using System.Numerics;
using System.Runtime.InteropServices;

/// <summary>Rows of a product of two square matrices, with the processor's vectors, four rows of the right one at a time. Four divides the size.</summary>
internal static class MatrixProduct
{
    public static long Part(int rank, int ranks, long size)
    {
        var n = (int)size;
        var (first, last) = (n * rank / ranks, n * (rank + 1) / ranks);
        var right = new double[n * n];
        for (var i = 0; i < n; i++)
            for (var k = 0; k < n; k++) right[(i * n) + k] = ((i * 5) + k) % 17;
        var (row, sum) = (new double[n], 0.0);
        for (var i = first; i < last; i++)
        {
            Array.Clear(row);
            for (var k = 0; k < n; k += 4) AddFour(row, right.AsSpan(k * n, 4 * n), i * 3, k);
            foreach (var value in row) sum += value;
        }

        return (long)sum;
    }

    private static void AddFour(Span<double> target, ReadOnlySpan<double> rows, int left, int k)
    {
        var n = target.Length;
        double a = (left + k) % 17, b = (left + k + 1) % 17, c = (left + k + 2) % 17, d = (left + k + 3) % 17;
        var sums = MemoryMarshal.Cast<double, Vector<double>>(target);
        var first = MemoryMarshal.Cast<double, Vector<double>>(rows[..n]);
        var second = MemoryMarshal.Cast<double, Vector<double>>(rows[n..(2 * n)]);
        var third = MemoryMarshal.Cast<double, Vector<double>>(rows[(2 * n)..(3 * n)]);
        var fourth = MemoryMarshal.Cast<double, Vector<double>>(rows[(3 * n)..]);
        for (var i = 0; i < sums.Length; i++) sums[i] += (first[i] * a) + (second[i] * b) + (third[i] * c) + (fourth[i] * d);
        for (var i = sums.Length * Vector<double>.Count; i < n; i++) target[i] += (rows[i] * a) + (rows[n + i] * b) + (rows[(2 * n) + i] * c) + (rows[(3 * n) + i] * d);
    }
}
