using Distribute.Compiler;
using Distribute.Sandbox.Sessions;

namespace Distribute.Sandbox.Tests.Sessions;

/// <summary>Variables of a host that runs C# cells of its own: here its cells' types are those nested in this class.</summary>
public sealed class HostVariableTests : IAsyncLifetime
{
    private readonly Session _session = Session.Open(new CSharpCellCompiler());

    public sealed class Tree
    {
        public string Name = "";
        public List<Tree> Below = [];
        public Box<int>? Size;

        public enum Kind { Leaf, Branch }
    }

    public sealed class Box<T>
    {
        public T? Value;
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _session.DisposeAsync().AsTask();

    [Fact]
    public async Task What_values_share_stays_shared_and_static_types_are_kept()
    {
        List<int> list = [1, 2];
        var problems = await _session.ImportAsync([new("list", typeof(List<int>), list), new("view", typeof(IReadOnlyList<int>), list), new("none", typeof(int?), null)], new CellTypes());
        Assert.Empty(problems);
        await RunAsync("list.Add(3); IReadOnlyList<int> same = view; Console.Write($\"{view.Count} {none is null}\");", "3 True");
        Assert.Equal([1, 2], list);
        var (value, type) = await _session.ExportAsync("view", new CellTypes());
        Assert.Equal([1, 2, 3], (List<int>)value!);
        Assert.Equal("global::System.Collections.Generic.IReadOnlyList<int>", type.Replace("@", "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Types_of_the_hosts_cells_are_the_notebooks_of_the_same_names()
    {
        await RunAsync("public class Tree { public string Name = \"\"; public List<Tree> Below = []; public Box<int>? Size; public enum Kind { Leaf, Branch } }\npublic class Box<T> { public T? Value; }", "");
        var root = new Tree { Name = "root", Size = new Box<int> { Value = 7 } };
        root.Below.Add(root);
        Assert.Empty(await _session.ImportAsync([new("root", typeof(Tree), root), new("kinds", typeof(Tree.Kind[]), new[] { Tree.Kind.Branch }), new("box", typeof(Box<string>), new Box<string> { Value = "x" })], new CellTypes()));
        await RunAsync("Tree mine = root; Box<string> b = box; Console.Write($\"{mine.Below[0].Name} {mine.Size.Value} {kinds[0]} {b.Value}\");\nvar trees = new[] { mine };", "root 7 Branch x");
        var (value, type) = await _session.ExportAsync("trees", new CellTypes());
        var back = Assert.Single((Tree[])value!);
        Assert.Same(back, back.Below[0]);
        Assert.Equal(7, back.Size!.Value);
        Assert.Equal("Tree[]", type);
    }

    [Fact]
    public async Task What_cannot_be_brought_is_told_and_the_rest_is_there()
    {
        using var timer = new Timer(_ => { });
        var problems = await _session.ImportAsync([new("timer", typeof(Timer), timer), new("fine", typeof(int), 5), new("strange", typeof(Tree), new Tree())], new CellTypes());
        Assert.Contains(problems, sentence => sentence.StartsWith("'timer' cannot be copied", StringComparison.Ordinal));
        Assert.Contains(problems, sentence => sentence.StartsWith("'strange' cannot be declared", StringComparison.Ordinal));
        await RunAsync("Console.Write(fine);", "5");
        await Assert.ThrowsAsync<InvalidOperationException>(() => _session.ExportAsync("timer", new CellTypes()));
        await Assert.ThrowsAsync<InvalidOperationException>(() => _session.ExportAsync("nobody", new CellTypes()));
    }

    [Fact]
    public async Task A_type_that_only_the_session_has_cannot_leave_it()
    {
        await RunAsync("public record Point(int X); var point = new Point(1);", "");
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => _session.ExportAsync("point", new CellTypes()));
        Assert.Contains("'Point'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Declarations_keep_their_places()
    {
        var text = "using System.IO;\nint x = 1;\nclass A { }\nconst int N = 2;\nint M() => x;\nConsole.WriteLine(x);";
        var declared = _session.Assistance.Declarations(text);
        Assert.Equal(["A", "N", "M"], declared.Names);
        Assert.Equal(["using System.IO;", "", "class A { }", "const int N = 2;", "", ""], declared.Types.Split('\n').Select(line => line.Trim()));
        Assert.Equal(["", "", "", "", "int M() => x;", ""], declared.Methods.Split('\n').Select(line => line.Trim()));
        Assert.Equal("", _session.Assistance.Declarations("var y = 1;").Types);
    }

    private async Task RunAsync(string code, string output)
    {
        var result = await _session.RunAsync(new CellRequest { Code = code, ExecutionCount = 1 });
        Assert.True(result.Ok, string.Join("; ", result.Diagnostics.Select(diagnostic => diagnostic.Message)));
        Assert.Equal(output, result.Ranks[0].Stdout);
    }

    private sealed class CellTypes : IHostTypes
    {
        private static readonly string Prefix = typeof(HostVariableTests).FullName + "+";

        public string? CellNameOf(Type definition) => definition.FullName is { } name && name.StartsWith(Prefix, StringComparison.Ordinal) ? name[Prefix.Length..] : null;

        public Type? OfCell(string name) => typeof(HostVariableTests).Assembly.GetType(Prefix + name);

        public Type? OfAssembly(string name) => Type.GetType(name, throwOnError: false);
    }
}
