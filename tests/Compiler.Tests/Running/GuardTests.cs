namespace Distribute.Compiler.Tests.Running;

/// <summary>Calls in a cell that would end the host, or redirect everyone's console, stay with their rank.</summary>
public sealed class GuardTests
{
    [Theory]
    [InlineData("Environment.Exit(3);", "Environment.Exit")]
    [InlineData("System.Environment.Exit(3);", "Environment.Exit")]
    [InlineData("using static System.Environment;\nExit(3);", "Environment.Exit")]
    [InlineData("using E = System.Environment;\nE.Exit(3);", "Environment.Exit")]
    [InlineData("Action<int> exit = Environment.Exit; exit(3);", "Environment.Exit")]
    [InlineData("void Leave() => Environment.Exit(3);\nLeave();", "Environment.Exit")]
    [InlineData("class C { public C() { Environment.Exit(3); } }\nnew C();", "Environment.Exit")]
    [InlineData("Exception told = null; var t = new Thread(() => { try { Environment.Exit(3); } catch (Exception e) { told = e; } }); t.UnsafeStart(); t.Join(); throw told;", "Environment.Exit")]
    [InlineData("Environment.FailFast(\"no\");", "Environment.FailFast")]
    [InlineData("Environment.FailFast(\"no\", new Exception());", "Environment.FailFast")]
    [InlineData("System.Diagnostics.Process.GetCurrentProcess().Kill();", "Process.Kill")]
    [InlineData("System.Diagnostics.Process.GetCurrentProcess().Kill(true);", "Process.Kill")]
    [InlineData("var p = System.Diagnostics.Process.GetCurrentProcess(); p?.Kill();", "Process.Kill")]
    [InlineData("var p = System.Diagnostics.Process.GetCurrentProcess(); p?.Kill(true);", "Process.Kill")]
    [InlineData("var p = new[] { System.Diagnostics.Process.GetCurrentProcess() }; p?[0].Kill();", "Process.Kill")]
    [InlineData("var p = System.Diagnostics.Process.GetCurrentProcess(); p!.Kill();", "Process.Kill")]
    [InlineData("Action kill = System.Diagnostics.Process.GetCurrentProcess().Kill; kill();", "Process.Kill")]
    public async Task Ending_the_host_fails_the_rank_and_names_the_other_mode(string cell, string what)
    {
        await using var notebook = new Notebook();
        var error = await notebook.Fails(cell);
        Assert.Contains(what, error.Message, StringComparison.Ordinal);
        Assert.Contains("--mode process", error.Message, StringComparison.Ordinal);
        Assert.Equal("2", await notebook.Run("1 + 1"));
    }

    [Theory]
    [InlineData("Console.ReadKey()")]
    [InlineData("Console.ReadKey(true)")]
    [InlineData("using static System.Console;\nReadKey()")]
    public async Task Reading_a_key_says_what_to_do_instead(string cell)
    {
        await using var notebook = new Notebook();
        Assert.Contains("Console.ReadLine", (await notebook.Fails(cell)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_null_process_is_not_killed()
    {
        await using var notebook = new Notebook();
        Assert.Equal("1", await notebook.Run("System.Diagnostics.Process p = null; p?.Kill(); 1"));
    }

    [Fact]
    public async Task An_own_type_of_the_same_name_is_left_alone()
    {
        await using var notebook = new Notebook();
        Assert.Equal("exit 3", await notebook.Run("static class Environment { public static string Exit(int i) => $\"exit {i}\"; }", "Environment.Exit(3)"));
        Assert.Equal("dead", await notebook.Run("class Process { public string Kill() => \"dead\"; }", "new Process().Kill()"));
    }

    [Fact]
    public async Task A_writer_that_a_cell_sets_stays_with_its_rank_and_ends_with_its_cell()
    {
        var before = Console.Out;
        await using var notebook = new Notebook();
        await using var other = new Notebook();
        await notebook.Run("var w = new StringWriter(); Console.SetOut(w); Console.SetError(w); Console.SetIn(new StringReader(\"\")); Console.Write(\"in\"); Console.Error.Write(\" too\");");
        Assert.Equal("in too", await notebook.Run("w.ToString()"));
        Assert.Equal("captured again", await notebook.Print("Console.Write(\"captured again\");"));
        Assert.Contains("no one can answer", (await notebook.Fails("Console.ReadLine()")).Message, StringComparison.Ordinal);
        Assert.Contains("no one can answer", (await notebook.Fails("new StreamReader(Console.OpenStandardInput()).ReadLine()")).Message, StringComparison.Ordinal);
        Assert.Equal("2 one|two", await notebook.Run("Console.SetIn(new StringReader(\"one\\ntwo\")); var lines = new StreamReader(Console.OpenStandardInput(16)).ReadToEnd().Split('\\n', StringSplitOptions.RemoveEmptyEntries); $\"{lines.Length} {string.Join('|', lines)}\""));
        Assert.Equal("out", await other.Print("Console.Write(\"out\");"));
        Assert.Same(before, Console.Out);
    }
}
