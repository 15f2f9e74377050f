using System.Text.Json.Nodes;
using Distribute.Jupyter.Tests.Running;

namespace Distribute.Jupyter.Tests.Clients;

/// <summary>Jupyter's own suite of tests for kernels, run against the installed kernel.</summary>
public sealed class KernelSuiteTests(KernelSuiteTests.Suite suite) : IClassFixture<KernelSuiteTests.Suite>
{
    [Theory]
    [InlineData("test_kernel_info")]
    [InlineData("test_execute_stdout")]
    [InlineData("test_execute_stderr")]
    [InlineData("test_execute_result")]
    [InlineData("test_display_data")]
    [InlineData("test_error")]
    [InlineData("test_clear_output")]
    [InlineData("test_history")]
    [InlineData("test_completion")]
    [InlineData("test_is_complete")]
    [InlineData("test_inspect")]
    public void Passes(string test)
    {
        Assert.True(suite.Outcomes.ContainsKey(test), $"{test} did not run: {suite.Run.All}");
        var (outcome, detail) = suite.Outcomes[test];
        Assert.True(outcome == "passed", detail);
    }

    [Fact]
    public void What_is_left_out_has_a_reason()
    {
        var left = suite.Outcomes.Where(test => test.Value.Outcome == "skipped").ToDictionary(test => test.Key, test => test.Value.Detail);
        Assert.Equal(["test_pager"], left.Keys);
        Assert.All(left.Values, Assert.NotEmpty);
    }

    [Fact]
    public void The_suite_has_no_test_that_is_not_listed_here()
    {
        var listed = typeof(KernelSuiteTests).GetMethod(nameof(Passes))!.GetCustomAttributes(typeof(InlineDataAttribute), false).Length;
        Assert.Equal(listed + 1, suite.Outcomes.Count);
    }

    /// <summary>One run of the suite.</summary>
    public sealed class Suite : IAsyncLifetime
    {
        private readonly InstalledKernel _kernel = new();

        internal ProgramRun Run { get; private set; } = null!;

        internal IReadOnlyDictionary<string, (string Outcome, string Detail)> Outcomes { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            await _kernel.InitializeAsync();
            Run = await _kernel.PythonAsync("kernel_suite.py", InstalledKernel.Name("thread"));
            Outcomes = Run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToDictionary(
                test => (string)test["test"]!, test => ((string)test["outcome"]!, (string)test["detail"]!));
        }

        public Task DisposeAsync() => _kernel.DisposeAsync();
    }
}
