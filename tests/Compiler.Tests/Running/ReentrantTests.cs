using Distribute.Contracts.Compilation;
using Distribute.Contracts.Images;
using Distribute.Contracts.Outcomes;
using Distribute.Sandbox.Sessions;

namespace Distribute.Compiler.Tests.Running;

/// <summary>Straight code that keeps nothing of its own is one copy for all ranks on threads; nobody may notice.</summary>
public sealed class ReentrantTests
{
    private static readonly CSharpCellCompiler Compiler = new();

    [Theory]
    [InlineData("var x = 1;")]
    [InlineData("Console.WriteLine(1); 2")]
    [InlineData("var list = new List<int> { 1 }; list.Add(2);")]
    [InlineData("int[] xs = [1, 2, 3]; IEnumerable<int> ys = [1, 2];")]
    [InlineData("var text = \"a\"; var n = text switch { \"a\" => 1, \"b\" => 2, \"c\" => 3, \"d\" => 4, \"e\" => 5, \"f\" => 6, \"g\" => 7, _ => 0 };")]
    [InlineData("int.TryParse(\"3\", out var n); if (n is > 2 and var big) Console.WriteLine(big.ToString());")]
    [InlineData("Console.WriteLine(__process_id__ + __process_count__);")]
    public void Straight_code_is_reentrant(string cell) => Assert.True(Compile(cell).IsReentrant);

    [Theory]
    [InlineData("for (var i = 0; i < 3; i++) Console.WriteLine(i);")]
    [InlineData("Func<int> f = () => 1;")]
    [InlineData("int F() => 1;")]
    [InlineData("class C;")]
    [InlineData("enum E { A }")]
    [InlineData("const int K = 1;")]
    [InlineData("int P { get; set; }")]
    [InlineData("await Task.Yield();")]
    [InlineData("dynamic d = 1; Console.WriteLine(d + 1);")]
    [InlineData("Action<int> write = Console.WriteLine;")]
    [InlineData("var pair = new { A = 1 };")]
    [InlineData("var own = System.Reflection.Assembly.GetExecutingAssembly();")]
    [InlineData("var frames = new System.Diagnostics.StackTrace();")]
    [InlineData("var ToString = 3;")]
    [InlineData("var data = \"ABCD\"u8; System.Runtime.InteropServices.MemoryMarshal.GetReference(data).ToString();")]
    [InlineData("var x = 1; var get_x = 2; Console.WriteLine(x + get_x);")]
    public void What_keeps_something_or_asks_whose_it_is_is_not(string cell) => Assert.False(Compile(cell).IsReentrant);

    [Fact]
    public void Lines_are_made_when_somebody_asks()
    {
        var image = Compile("var a = 1;\nvar b = a / int.Parse(\"0\");", staysHere: true);
        Assert.Empty(image.Pdb);
        Assert.NotEmpty(image.ReadPdb());
        Assert.Same(image.ReadPdb(), image.ReadPdb());
    }

    [Theory]
    [InlineData("var a = 1;", false)]
    [InlineData("try { int.Parse(\"x\"); } catch (Exception e) { Console.WriteLine(e); }", true)]
    [InlineData("Console.WriteLine(Environment.StackTrace);", true)]
    [InlineData("Func<int> f = () => 1;", true)]
    [InlineData("var n = \"b\".Length switch { 1 => 1, _ => 0 };", true)]
    public void Lines_are_there_where_the_code_may_tell_them_or_the_image_goes_elsewhere(string cell, bool staysHere)
    {
        var image = Compile(cell, staysHere);
        Assert.NotEmpty(image.Pdb);
        Assert.Null(image.MakePdb);
    }

