using MathNet.Numerics.LinearAlgebra;
using Microsoft.Data.Analysis;
using Microsoft.ML;
using Microsoft.ML.Data;
using static Distribute.Sandbox.Tests.State.Copying;

namespace Distribute.Sandbox.Tests.State;

/// <summary>What the packages that notebooks use most keep in variables.</summary>
public sealed class PackageTypeTests
{
    [Fact]
    public void A_data_frame_goes_on_working()
    {
        var frame = new DataFrame(
            new StringDataFrameColumn("city", ["Rome", "Oslo", null, "Rome"]),
            new DoubleDataFrameColumn("heat", [30.5, null, 12, 28]),
            new Int32DataFrameColumn("year", Enumerable.Range(2000, 4)),
            new BooleanDataFrameColumn("dry", [true, false, true, false]),
            new DateTimeDataFrameColumn("day", [DateTime.UnixEpoch, null, DateTime.MaxValue, DateTime.MinValue]));

        var copy = Copy(frame);

        Assert.Equal(frame.ToString(), copy.ToString());
        Assert.Null(copy["heat"][1]);
        Assert.Equal(2, copy.Filter(copy["city"].ElementwiseEquals("Rome")).Rows.Count);
        copy["heat"][0] = -1.0;
        copy.Columns.Add(new DoubleDataFrameColumn("more", 4));
        Assert.Equal(30.5, frame["heat"][0]);
        Assert.Equal(5, frame.Columns.Count);
        Assert.Equal(1, Convert.ToInt32(copy.GroupBy("city").Count().Rows.Count(row => Equals(row[0], "Oslo"))));
    }

    [Fact]
    public void Vectors_and_matrices_go_on_working()
    {
        var matrix = Matrix<double>.Build.DenseOfArray(new[,] { { 2.0, 1 }, { 1, 3 } });
        var sparse = Matrix<double>.Build.SparseOfIndexed(3, 3, [(0, 1, 5.0), (2, 2, 7.0)]);
        var vector = Vector<double>.Build.Dense([3.0, 5]);

        var (m, s, v, diagonal) = Copy((matrix, sparse, vector, Matrix<double>.Build.DenseIdentity(2)));

        Assert.Equal(matrix.Solve(vector), m.Solve(v));
        Assert.Equal(sparse, s);
        Assert.Equal(5, s[0, 1]);
        Assert.Equal(m, m * diagonal);
        m[0, 0] = 9;
        Assert.Equal(2, matrix[0, 0]);
        Assert.Equal(1.5, Copy(new MathNet.Numerics.Distributions.Normal(1.5, 2)).Mean);
    }

    [Fact]
    public void A_trained_model_predicts_the_same()
    {
        var context = new MLContext(seed: 1);
        var data = context.Data.LoadFromEnumerable(Enumerable.Range(0, 200).Select(i => new House { Size = i, Price = 3 * i + 2 }));
        var model = context.Transforms.Concatenate("Features", nameof(House.Size))
            .Append(context.Regression.Trainers.Sdca(labelColumnName: nameof(House.Price), maximumNumberOfIterations: 20)).Fit(data);

        var (copy, other) = Copy((model, context));

        Assert.Equal(Predict(context, model), Predict(other, copy));
        Assert.NotSame(model, copy);
        ITransformer held = model;
        Assert.Equal(Predict(context, model), Predict(new MLContext(), Copy(held)));
    }

    private static float Predict(MLContext context, ITransformer model) =>
        context.Model.CreatePredictionEngine<House, Guess>(model).Predict(new House { Size = 70 }).Score;

    private sealed class House
    {
        public float Size { get; set; }

        public float Price { get; set; }
    }

    private sealed class Guess
    {
        [ColumnName("Score")]
        public float Score { get; set; }
    }
}
