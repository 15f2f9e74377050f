using Distribute.Compiler;
using Distribute.Contracts.Compilation;
using Distribute.Contracts.Images;
using Distribute.Contracts.Runtime;
using Distribute.Sandbox.Ranks;

namespace Distribute.Sandbox.Tests.Ranks;

/// <summary>What large values leave when others take their place is used again, and does not add up.</summary>
[Collection(nameof(ReplacedMemoryTests))]
[CollectionDefinition(nameof(ReplacedMemoryTests), DisableParallelization = true)]
public sealed class ReplacedMemoryTests
{
    private const long Bytes = 80_000_000;
    private static readonly CSharpCellCompiler Compiler = new();

    [Fact]
    public void Copies_that_replace_each_other_take_the_room_of_a_few()
    {
        var image = Compiler.Compile(new CompileRequest { Text = $"var data = new double[{Bytes / sizeof(double)}];", Scope = Scope.Empty }, default).Image!;
        var slot = image.Slots[0].Id;
        var (source, target) = (NewRuntime(image), NewRuntime(image));
        source.FindImage(image.Name)!.Run!();
        GC.Collect();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var most = 0L;
        for (var turn = 0; turn < 25; turn++)
        {
            target.Variables.Merge(source.Variables.Lend([slot]), null);
            most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: false) - before);
        }

        // The one that is there, the one before it, and the one that comes, with room for what other tests leave.
        Assert.InRange(most, Bytes, 4 * Bytes);
    }

    private static RankRuntime NewRuntime(CellImage image)
    {
        var runtime = new RankRuntime(new RankInfo { Rank = 0, Pool = "test" }, ownsProcess: false);
        runtime.Load([image]);
        return runtime;
    }
}
