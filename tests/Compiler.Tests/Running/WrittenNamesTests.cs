namespace Distribute.Compiler.Tests.Running;

/// <summary>Types of cells have, at run time too, the names that the person wrote.</summary>
public sealed class WrittenNamesTests
{
    private const string Who =
        "using System.Runtime.CompilerServices;\nstring Who(int a = 0, [CallerMemberName] string who = \"\", [CallerFilePath] string file = \"\", [CallerLineNumber] int line = 0) => $\"{who} {file} {line}\";";

    [Theory]
    [InlineData("cell cell 1", "Who()")]
    [InlineData("cell cell 2", "\nWho(1)")]
    [InlineData("cell cell 1", "var s = Who(a: 1); s")]
    [InlineData("cell cell 1", "Func<string> f = () => Who(); f()")]
    [InlineData("cell cell 1", "string Local() { return \"\"; } string s = \"\"; if (s == Local()) s = Who(); s")]
    [InlineData("me f.cs 9", "Who(1, \"me\", line: 9, file: \"f.cs\")")]
    [InlineData("Method cell 1", "string Method() => Who(); Method()")]
    [InlineData("Two cell 1", "string Two() => Who(); string Two(int i) => \"\"; Two()")]
    [InlineData("Property cell 1", "string Property => Who(); Property")]
    [InlineData("M cell 1", "class C(Func<int, string, string> f) { public string M([CallerMemberName] string who = \"\") => who + \" cell 1\"; public string N() => M(); } new C(null).N().Replace(\"N\", \"M\")")]
    [InlineData(".ctor", "class D { public string By; public D([CallerMemberName] string who = \"\") { By = who; } } class E { public D Made; public E() { Made = new D(); } } new E().Made.By")]
    [InlineData("cell", "class D { public string By; public D([CallerMemberName] string who = \"\") { By = who; } } new D().By")]
    [InlineData("__Run Cell_1", "\"__Run\" + \" \" + \"Cell_1\"")]
    public Task Callers_have_the_names_that_were_written(string expected, string cell) => Notebook.Gives(expected, Who, cell);

    [Theory]
    [InlineData("var q = (Point)old;", "cell 1", "cell 3")]
    [InlineData("Point Made(object o) => (Point)o;\nMade(old)", "cell 1", "cell 3")]
    [InlineData("try { var q = (Point)old; } catch (InvalidCastException e) { throw new Exception(e.Message); }", "cell 1", "cell 3")]
    public async Task A_cast_between_two_versions_of_a_type_names_their_cells(string cell, string from, string to)
    {
        await using var notebook = new Notebook();
        await notebook.Run("record Point(int X);", "object old = new Point(1);", "record Point(int X, int Y);");
        var message = (await notebook.Fails(cell)).Message;
        Assert.Contains($"a Point as {from} declared it, and {to} declared Point anew", message, StringComparison.Ordinal);
        Assert.DoesNotContain("Cell_", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cast_between_two_versions_within_the_declaring_cell_names_both()
    {
        await using var notebook = new Notebook();
        await notebook.Run("record Point(int X); object old = new Point(1);");
        Assert.Contains("cell 1 declared it, and cell 2 declared Point anew", (await notebook.Fails("record Point(int X, int Y);\nvar q = (Point)old;")).Message, StringComparison.Ordinal);
    }

    private const string Types = """
        class Plain { public class Inner { } }
        struct Pair<T> { public T First; }
        enum Color : byte { Red, Green }
        class MarkAttribute(Type type, string text, Color color = Color.Red) : Attribute { public Type Type => type; public string Text => text; public Color Color => color; public Type[] More { get; set; } }
        class Failed(string message) : Exception(message);
        """;

    [Theory]
    [InlineData("Plain", "new Plain().ToString()")]
    [InlineData("Plain+Inner", "new Plain.Inner().ToString()")]
    [InlineData("Pair`1[Plain]", "new Pair<Plain>().ToString()")]
    [InlineData("System.Collections.Generic.List`1[Plain]", "new List<Plain>().ToString()")]
    [InlineData("Plain", "typeof(Plain).FullName")]
    [InlineData("", "typeof(Plain).Namespace ?? \"\"")]
    [InlineData("True", "typeof(Plain).Assembly.GetType(\"Plain\") == typeof(Plain)")]
    public Task They_show(string expected, string cell) => Notebook.Gives(expected, Types, cell);

    [Theory]
    [InlineData("Plain", "[Mark(typeof(Plain), \"a\")] class Q { }", "typeof(Q).GetCustomAttributes(false).OfType<MarkAttribute>().Single().Type.ToString()")]
    [InlineData("System.Collections.Generic.List`1[Plain] abc Green", "[Mark(typeof(List<Plain>), \"abc\", Color.Green)] class Q { }",
        "var m = typeof(Q).GetCustomAttributes(false).OfType<MarkAttribute>().Single(); $\"{m.Type} {m.Text} {m.Color}\"")]
    [InlineData("2 Plain+Inner", "[Mark(typeof(Pair<Dictionary<Plain, Plain.Inner>>), \"__cells.\", More = new[] { typeof(Q), typeof(Plain.Inner) })] class Q { }",
        "var m = typeof(Q).GetCustomAttributes(false).OfType<MarkAttribute>().Single(); $\"{m.More.Length} {m.More[1]}\"")]
    public Task Attributes_that_name_them_find_them(string expected, params string[] cells) => Notebook.Gives(expected, [Types, .. cells]);

    [Fact]
    public Task Later_cells_build_on_them() =>
        Notebook.Gives("Late Plain", Types, "class Late : Plain { public override string ToString() => GetType() + \" \" + base.ToString()!.Replace(\"Late\", \"Plain\"); }", "new Late().ToString()");

    [Fact]
    public Task A_name_declared_again_is_another_type() =>
        Notebook.Gives("Plain Plain False", Types, "object before = new Plain();", "class Plain { }", "$\"{before} {new Plain()} {before is Plain}\"");

    [Fact]
    public async Task What_async_methods_and_iterators_of_them_throw_tells_where()
    {
        await using var notebook = new Notebook();
        await notebook.Run(Types + "class Worker { public async Task Go() { await Task.Yield(); throw new Failed(\"gone\"); } public IEnumerable<int> Count() { yield return 1; throw new Failed(\"out\"); } }");
        Assert.Contains("Failed: gone", await notebook.Run("string text; try { await new Worker().Go(); text = \"\"; } catch (Exception e) { text = e.ToString(); } text"), StringComparison.Ordinal);
        var error = await notebook.Fails("new Worker().Count().Sum()");
        Assert.Equal("Failed", error.Type);
        Assert.Contains("Worker.Count()", string.Join("\n", error.Frames), StringComparison.Ordinal);
    }
}
