namespace Distribute.Compiler.Tests.Declaring;

/// <summary>Types of every kind, namespaces, and anonymous types.</summary>
public sealed class TypeTests
{
    [Theory]
    [InlineData("3", "class C { public int V = 3; }", "new C().V")]
    [InlineData("3", "struct S { public int V; }", "var s = new S { V = 3 }; s.V")]
    [InlineData("True", "record R(int A, string B);", "new R(1, \"b\") == new R(1, \"b\")")]
    [InlineData("2", "record R(int A, string B);", "var r = new R(1, \"b\"); r = r with { A = 2 }; r.A")]
    [InlineData("2", "record struct R(int A);", "(new R(1) with { A = 2 }).A")]
    [InlineData("3", "readonly record struct R(int A);", "new R(3).A")]
    [InlineData("Two", "enum E { One, Two }", "E.Two")]
    [InlineData("4", "interface I { int A(); } class C : I { public int A() => 4; }", "((I)new C()).A()")]
    [InlineData("6", "delegate int D(int i);", "D d = i => i + 1; d(5)")]
    [InlineData("3", "class G<T> { public T V; }", "new G<int> { V = 3 }.V")]
    [InlineData("5", "class O { public class Inner { public int V = 5; } }", "new O.Inner().V")]
    [InlineData("3", "partial class P { public int A = 1; } partial class P { public int B = 2; }", "var p = new P(); p.A + p.B")]
    [InlineData("2", "class B { public virtual int F() => 1; }", "class D : B { public override int F() => base.F() + 1; }", "new D().F()")]
    [InlineData("5", "abstract class B { protected int V = 5; }", "sealed class D : B { public int Get() => V; }", "new D().Get()")]
    [InlineData("9", "class C { public static int N; }", "C.N = 9; C.N")]
    [InlineData("12", "class C(int a) { public int A => a * 2; }", "new C(6).A")]
    [InlineData("30", "int x = 3; class C { public int Ten => x * 10; }", "new C().Ten")]
    [InlineData("50", "int x = 3; class C { public int Ten => x * 10; } var c = new C();", "x = 5;", "c.Ten")]
    [InlineData("7", "int x = 3; class C { public void Set() { x = 7; } }", "new C().Set(); x")]
    [InlineData("8", "int Twice(int v) => v * 2; class C { public int F() => Twice(4); }", "new C().F()")]
    [InlineData("3", "struct V { public int X; public static V operator +(V a, V b) => new V { X = a.X + b.X }; }", "(new V { X = 1 } + new V { X = 2 }).X")]
    [InlineData("1", "[AttributeUsage(AttributeTargets.All)] class MarkAttribute : Attribute { }", "[Mark] class M { }", "typeof(M).GetCustomAttributes(false).Length")]
    [InlineData("5", "class Node { public Node Next; public int V; }", "class NodeList { public Node Head; }", "new NodeList { Head = new Node { V = 5 } }.Head.V")]
    [InlineData("3", "interface IAdd<T> where T : IAdd<T> { static abstract T Zero { get; } } struct N : IAdd<N> { public static N Zero => new N(); public int V => 3; }", "N.Zero.V")]
    [InlineData("4", "ref struct R { public int V; }", "var r = new R { V = 4 }; r.V")]
    [InlineData("1", "class Process { public int Me => 1; }", "new Process().Me")]
    [InlineData("6", "class C { public int this[int i] => i * 2; }", "new C()[3]")]
    [InlineData("2", "class C { public required int V { get; init; } }", "new C { V = 2 }.V")]
    [InlineData("4", "class C : Exception { } int Catch() { try { throw new C(); } catch (C) { return 4; } }", "Catch()")]
    [InlineData("xy", "class C { public async Task<string> F() { await Task.Yield(); return \"xy\"; } }", "await new C().F()")]
    [InlineData("3", "class C : IEnumerable<int> { public IEnumerator<int> GetEnumerator() { yield return 1; yield return 2; } IEnumerator IEnumerable.GetEnumerator() => GetEnumerator(); }", "new C().Sum()")]
    [InlineData("9", "class A { public B Make() => new B(); } class B { public int V = 9; }", "new A().Make().V")]
    public Task They_persist(string expected, params string[] cells) => Notebook.Gives(expected, cells);

