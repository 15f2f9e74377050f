using Distribute.Cli.Tests.Running;

namespace Distribute.Cli.Tests;

/// <summary>The seed's notebook, unchanged, from top to bottom, on ranks that are threads.</summary>
public sealed class SeedNotebookTests(SeedNotebookTests.Executed executed) : SeedNotebookFacts(executed.Result), IClassFixture<SeedNotebookTests.Executed>
{
    /// <summary>One run of the notebook.</summary>
    public sealed class Executed() : SeedNotebookRun("thread");
}

/// <summary>The same notebook, on ranks that are processes.</summary>
public sealed class SeedNotebookProcessTests(SeedNotebookProcessTests.Executed executed)
    : SeedNotebookFacts(executed.Result), IClassFixture<SeedNotebookProcessTests.Executed>
{
    /// <summary>One run of the notebook.</summary>
    public sealed class Executed() : SeedNotebookRun("process");
}

/// <summary>Runs the notebook once for all the facts that are asked of it.</summary>
public abstract class SeedNotebookRun(string mode) : IAsyncLifetime
{
    internal NotebookResult Result { get; private set; } = null!;

    public async Task InitializeAsync() => Result = await Tool.FileAsync(Repository.Sample("seed-examples.ipynb"), "--keep-going", "--mode", mode);

    public Task DisposeAsync() => Task.CompletedTask;
}

/// <summary>What must come of it, wherever its ranks live.</summary>
public abstract class SeedNotebookFacts
{
    private readonly NotebookResult _result;

    private protected SeedNotebookFacts(NotebookResult result) => _result = result;

    [Fact]
    public void Only_the_two_cells_that_fail_on_purpose_fail()
    {
        Assert.Equal(1, _result.ExitCode);
        Assert.False(_result.Report.Ok);
        Assert.Equal([6, 18], _result.Report.Cells.Where(cell => !cell.Ok).Select(cell => cell.Index));
        Assert.All(_result.Report.Cells, cell => Assert.Empty(cell.Diagnostics));
    }

    [Fact]
    public void The_time_limit_stops_ranks_1_2_and_3_alone() =>
        Assert.Equal(["completed", "timedOut", "timedOut", "timedOut"], _result.Cell(6).Outcomes);

    [Fact]
    public void The_ranks_that_were_stopped_kept_their_variables() => Assert.Equal(
        ["Process 0: 0 42\n", "Process 1: 10 42\n", "Process 2: 40 42\n", "Process 3: 90 42\n"], _result.Cell(7).Stdout);

    [Fact]
    public void The_throwing_cell_fails_on_rank_2_alone()
    {
        var cell = _result.Cell(18);
        Assert.Equal(["completed", "completed", "failed", "completed"], cell.Outcomes.Take(4));
        Assert.All(cell.Outcomes.Skip(4), outcome => Assert.Equal("notRun", outcome));
        Assert.Equal(("System.InvalidOperationException", "only rank 2", 3), (cell.Ranks[2].ErrorType, cell.Ranks[2].ErrorMessage, cell.Ranks[2].ErrorLine));
        Assert.Equal(["kept done\n", "kept done\n", "", "kept done\n"], _result.Cell(19).Stdout.Take(4));
    }

    [Fact]
    public void Statistics_are_those_of_a_plain_program() => Assert.Equal(
        ["Process 0: Mean=0.053, Std=1.015\n", "Process 1: Mean=0.005, Std=0.986\n", "Process 2: Mean=0.002, Std=0.982\n", "Process 3: Mean=-0.007, Std=1.027\n"],
        _result.Cell(10).Stdout);

    [Fact]
    public void Model_accuracies_are_those_of_a_plain_program() => Assert.Equal(
        ["0.9350", "0.9350", "0.9300", "0.9700"], _result.Cell(16).Stdout.Take(4).Select(line => line.TrimEnd().Split(" = ")[1]));

    [Fact]
    public void Variables_persist_and_are_synced()
    {
        Assert.Equal("Process 3: Previous result was 9\nProcess 3: New result is 90\n", _result.Cell(2).Stdout[3]);
        Assert.All(_result.Cell(4).Ranks, rank => Assert.Equal(
            $"Process {rank.Rank}: shared_data = This will be shared across all processes\nProcess {rank.Rank}: shared_number = 42\n", rank.Stdout));
    }

    [Fact]
    public void The_one_line_form_runs_on_its_own_pool()
    {
        Assert.Equal("pair", _result.Cell(8).Pool);
        Assert.Equal(["one line on rank 0 of 2\n", "one line on rank 1 of 2\n"], _result.Cell(8).Stdout);
    }

    [Fact]
    public void Gathered_estimates_arrive_in_the_notebook()
    {
        Assert.Equal(8, _result.Cell(12).Ranks.Count);
        Assert.Equal(["8 estimates, mean 3.1385\n"], _result.Cell(13).Stdout);
    }

    [Fact]
    public void Every_line_in_the_terminal_has_its_rank()
    {
        Assert.Contains("[2] Process 2: Mean=0.002, Std=0.982", _result.Run.Lines);
        Assert.Contains(_result.Run.Lines, line => line.StartsWith("4 ranks, 1 ok, 3 timed out, ", StringComparison.Ordinal));
    }
}
