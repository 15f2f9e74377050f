using System.Text.Json;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.FSharp;

namespace Distribute.Polyglot.Tests;

/// <summary>What passes between the C# kernel, other kernels and ranks.</summary>
public sealed class SharingTests
{
    [Theory]
    [InlineData("thread")]
    [InlineData("process")]
    public async Task Types_methods_and_values_of_CSharp_cells_come_to_ranks_and_back(string mode)
    {
        using var notebook = new TestNotebook();
        await notebook.PassAsync("""
            using System.Globalization;
            public class Tree { public string Name = ""; public List<Tree> Below = new(); public Tree? Above; }
            public record struct Pair<T>(T First, T Second);
            enum Colour { Red, Green }
            const int Factor = 3;
            """);
        await notebook.PassAsync("""
            var root = new Tree { Name = "root" };
            root.Below.Add(new Tree { Name = "leaf", Above = root });
            var pair = new Pair<int>(1, 2);
            var colour = Colour.Green;
            IEnumerable<int> numbers = new List<int> { 1, 2, 3 };
            int offset = 10;
            int Scaled(int n) => n * Factor + offset;
            """);
        var outcome = await notebook.PassAsync($$"""
            #!distribute 2 --mode {{mode}} --gather trees,pairs,sums,colours
            var trees = new Tree { Name = root.Name + __process_id__, Below = root.Below };
            var pairs = pair with { Second = __process_id__ };
            var sums = Scaled(numbers.Sum());
            var colours = colour;
            Console.WriteLine($"{root.Below[0].Above.Name} {ReferenceEquals(root, root.Below[0].Above)} {sums} {1.5.ToString(CultureInfo.InvariantCulture)}");
            """);
        Assert.Contains("root True 28 1.5", outcome.Text, StringComparison.Ordinal);
        var check = await notebook.PassAsync("""
            Tree[] t = trees; Pair<int>[] p = pairs; int[] s = sums; Colour[] c = colours;
            Console.WriteLine($"{t[1].Name} {t[1].Below[0].Name} {p[1]} {s[0]} {c[0]}");
            """);
        Assert.Contains("root1 leaf Pair { First = 1, Second = 1 } 28 Green", check.Text, StringComparison.Ordinal);
        Assert.Equal("Tree[]", notebook.Variable("trees").Type.Name);
    }

