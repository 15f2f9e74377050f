namespace Distribute.Bench.Peers;

/// <summary>A cost as a sum of terms. Immutable.</summary>
/// <param name="Factors">Seconds for one of each term; none is negative.</param>
/// <param name="Residual">The root of the mean square of the relative errors.</param>
internal sealed record Fit(IReadOnlyList<double> Factors, double Residual)
{
    /// <summary>The cost where the terms have these values.</summary>
    public double At(params double[] terms) => terms.Zip(Factors, (term, factor) => term * factor).Sum();
}

/// <summary>Fits by least squares of the relative errors, so that small costs count as much as large ones.</summary>
internal static class LeastSquares
{
    /// <summary>Fits. A term that would come out negative is left out: a cost that shrinks with its cause is noise.</summary>
    /// <param name="points">Values of the terms and the measured cost, more than there are terms.</param>
    public static Fit Solve(IReadOnlyList<(double[] Terms, double Cost)> points)
    {
        var used = Enumerable.Range(0, points[0].Terms.Length).ToList();
        while (true)
        {
            var solved = Solve(points, used);
            var least = Enumerable.Range(0, solved.Length).MinBy(i => solved[i]);
            if (solved[least] < 0 && used.Count > 1)
            {
                used.RemoveAt(least);
                continue;
            }

            var factors = new double[points[0].Terms.Length];
            for (var i = 0; i < used.Count; i++) factors[used[i]] = solved[i];
            var fit = new Fit(factors, 0);
            return fit with { Residual = Math.Sqrt(points.Average(point => Math.Pow((fit.At(point.Terms) / point.Cost) - 1, 2))) };
        }
    }

    // The normal equations, by Gauss with the largest pivot: there are three unknowns at most.
    private static double[] Solve(IReadOnlyList<(double[] Terms, double Cost)> points, List<int> used)
    {
        var n = used.Count;
        var rows = new double[n][];
        for (var i = 0; i < n; i++)
        {
            rows[i] = new double[n + 1];
            foreach (var (terms, cost) in points)
            {
                for (var j = 0; j < n; j++) rows[i][j] += terms[used[i]] * terms[used[j]] / (cost * cost);
                rows[i][n] += terms[used[i]] / cost;
            }
        }

        for (var step = 0; step < n; step++)
        {
            var pivot = Enumerable.Range(step, n - step).MaxBy(row => Math.Abs(rows[row][step]));
            (rows[step], rows[pivot]) = (rows[pivot], rows[step]);
            for (var row = 0; row < n; row++)
            {
                if (row == step) continue;
                var factor = rows[row][step] / rows[step][step];
                for (var column = step; column <= n; column++) rows[row][column] -= factor * rows[step][column];
            }
        }

        return [.. rows.Select((row, i) => row[n] / row[i])];
    }
}
