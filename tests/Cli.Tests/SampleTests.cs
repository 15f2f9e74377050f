using Distribute.Cli.Tests.Running;

namespace Distribute.Cli.Tests;

/// <summary>The samples other than the seed's: each runs from top to bottom and prints what its text promises.</summary>
public sealed class SampleTests
{
    [Fact]
    public void Every_sample_has_a_test()
    {
        var known = new[] { "bootstrap.ipynb", "parameter-sweep.ipynb", "seed-examples.ipynb", "word-count.ipynb" };
        var there = Directory.GetFiles(Repository.Sample(""), "*", SearchOption.TopDirectoryOnly).Select(Path.GetFileName).Order(StringComparer.Ordinal);
        Assert.Equal(known, there);
    }

    [Fact]
    public async Task Parameter_sweep_finds_the_best_penalty_and_draws_the_curve()
    {
        var result = await Tool.FileAsync(Repository.Sample("parameter-sweep.ipynb"));

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(["0.387", "0.381", "0.383", "0.480"], result.Cell(3).Stdout.Select(line => line.TrimEnd()[^5..]));
        Assert.Equal(["best penalty 3.2E-3, error 0.381\n"], result.Cell(4).Stdout);
        var png = Convert.FromBase64String((string)result.Notebook[5]!["outputs"]![0]!["data"]!["image/png"]!);
        Assert.Equal("PNG"u8.ToArray(), png[1..4]);
    }

    [Fact]
    public async Task Word_count_adds_up_what_the_ranks_counted()
    {
        var result = await Tool.FileAsync(Repository.Sample("word-count.ipynb"));

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(
            ["rank 0: 6 lines, 103 words, 71 different\n", "rank 1: 5 lines, 87 words, 61 different\n", "rank 2: 5 lines, 82 words, 53 different\n"],
            result.Cell(2).Stdout);
        Assert.StartsWith("272 words, 138 different\n 13  that\n 11  the\n 10  we\n", result.Cell(4).Stdout[0], StringComparison.Ordinal);
        Assert.StartsWith("<table><tr><th>word</th>", result.Notebook[5]!["outputs"]![0]!["data"]!["text/html"]!.AsText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bootstrap_gives_its_interval()
    {
        var result = await Tool.FileAsync(Repository.Sample("bootstrap.ipynb"));

        Assert.Equal(0, result.ExitCode);
        Assert.Equal("rank 3: 5000 resamples, mean 16.64\n", result.Cell(3).Stdout[3]);
        Assert.Equal(["20000 resamples: 95 % interval from -0.5 to 35.5 seconds\nThe data does not settle it.\n"], result.Cell(4).Stdout);
        Assert.Contains("  14 ######", result.Cell(5).Stdout[0], StringComparison.Ordinal);
    }
}
