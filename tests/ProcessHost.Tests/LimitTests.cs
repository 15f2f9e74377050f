using System.Globalization;
using Distribute.Contracts.Outcomes;
using Distribute.Sandbox.Sessions;

namespace Distribute.ProcessHost.Tests;

/// <summary>What a rank's process gets of the machine, and what it must not have.</summary>
public sealed class LimitTests
{
    private static readonly DistributeOptions Small = new() { Count = 2, MemoryBytes = 256L << 20 };

    [Theory]
    [InlineData("managed", "var keep = new List<byte[]>(); while (true) { var b = new byte[1 << 20]; b.AsSpan().Fill(1); keep.Add(b); }")]
    [InlineData("native", "unsafe { while (true) { var p = System.Runtime.InteropServices.NativeMemory.Alloc(1 << 20); new Span<byte>(p, 1 << 20).Fill(1); } }")]
    public async Task A_rank_that_fills_its_memory_is_ended_as_out_of_memory(string kind, string code)
    {
        await using var notebook = new Notebook();
        var result = await notebook.RunAsync($"if (__process_id__ == 1) Fill(); void Fill() {{ {code} }}", Small);
        Assert.IsType<RankOutcome.Completed>(result.Ranks[0].Outcome);
        var died = result.Ranks[1].Outcome as RankOutcome.Died;
        Assert.True(died?.Reason.Contains("out of", StringComparison.Ordinal) == true && died.Reason.Contains("memory", StringComparison.Ordinal), kind + ": " + Notebook.Describe(result));
        Assert.True((await notebook.RunAsync("1", Small)).Ok);
    }

    [Fact]
    public async Task The_line_on_which_memory_ran_out_is_told()
    {
        await using var notebook = new Notebook();
        var result = await notebook.RunAsync("var kept = new byte[140 << 20];\nkept.AsSpan().Fill(1);\nif (__process_id__ == 1) throw new OutOfMemoryException();", Small);
        Assert.IsType<RankOutcome.Completed>(result.Ranks[0].Outcome);
        Assert.Contains("--memory allows, line 3 of the cell", Assert.IsType<RankOutcome.Died>(result.Ranks[1].Outcome).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_piece_that_is_too_large_is_an_error_and_no_death()
    {
        await using var notebook = new Notebook();
        await notebook.RunAsync("var kept = 5;", Small);
        var result = await notebook.RunAsync("var big = new byte[1 << 30];", Small);
        Assert.All(result.Ranks, rank => Assert.Equal("System.OutOfMemoryException", Assert.IsType<RankOutcome.Failed>(rank.Outcome).Error.Type));
        Assert.True((await notebook.RunAsync("kept", Small)).Ok);
    }

    [Fact]
    public async Task A_value_that_a_rank_has_no_room_for_is_named_and_nothing_is_lost()
    {
        await using var notebook = new Notebook();
        Assert.True((await notebook.RunAsync("var kept = 5;", Small)).Ok);
        await notebook.NotebookAsync("var large = new double[1 << 26];");
        var result = await notebook.RunAsync("large.Length", Small);
        Assert.Contains("not enough memory here to copy 'large'", Assert.Single(result.Diagnostics).Message, StringComparison.Ordinal);
        Assert.True((await notebook.RunAsync("kept", Small)).Ok);
    }

    [Fact]
    public async Task Limits_are_fixed_while_a_pool_lives()
    {
        await using var notebook = new Notebook();
        Assert.True((await notebook.RunAsync("1", Small)).Ok);
        Assert.True((await notebook.RunAsync("1", Small)).Ok);
        var result = await notebook.RunAsync("1", Small with { MemoryBytes = 512L << 20 });
        Assert.Equal("DST211", Assert.Single(result.Diagnostics).Id);
    }

    [Fact]
    public async Task Ranks_find_each_other_as_others_code_expects_and_secrets_are_not_there()
    {
        Environment.SetEnvironmentVariable("JUPYTER_TOKEN", "secret");
        Environment.SetEnvironmentVariable("HARMLESS_OF_TEST", "shown");
        try
        {
            await using var notebook = new Notebook();
            var values = await notebook.ValuesAsync(
                "string.Join(' ', new[] { \"RANK\", \"LOCAL_RANK\", \"WORLD_SIZE\", \"LOCAL_WORLD_SIZE\", \"MASTER_ADDR\", \"JUPYTER_TOKEN\", \"HARMLESS_OF_TEST\" }.Select(n => Environment.GetEnvironmentVariable(n) ?? \"none\"))");
            Assert.Equal(["0 0 2 2 127.0.0.1 none shown", "1 1 2 2 127.0.0.1 none shown"], values);
            var ports = await notebook.ValuesAsync("Environment.GetEnvironmentVariable(\"MASTER_PORT\")");
            Assert.InRange(int.Parse(ports[0], CultureInfo.InvariantCulture), 1, 65535);
            Assert.Equal(ports[0], ports[1]);
        }
        finally
        {
            Environment.SetEnvironmentVariable("JUPYTER_TOKEN", null);
            Environment.SetEnvironmentVariable("HARMLESS_OF_TEST", null);
        }
    }

    [Fact]
    public async Task Processors_are_those_that_were_asked_for()
    {
        await using var notebook = new Notebook();
        var result = await notebook.RunAsync("Environment.ProcessorCount", new DistributeOptions { Count = 2, Cpus = "0" });
        Assert.All(result.Ranks, rank => Assert.Equal("1", Assert.IsType<RankOutcome.Completed>(rank.Outcome).Value?.PlainText));
    }
}