    [Fact]
    public async Task A_file_local_type_is_for_its_cell()
    {
        await using var notebook = new Notebook();
        Assert.Equal("1", await notebook.Run("file class F { public int I = 1; } new F().I"));
        foreach (var (cell, id) in new[] { ("new F().I", "CS0246"), ("F.Equals(1, 2)", "CS0103"), ("List<F> fs = null!;", "CS0246") })
        {
            var error = Assert.Single(await notebook.Errors(cell));
            Assert.Equal(id, error.Id);
            Assert.Contains("'F' was declared with the word file", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_file_local_type_hides_an_earlier_one_for_its_cell_alone() =>
        await Notebook.Gives("1", "class F { public int I = 1; }", "file class F { public int I = 2; } new F().I", "new F().I");

    [Theory]
    [InlineData("3", "namespace Foo { public class Bar { public int Z = 3; } }", "new Foo.Bar().Z")]
    [InlineData("3", "namespace Foo.Deep { class Bar { public int Z = 3; } }", "new Foo.Deep.Bar().Z")]
    [InlineData("3", "namespace Foo { namespace Deep { class Bar { public int Z = 3; } } }", "new Foo.Deep.Bar().Z")]
    [InlineData("3", "namespace Foo { public class Bar { public int Z = 3; } }", "using Foo;", "new Bar().Z")]
    [InlineData("8", "namespace Foo { public class Bar { public int Z = 3; } }", "using Foo;", "namespace Foo { public class Bar { public int Z = 4; } }", "new Bar().Z + new Foo.Bar().Z")]
    [InlineData("12", "namespace Foo { public class A { public int V = 1; } }", "namespace Foo { public class B { public int V = 2; } }", "$\"{new Foo.A().V}{new Foo.B().V}\"")]
    [InlineData("2", "namespace Foo { public static class Ext { public static int Two(this int i) => 2; } }", "using Foo;", "1.Two()")]
    [InlineData("5", "int x = 5; namespace Foo { public class A { public int V => x; } }", "new Foo.A().V")]
    public Task Namespaces_persist(string expected, params string[] cells) => Notebook.Gives(expected, cells);

    [Theory]
    [InlineData("2", "var a = new { A = 1, B = \"x\" };", "a = new { A = 2, B = \"y\" };", "a.A")]
    [InlineData("4", "var q = Enumerable.Range(0, 3).Select(i => new { I = i, Sq = i * i }).ToList();", "q.Add(new { I = 3, Sq = 9 }); q.Count")]
    [InlineData("True", "var a = new { A = 1 };", "a.Equals(new { A = 1 })")]
    [InlineData("True", "var a = new { A = 1 };", "a.GetType() == new { A = 2 }.GetType()")]
    [InlineData("True", "var a = new { A = 1 };", "a.GetHashCode() == new { A = 1 }.GetHashCode()")]
    [InlineData("{ A = 1, Length = 2 }", "var s = \"ab\"; var a = new { A = 1, s.Length };", "a.ToString()")]
    [InlineData("1", "var a = new { Inner = new { V = 1 } };", "a.Inner.V")]
    [InlineData("2", "var d = new[] { 1, 2, 2 }.GroupBy(i => i).Select(g => new { g.Key, N = g.Count() }).ToDictionary(g => g.Key);", "d[2].N")]
    [InlineData("5", "var d = (from a in new[] { 1, 2 } join b in new[] { 2, 3 } on new { K = a } equals new { K = b } select new { a, b }).ToArray();", "d[0].a + d[0].b + 1")]
    [InlineData("2", "var w = 9; var q = from i in Enumerable.Range(0, 5) where i < w - 7 select new { i };", "q.Count()")]
    [InlineData("4", "var w = 9; var q = from i in Enumerable.Range(0, 5) where i < w - 7 select new { i };", "w = 11;", "q.Count()")]
    [InlineData("True", "new { }.Equals(new { })")]
    [InlineData("1,", "var a = new { N = (string)null, A = 1 };", "a.A + \",\" + a.N")]
    public Task Anonymous_shapes_are_one_type(string expected, params string[] cells) => Notebook.Gives(expected, cells);
}