    [Fact]
    public async Task Each_rank_has_its_own_variables_and_number()
    {
        await using var notebook = new Notebook();
        Assert.Equal(["0", "10", "20", "30"], await Print(notebook, "var mine = __process_id__ * 10;\nConsole.Write(mine);", 4));
        Assert.Equal(["1", "11", "21", "31"], await Print(notebook, "mine++;\nConsole.Write(mine);", 4));
        Assert.Equal(["2", "12", "22", "32"], await Print(notebook, "mine++;\nConsole.Write(mine);", 4));
        Assert.Equal(["", "", "22", ""], await Print(notebook, "Console.Write(mine);", new DistributeOptions { Count = 4, Ranks = [2] }));
    }

    [Fact]
    public async Task Pools_that_run_one_text_have_their_own_variables()
    {
        await using var notebook = new Notebook();
        foreach (var pool in new[] { "a", "b" }) await Print(notebook, "var n = 5;", new DistributeOptions { Count = 2, Pool = pool });
        Assert.Equal(["6", "6"], await Print(notebook, "n++; Console.Write(n);", new DistributeOptions { Count = 2, Pool = "a" }));
        Assert.Equal(["6", "6"], await Print(notebook, "n++; Console.Write(n);", new DistributeOptions { Count = 2, Pool = "b" }));
        Assert.Equal(["7", "7"], await Print(notebook, "n++; Console.Write(n);", new DistributeOptions { Count = 2, Pool = "a" }));
    }

    [Fact]
    public async Task Failing_ranks_tell_their_line_and_keep_what_they_had()
    {
        await using var notebook = new Notebook();
        await Print(notebook, "var zero = 0;\nvar done = 0;", 3);
        var result = await notebook.Ask("done = 1;\n\ndone = __process_id__ == 1 ? 1 / zero : 2;", new DistributeOptions { Count = 3 });
        Assert.True(result.Ranks[0].Outcome.IsOk && result.Ranks[2].Outcome.IsOk);
        var error = Assert.IsType<RankOutcome.Failed>(result.Ranks[1].Outcome).Error;
        Assert.Equal(3, error.Line);
        Assert.Equal("   at cell 2, line 3", error.Stack);
        Assert.Equal(["2", "1", "2"], await Print(notebook, "Console.Write(done);", 3));
    }

    [Theory]
    [InlineData("var n = \"b\".ToString() switch { \"a\" => 1, _ => 0 };\nvar m = (n, n) switch { (1, 2) => 1, _ => 0 };\nint.Parse(\"x\");", 3)]
    [InlineData("var a = 1;\nif (a is > 0 and < 3)\n    int.Parse(\"x\");", 3)]
    [InlineData("using var s = new StringReader(\"\");\nlock (s)\n{\n    checked { var b = a; }\n    int.Parse(\"x\");\n}", 5)]
    [InlineData("goto end;\nend:\nint.Parse(\"x\");", 3)]
    [InlineData("var t =\n    a > 5 ? 1 :\n    int.Parse(\"x\");", 1)]
    [InlineData("switch (a)\n{\n    case 1:\n        break;\n    default:\n        int.Parse(\"x\");\n        break;\n}", 6)]
    public async Task Lines_that_are_made_later_are_those_that_the_runtime_would_tell(string cell, int line)
    {
        await using var notebook = new Notebook();
        await notebook.Run("var a = 2;");
        Assert.Equal(line, (await notebook.Fails(cell)).Line);
        var timed = await notebook.Ask(cell + " ", new DistributeOptions { Count = 2, Timeout = TimeSpan.FromMinutes(5) });
        Assert.All(timed.Ranks, rank => Assert.Equal(line, Assert.IsType<RankOutcome.Failed>(rank.Outcome).Error.Line));
    }

    [Fact]
    public async Task Helpers_of_earlier_cells_that_look_at_the_stack_see_the_line()
    {
        await using var notebook = new Notebook();
        await notebook.Run("int Line() => new System.Diagnostics.StackFrame(1, true).GetFileLineNumber();");
        Assert.Equal("3", await notebook.Run("var a = 1;\n\nLine()"));
    }