    [Fact]
    public async Task Shared_variables_follow_the_CSharp_kernel_and_gathered_ones_keep_their_static_types()
    {
        using var notebook = new TestNotebook();
        await notebook.PassAsync("var xs = new List<int> { 1, 2, 3 }; IReadOnlyList<int> view = xs; object anything = 5; int? maybe = null;");
        var first = await notebook.PassAsync("#!distribute 2 --gather sums,views\nvar sums = xs.Sum() + __process_id__;\nvar views = view;\nConsole.WriteLine($\"{anything} {maybe is null}\");");
        Assert.Contains("5 True", first.Text, StringComparison.Ordinal);
        Assert.Equal(typeof(int[]), notebook.Variable("sums").Type);
        Assert.Equal([6, 7], (int[])notebook.Variable("sums").Value!);
        Assert.Equal(typeof(IReadOnlyList<int>[]), notebook.Variable("views").Type);
        // A method that changes a variable is enough.
        await notebook.PassAsync("void Grow() => xs.Add(10);");
        await notebook.PassAsync("Grow();");
        await notebook.PassAsync("#!distribute 2 --gather sums\nvar sums = xs.Sum();");
        Assert.Equal([16, 16], (int[])notebook.Variable("sums").Value!);
        // The array is the C# kernel's own: no rank sees what it does with it.
        await notebook.PassAsync("sums[0] = -1;");
        var after = await notebook.PassAsync("#!distribute 2\nConsole.WriteLine($\"own {sums}\");");
        Assert.Contains("own 16", after.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pool_variable_that_was_assigned_stays_the_pools_own()
    {
        using var notebook = new TestNotebook();
        await notebook.PassAsync("var level = 1;");
        await notebook.PassAsync("#!distribute 2\nlevel += __process_id__ + 1;");
        await notebook.PassAsync("level = 100;");
        var outcome = await notebook.PassAsync("#!distribute 2\nConsole.WriteLine($\"level {level}\");");
        Assert.Contains("level 2", outcome.Text, StringComparison.Ordinal);
        Assert.Contains("level 3", outcome.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exactly_the_named_variables_are_shared()
    {
        using var notebook = new TestNotebook();
        await notebook.PassAsync("var a = 1; var b = 2;");
        await notebook.PassAsync("#!distribute 2 --share a\nConsole.WriteLine(a);");
        var refused = await notebook.RunAsync("#!distribute 2 --no-share --pool alone\nConsole.WriteLine(b);");
        Assert.Contains("'b'", refused.Error, StringComparison.Ordinal);
        var unknown = await notebook.RunAsync("#!distribute 2 --share nothing\nConsole.WriteLine(1);");
        Assert.Contains("nothing", unknown.Error, StringComparison.Ordinal);
        var scattered = await notebook.PassAsync("#!csharp\nvar parts = new[] { 1, 2, 3 };\n#!distribute 2 --scatter parts\nConsole.WriteLine(string.Join('+', parts));");
        Assert.Contains("1+2", scattered.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_copied_is_told_by_name()
    {
        using var notebook = new TestNotebook();
        await notebook.PassAsync("var timer = new System.Threading.Timer(_ => { }); var fine = 1;");
        var outcome = await notebook.RunAsync("#!distribute 2\nConsole.WriteLine(fine);\nConsole.WriteLine(timer.ToString());");
        Assert.Contains("timer", outcome.Error, StringComparison.Ordinal);
        await notebook.PassAsync("#!distribute 2\nConsole.WriteLine(fine);");
    }

    [Fact]
    public async Task Values_of_FSharp_cells_come_by_name_and_by_share()
    {
        using var notebook = new TestNotebook(new FSharpKernel());
        await notebook.PassAsync("#!fsharp\nlet fromFSharp = [| 1; 2; 3 |]\nlet number = 7");
        var named = await notebook.PassAsync("#!distribute 2 --share fromFSharp\nConsole.WriteLine($\"sum {fromFSharp.Sum()}\");");
        Assert.Contains("sum 6", named.Text, StringComparison.Ordinal);
        var shared = await notebook.PassAsync("#!distribute 2\n#!share --from fsharp number\nConsole.WriteLine($\"number {number}\");");
        Assert.Contains("number 7", shared.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Values_of_kernels_that_tell_text_alone_come_as_text()
    {
        using var notebook = new TestNotebook(new KeyValueStoreKernel());
        await notebook.PassAsync("#!value --name motto\nhello there");
        var named = await notebook.PassAsync("#!distribute 2 --share motto\nConsole.WriteLine($\"say {motto}\");");
        Assert.Contains("say hello there", named.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_value_that_some_rank_lacks_is_told_with_the_rank()
    {
        using var notebook = new TestNotebook();
        await notebook.PassAsync("#!distribute 3 --ranks 0,1\nvar some = 1;");
        var refused = await notebook.AskAsync(new RequestValue("some", targetKernelName: "distribute"));
        Assert.Contains("[2] ", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Values_of_ranks_are_seen_by_other_kernels()
    {
        using var notebook = new TestNotebook();
        await notebook.PassAsync("#!distribute 3\nvar mine = __process_id__ * 2;");
        await notebook.PassAsync("#!distribute 2 --pool other\nvar words = \"w\" + __process_id__;");
        var infos = (await notebook.AskAsync(new RequestValueInfos("distribute"))).Events.OfType<ValueInfosProduced>().Single().ValueInfos.ToDictionary(info => info.Name);
        Assert.Equal(["mine", "other.words"], infos.Keys.Order());
        Assert.Equal("int[]", infos["mine"].TypeName);
        Assert.Contains("[2] 4", infos["mine"].FormattedValue.Value, StringComparison.Ordinal);
        var value = (await notebook.AskAsync(new RequestValue("mine", targetKernelName: "distribute"))).Events.OfType<ValueProduced>().Single();
        Assert.Equal([0, 2, 4], (int[])value.Value);
        Assert.Equal("[0,2,4]", JsonSerializer.Serialize(JsonDocument.Parse(value.FormattedValue.Value)));
        await notebook.PassAsync("#!share --from distribute mine\nConsole.WriteLine(mine.Length);");
        await notebook.PassAsync("#!set --name set --value @distribute:other.words\nConsole.WriteLine(set);");
        var missing = await notebook.AskAsync(new RequestValue("nobody", targetKernelName: "distribute"));
        Assert.Contains("nobody", missing.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Values_can_be_set_on_ranks()
    {
        using var notebook = new TestNotebook();
        await notebook.PassAsync("var a = new[] { 1, 2 };");
        var outcome = await notebook.PassAsync("#!distribute 2\n#!set --name copy --value @csharp:a\nConsole.WriteLine($\"got {copy[1]}\");");
        Assert.Contains("got 2", outcome.Text, StringComparison.Ordinal);
        Assert.Null((await notebook.AskAsync(new SendValue("sent", 42, targetKernelName: "distribute"))).Error);
        var sent = await notebook.PassAsync("#!distribute 2\nConsole.WriteLine($\"sent {sent + 1}\");");
        Assert.Contains("sent 43", sent.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Magics_act_on_pools_and_bring_variables_to_the_CSharp_kernel()
    {
        using var notebook = new TestNotebook();
        await notebook.PassAsync("#!distribute 3\nvar v = __process_id__ + 1;");
        await notebook.PassAsync("#!load v\nConsole.WriteLine(v.Sum());");
        Assert.Equal([1, 2, 3], (int[])notebook.Variable("v").Value!);
        await notebook.PassAsync("#!load v --from 2");
        Assert.Equal((typeof(int), 3), notebook.Variable("v"));
        await notebook.PassAsync("#!sync v --from 1");
        await notebook.PassAsync("#!load v");
        Assert.Equal([2, 2, 2], (int[])notebook.Variable("v").Value!);
        Assert.Contains("default", (await notebook.PassAsync("#!ranks")).Text, StringComparison.Ordinal);
        await notebook.PassAsync("#!ranks --stop");
        Assert.Contains("#!distribute 4", (await notebook.RunAsync("#!distribute\nvar w = 1;")).Error, StringComparison.Ordinal);
        Assert.Contains("no pool", (await notebook.RunAsync("#!load v")).Error, StringComparison.Ordinal);
    }
}
