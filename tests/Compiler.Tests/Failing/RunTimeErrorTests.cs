namespace Distribute.Compiler.Tests.Failing;

/// <summary>What an exception tells, and what is left after it.</summary>
public sealed class RunTimeErrorTests
{
    [Theory]
    [InlineData("throw new InvalidOperationException(\"boo\");", 1)]
    [InlineData("\n\nthrow new InvalidOperationException(\"boo\");", 3)]
    [InlineData("var a = 1;\nvar b = a\n    + 1;\nthrow new InvalidOperationException(\"boo\");", 4)]
    [InlineData("void F()\n{\n    throw new InvalidOperationException(\"boo\");\n}\nF();", 3)]
    [InlineData("Action f = () =>\n{\n    throw new InvalidOperationException(\"boo\");\n};\nf();", 3)]
    [InlineData("class C\n{\n    public void M()\n    {\n        throw new InvalidOperationException(\"boo\");\n    }\n}\nnew C().M();", 5)]
    [InlineData("#if !DEBUG\nvar q = 1;\n#endif\nthrow new InvalidOperationException(\"boo\");", 4)]
    [InlineData("await Task.Yield();\nthrow new InvalidOperationException(\"boo\");", 2)]
    [InlineData("int P\n{\n    get => throw new InvalidOperationException(\"boo\");\n}\nvar p = P;", 3)]
    [InlineData("for (var i = 0; i < 3; i++)\n    if (i == 2)\n        throw new InvalidOperationException(\"boo\");", 3)]
    [InlineData("var q =\n    new[] { 1 }.Select(i => i == 1\n        ? throw new InvalidOperationException(\"boo\") : i);\nq.ToList();", 2)]
    public async Task The_line_is_the_cells_own(string cell, int line)
    {
        await using var notebook = new Notebook();
        var error = await notebook.Fails(cell);
        Assert.Equal(("System.InvalidOperationException", "boo"), (error.Type, error.Message));
        Assert.Equal(line, error.Line);
        Assert.Contains($"cell 1, line {line}", error.Stack, StringComparison.Ordinal);
        Assert.DoesNotContain("__", error.Stack, StringComparison.Ordinal);
    }

    // Optimized code throws these from a place that belongs to no line.
    [Theory]
    [InlineData("var a = new int[3];\nfor (var i = 0; i < 5; i++)\n    a[i] = i;", "cell 1, line 3", 3)]
    [InlineData("var a = new int[3, 3];\nvar s = 0;\nfor (var i = 0; i < 5; i++)\n    s += a[i, 0];", "cell 1, line 4", 4)]
    [InlineData("[System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]\nint F(int n)\n{\n    var a = new int[n];\n    while (n < 9)\n    {\n        Console.Write(\"\");\n        a[n++] = 1;\n    }\n    return 2;\n}\nF(3)", "F(int) in cell 1, line 8", 8)]
    [InlineData("var x = int.MaxValue;\nfor (var i = 0; i < 3; i++)\n    checked\n    {\n        x += 1;\n    }", "cell 1, line 5", 5)]
    [InlineData("var a = new int[3];\nvar b = new int[5];\nfor (var i = 0; i < 5; i++)\n{\n    a[i]++;\n    b[i]++;\n}", "cell 1, line 5 or 6", null)]
    [InlineData("var a = new int[3];\nfor (var i = 0; i < 5; i++)\n{\n    if (i == 2) throw new IndexOutOfRangeException(\"mine\");\n    a[i]++;\n}", "cell 1, line 4", 4)]
    public async Task The_line_of_a_fault_in_a_loop_is_told(string cell, string place, int? line)
    {
        await using var notebook = new Notebook();
        var error = await notebook.Fails(cell);
        Assert.StartsWith($"   at {place}", error.Stack, StringComparison.Ordinal);
        Assert.Equal(line, error.Line);
    }

    [Fact]
    public async Task Frames_of_an_earlier_cell_name_it()
    {
        await using var notebook = new Notebook();
        await notebook.Run("1", "[System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]\nint Div(int a, int b)\n{\n    if (b == 0) throw new DivideByZeroException();\n    return a / b;\n}");
        var error = await notebook.Fails("var n = 0;\nDiv(1, n)");
        Assert.Equal("System.DivideByZeroException", error.Type);
        Assert.Equal(2, error.Line);
        Assert.Equal([(2, 4, "Div(int, int)"), (3, 2, "")], error.Frames.Select(f => (f.Cell, f.Line, f.Method)));
    }

    [Fact]
    public async Task A_type_of_a_cell_is_named_as_written()
    {
        await using var notebook = new Notebook();
        await notebook.Run("class Bad(string m, Exception inner = null) : Exception(m, inner);");
        var error = await notebook.Fails("throw new Bad(\"outer\", new Bad(\"inner\"));");
        Assert.Equal("Bad", error.Type);
        Assert.Equal(("Bad", "inner"), (Assert.Single(error.Inner).Type, error.Inner[0].Message));
    }

    [Theory]
    [InlineData("var late = int.Parse(\"q\");")]
    [InlineData("throw new Exception(); int late = 1;")]
    [InlineData("if (int.Parse(\"q\") > 0) ; int late = 2;")]
    [InlineData("string late = null!; late = null!; throw new Exception();", false)]
    [InlineData("Func<int, int> f = x => throw new Exception(); f(1); var late = \"a\";")]
    [InlineData("throw new Exception(); if (o is string late) ;")]
    [InlineData("throw new Exception(); var (late, b) = (1, 2);")]
    public async Task Names_declared_after_the_throw_have_no_value(string cell, bool gone = true)
    {
        await using var notebook = new Notebook();
        await notebook.Run("object o = \"\";");
        await notebook.Fails(cell);
        if (!gone)
        {
            Assert.Equal("True", await notebook.Run("late is null"));
            return;
        }

        var error = await notebook.Fails("Console.Write(late);");
        Assert.Contains("'late' has no value in the notebook: the cell that declares it failed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_assigned_before_the_throw_stays_and_the_next_cell_runs()
    {
        await using var notebook = new Notebook();
        await notebook.Run("var x = 1;");
        await notebook.Fails("x = 2; var y = 3; throw new Exception(); x = 9;");
        Assert.Equal("23", await notebook.Run("$\"{x}{y}\""));
    }

    [Fact]
    public async Task A_name_without_a_value_can_be_assigned()
    {
        await using var notebook = new Notebook();
        await notebook.Fails("throw new Exception(); int n = 1; int[] a = null;");
        Assert.Equal("4", await notebook.Run("n = 3; n++; n"));
        Assert.Contains("'a' has no value", (await notebook.Fails("a[0] = 1;")).Message, StringComparison.Ordinal);
    }
}