    [Fact]
    public Task Names_like_those_of_accessors_can_be_variables() => Notebook.Gives("6", "var x = 1; var get_x = 2;\nx += get_x;", "x + get_x + 1");

    [Theory]
    [InlineData("6", "var a = 1; var b = a + 1; a += b; a++;\na + b")]
    [InlineData("3", "var a = 1;", "a++; a += 1;", "a")]
    [InlineData("5", "var a = 1;", "var b = a; a = 5; { var c = a; b = c; }", "b")]
    [InlineData("12", "var a = 1; { var x = 2; a = x; } if (a == 2) { var x = 10; a += x; }\na")]
    [InlineData("1", "var a = 1; if (a == 1) { var b = 7; Console.Write(b); }\nvar b = a;\nb")]
    [InlineData("7", "var a = new int[] { 7 }; ref int first = ref a[0];\nfirst")]
    [InlineData("9", "int.TryParse(\"9\", out var n); var m = n;\nm")]
    [InlineData("4", "var a = 1; System.Threading.Interlocked.Add(ref a, 3);\na")]
    [InlineData("3", "var p = (1, 2); p.Item1 = 3;", "var q = p; q.Item1")]
    [InlineData("3", "var a = 1; var b = 2; var t = (a, b);\nt.a + t.b")]
    [InlineData("a", "var a = 1; nameof(a)")]
    [InlineData("3", "int a = 1, b = a + 1;\na + b")]
    [InlineData("2", "string s = null; s ??= \"ab\"; s.Length")]
    [InlineData("Sunday", "DayOfWeek DayOfWeek = DayOfWeek.Sunday; DayOfWeek")]
    public Task Variables_are_what_they_were(string expected, params string[] cells) => Notebook.Gives(expected, cells);

