using Distribute.Bench.Measuring;

namespace Distribute.Bench.State.Rows;

/// <summary>One row of the table: what is measured under one command.</summary>
internal interface IRow
{
    /// <summary>The command.</summary>
    string Name { get; }

    /// <summary>Measures it, figure by figure.</summary>
    IAsyncEnumerable<Figure> MeasureAsync(bool quick);
}
