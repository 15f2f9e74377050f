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
}