    [Theory]
    [InlineData("int x = x + 1;")]
    [InlineData("goto end;\nint y = 1;\nend:\nConsole.WriteLine(y);")]
    public async Task A_variable_without_a_value_says_so(string cell)
    {
        await using var notebook = new Notebook();
        Assert.Contains("NoValueException", (await notebook.Fails(cell)).Type, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_that_ran_where_all_had_a_value_runs_where_one_has_none()
    {
        await using var notebook = new Notebook();
        await Print(notebook, "var v = 4;", 2);
        Assert.Equal(["5", "5"], await Print(notebook, "v++; Console.Write(v);", 2));
        Assert.Equal(["6", "6"], await Print(notebook, "v++; Console.Write(v);", 2));
        var result = await notebook.Ask("v++; Console.Write(v);", new DistributeOptions { Count = 3 });
        Assert.Equal(["7", "7"], result.Ranks.Take(2).Select(rank => rank.Stdout));
        Assert.Contains("NoValueException", Assert.IsType<RankOutcome.Failed>(result.Ranks[2].Outcome).Error.Type, StringComparison.Ordinal);
    }

    [Fact]
    public Task Attributes_that_need_unsafe_code_to_be_allowed_can_be_used() => Notebook.Gives("3", "[System.Runtime.CompilerServices.SkipLocalsInit] int G() => 3;\nG()");

    [Fact]
    public async Task Constant_data_that_somebody_writes_to_is_the_ranks_own()
    {
        await using var notebook = new Notebook();
        const string Cell = "var data = \"ABCD\"u8;\nref byte b = ref System.Runtime.InteropServices.MemoryMarshal.GetReference(data);\nConsole.Write((char)b);\nif (__process_id__ > 5) b++;";
        Assert.Equal(["A", "A", "A"], await Print(notebook, Cell, 3));
    }

    [Fact]
    public async Task Code_that_cannot_be_made_is_an_error_of_the_rank()
    {
        await using var notebook = new Notebook();
        var result = await notebook.Ask($"var before = 1;\nobject a = new int[{string.Join(',', Enumerable.Repeat("1", 33))}];", new DistributeOptions { Count = 2 });
        Assert.Empty(result.Diagnostics);
        Assert.All(result.Ranks, rank => Assert.Contains("TypeLoadException", Assert.IsType<RankOutcome.Failed>(rank.Outcome).Error.Type, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_exception_on_a_thread_that_knows_no_run_is_told()
    {
        await using var notebook = new Notebook();
        await notebook.Run("using System.Runtime.ExceptionServices;", "ExceptionDispatchInfo late = null;");
        await notebook.Run("try { int.Parse(\"late\"); } catch (Exception e) { late = ExceptionDispatchInfo.Capture(e); }");
        var result = await notebook.Ask("var thread = new Thread(late.Throw);\nthread.UnsafeStart();\nthread.Join();");
        Assert.Contains("FormatException", Assert.IsType<RankOutcome.Failed>(result.Ranks[0].Outcome).Error.Type, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rank_that_is_asked_to_stop_does_not_go_on_to_the_next_statement()
    {
        await using var notebook = new Notebook();
        await Print(notebook, "var reached = 0;", 2);
        using var stop = new CancellationTokenSource();
        using var both = new Barrier(2);
        AppContext.SetData("reentrant-stop", new Action<bool>(isFirst =>
        {
            both.SignalAndWait(CancellationToken.None);
            if (isFirst) stop.Cancel();
        }));
        var result = await notebook.Ask(
            "((Action<bool>)AppContext.GetData(\"reentrant-stop\")!)(__process_id__ == 0);\nThread.Sleep(Timeout.Infinite);\nreached = 1;", new DistributeOptions { Count = 2 }, stop.Token);
        Assert.All(result.Ranks, rank => Assert.IsType<RankOutcome.Interrupted>(rank.Outcome));
        Assert.Equal(["0", "0"], await Print(notebook, "Console.Write(reached);", 2));
    }

    [Fact]
    public async Task Who_asks_for_its_assembly_gets_the_ranks_own()
    {
        await using var notebook = new Notebook();
        var told = await Print(notebook, "Console.Write(System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(System.Reflection.Assembly.GetExecutingAssembly()));", 3);
        Assert.Equal(3, told.Distinct().Count());
    }

    [Theory]
    [InlineData("this.ToString()", "CS0026")]
    [InlineData("base.ToString()", "CS1511")]
    [InlineData("GetType()", "CS0120")]
    [InlineData("MemberwiseClone()", "CS0120")]
    public async Task There_is_no_object_around_a_cell(string cell, string error)
    {
        await using var notebook = new Notebook();
        Assert.Equal(error, Assert.Single(await notebook.Errors(cell)).Id);
    }

    [Fact]
    public Task Static_members_of_all_objects_can_be_called() => Notebook.Gives("True", "Equals(1, 1)");

    [Fact]
    public async Task A_variable_may_have_the_name_of_a_type()
    {
        await Notebook.Gives("7", "var Math = 3;", "Math += 4; Math");
        await Notebook.Gives("Monday", "DayOfWeek DayOfWeek = DayOfWeek.Sunday;", "DayOfWeek = DayOfWeek.Monday; DayOfWeek");
    }

    private static CellImage Compile(string cell, bool staysHere = false)
    {
        var result = Compiler.Compile(new CompileRequest { Text = cell, Scope = Scope.Empty, MayMakeLinesLater = staysHere }, default);
        return result.Image ?? throw new InvalidOperationException(string.Join('\n', result.Diagnostics));
    }

    private static Task<IReadOnlyList<string>> Print(Notebook notebook, string cell, int ranks) => Print(notebook, cell, new DistributeOptions { Count = ranks });

    private static async Task<IReadOnlyList<string>> Print(Notebook notebook, string cell, DistributeOptions options)
    {
        var result = await notebook.Ask(cell, options);
        Assert.True(result.Ok, $"{cell}\n{string.Join('\n', result.Diagnostics)}\n{string.Join('\n', result.Ranks.Select(rank => rank.Outcome))}");
        return [.. result.Ranks.Select(rank => rank.Stdout)];
    }
}
