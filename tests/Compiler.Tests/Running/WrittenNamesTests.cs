namespace Distribute.Compiler.Tests.Running;

/// <summary>Types of cells have, at run time too, the names that the person wrote.</summary>
public sealed class WrittenNamesTests
{
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
