namespace Distribute.Polyglot.Tests;

/// <summary>Every example of the seed, in cells that begin with <c>#!distribute</c> beside the C# kernel's own.</summary>
public sealed class SeedTests
{
    [Theory]
    [InlineData("thread")]
    [InlineData("process")]
    public async Task Examples_of_the_readme(string mode)
    {
        using var notebook = new TestNotebook();
        var hello = await notebook.PassAsync($$"""
            #!distribute 4 --mode {{mode}}
            using System.Diagnostics;
            var process_id = __process_id__;
            var result = $"Hello from process {process_id}! PID: {Environment.ProcessId}";
            Console.WriteLine(result);
            var computation_result = process_id * process_id;
            """);
        for (var rank = 0; rank < 4; rank++) Assert.Contains($"Hello from process {rank}!", hello.Text, StringComparison.Ordinal);

        var again = await notebook.PassAsync("""
            #!distribute 4
            Console.WriteLine($"Process {__process_id__}: Previous result was {computation_result}");
            var new_result = computation_result * 10;
            Console.WriteLine($"Process {__process_id__}: New result is {new_result}");
            """);
        Assert.Contains("Process 3: New result is 90", again.Text, StringComparison.Ordinal);

        await notebook.PassAsync("""
            #!distribute 4 --sync
            string shared_data = null;
            int shared_number = 0;
            if (__process_id__ == 0)
            {
                shared_data = "This will be shared across all processes";
                shared_number = 42;
            }
            Console.WriteLine($"Process {__process_id__} finished");
            """);
        var synced = await notebook.PassAsync("""
            #!distribute 4
            Console.WriteLine($"Process {__process_id__}: {shared_data} {shared_number}");
            """);
        Assert.Contains("Process 3: This will be shared across all processes 42", synced.Text, StringComparison.Ordinal);

        var stopped = await notebook.RunAsync("""
            #!distribute 4 --timeout 1.5
            if (__process_id__ == 1) while (true) { }
            if (__process_id__ == 2) Thread.Sleep(600_000);
            if (__process_id__ == 3) Parallel.For(0, 4, _ => { while (true) { } });
            var survived = __process_id__;
            """);
        Assert.Contains("[1-3] timed out", stopped.Error, StringComparison.Ordinal);

        var usable = await notebook.PassAsync("""
            #!distribute 4
            Console.WriteLine($"Process {__process_id__}: {new_result} {shared_number}");
            """);
        Assert.Contains("Process 3: 90 42", usable.Text, StringComparison.Ordinal);

        var failed = await notebook.RunAsync("""
            #!distribute 4
            var before = "kept";
            if (__process_id__ == 2) throw new InvalidOperationException("only rank 2");
            var after = "done";
            """);
        Assert.Contains("only rank 2", failed.Error, StringComparison.Ordinal);
        Assert.Contains("line 3", failed.Error, StringComparison.Ordinal);
        var others = await notebook.PassAsync("""
            #!distribute 4 --ranks 0,1,3
            Console.WriteLine($"{before} {after}");
            """);
        Assert.Contains("kept done", others.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Statistics_with_a_package()
    {
        using var notebook = new TestNotebook();
        var outcome = await notebook.PassAsync("""
            #!distribute 4
            #r "nuget: MathNet.Numerics, 5.0.0"
            using MathNet.Numerics.Distributions;
            using MathNet.Numerics.Statistics;

            var rng = new Random(__process_id__);
            var data = new double[1000];
            Normal.Samples(rng, data, 0.0, 1.0);
            var mean_val = data.Mean();
            var std_val = data.PopulationStandardDeviation();
            var processed_data = data.Select(d => (d - mean_val) / std_val).ToArray();
            Console.WriteLine($"Process {__process_id__}: Mean={mean_val:F3}, Std={std_val:F3}");
            """);
        Assert.Contains("Process 0: Mean=0.053, Std=1.015", outcome.Text, StringComparison.Ordinal);
        Assert.Contains("Process 3: Mean=-0.007, Std=1.027", outcome.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("thread")]
    [InlineData("process")]
    public async Task Estimates_of_pi_are_gathered(string mode)
    {
        using var notebook = new TestNotebook();
        await notebook.PassAsync($$"""
            #!distribute 8 --mode {{mode}} --gather pi_estimate
            double EstimatePi(int samples)
            {
                var random = new Random(__process_id__ * 1000);
                var inside = 0;
                for (var i = 0; i < samples; i++)
                {
                    var x = random.NextDouble() * 2 - 1;
                    var y = random.NextDouble() * 2 - 1;
                    if (x * x + y * y <= 1) inside++;
                }
                return 4.0 * inside / samples;
            }

            var pi_estimate = EstimatePi(100_000);
            """);
        await notebook.PassAsync("""Console.WriteLine($"{pi_estimate.Length} estimates, mean {pi_estimate.Average():F4}");""");
        var (type, value) = notebook.Variable("pi_estimate");
        Assert.Equal(typeof(double[]), type);
        Assert.All((double[])value!, estimate => Assert.InRange(estimate, 3.1, 3.2));
    }

    [Theory]
    [InlineData("thread")]
    [InlineData("process")]
    public async Task Models_are_trained_on_rows_of_the_CSharp_kernel(string mode)
    {
        using var notebook = new TestNotebook();
        await notebook.PassAsync("""
            #r "nuget: Microsoft.ML, 5.0.1"
            #r "nuget: Microsoft.ML.FastTree, 5.0.1"
            using Microsoft.ML;
            using Microsoft.ML.Data;

            public class Row
            {
                [VectorType(4)] public float[] Features { get; set; }
                public bool Label { get; set; }
            }

            var gen = new Random(7);
            Row MakeRow()
            {
                var f = new float[4];
                for (var i = 0; i < 4; i++) f[i] = (float)(gen.NextDouble() * 2 - 1);
                return new Row { Features = f, Label = f[0] + 2 * f[1] - f[2] * f[3] > 0 };
            }
            var train = Enumerable.Range(0, 800).Select(_ => MakeRow()).ToArray();
            var test = Enumerable.Range(0, 200).Select(_ => MakeRow()).ToArray();
            """);
        var outcome = await notebook.PassAsync($$"""
            #!distribute 4 --mode {{mode}} --gather accuracy
            var ml = new MLContext(seed: 1);
            var models = new Dictionary<int, Func<IEstimator<ITransformer>>>
            {
                [0] = () => ml.BinaryClassification.Trainers.FastForest(numberOfTrees: 100),
                [1] = () => ml.BinaryClassification.Trainers.LinearSvm(),
                [2] = () => ml.BinaryClassification.Trainers.LbfgsLogisticRegression(),
                [3] = () => ml.BinaryClassification.Trainers.FastTree(numberOfLeaves: 8),
            };
            var model = models[__process_id__]().Fit(ml.Data.LoadFromEnumerable(train));
            var scored = model.Transform(ml.Data.LoadFromEnumerable(test));
            var accuracy = ml.BinaryClassification.EvaluateNonCalibrated(scored).Accuracy;
            Console.WriteLine($"Process {__process_id__}: Model accuracy = {accuracy:F4}");
            """);
        Assert.Contains("Process 0: Model accuracy = 0.9350", outcome.Text, StringComparison.Ordinal);
        Assert.Contains("Process 3: Model accuracy = 0.9700", outcome.Text, StringComparison.Ordinal);
        Assert.Equal([0.935, 0.935, 0.93, 0.97], (double[])notebook.Variable("accuracy").Value!);
    }
}
