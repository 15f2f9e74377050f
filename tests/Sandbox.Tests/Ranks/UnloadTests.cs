using System.Runtime.CompilerServices;
using Distribute.Contracts.Images;
using Distribute.Contracts.Isolates;
using Distribute.Contracts.References;
using Distribute.Contracts.Runtime;
using Distribute.Isolates.Contract.Tests;
using Distribute.Sandbox.Output;
using Distribute.Sandbox.Ranks;

namespace Distribute.Sandbox.Tests.Ranks;

/// <summary>What a rank lets go of is free to be collected, and what something still uses is not. Proved by weak references.</summary>
public sealed class UnloadTests
{
    private static readonly HashSet<string> NoImages = [];
    private static readonly HashSet<int> NoSlots = [];

    [Fact]
    public void A_dropped_image_unloads()
    {
        var runtime = NewRuntime();
        var context = RunAndWatch(runtime, TestImages.Make("return 1;"));
        runtime.Retain(NoImages, NoSlots);
        Assert.True(IsCollected(context));
    }

    [Fact]
    public void A_retained_image_stays()
    {
        var runtime = NewRuntime();
        var image = TestImages.Make("return 1;");
        var context = RunAndWatch(runtime, image);
        runtime.Retain(new HashSet<string> { image.Name }, NoSlots);
        Assert.False(IsCollected(context));
    }

    [Fact]
    public void An_image_whose_own_exception_was_told_unloads()
    {
        var runtime = NewRuntime();
        var thrown = RunAndWatch(runtime, TestImages.Make("throw new Mine();", types: "public class Mine : Exception;"));
        runtime.Retain(NoImages, NoSlots);
        Assert.True(IsCollected(thrown));
    }

    [Fact]
    public void A_dropped_variable_and_the_image_of_its_type_are_collected()
    {
        var runtime = NewRuntime();
        var context = RunAndWatch(runtime, TestImages.Make("x.Assign = new Big(); return 1;", [new("Big", "x", 1)], types: "public class Big { public byte[] Bytes = new byte[1000]; }"));
        runtime.Retain(NoImages, new HashSet<int> { 1 });
        Assert.False(IsCollected(context));
        runtime.Retain(NoImages, NoSlots);
        Assert.True(IsCollected(context));
    }

    [Fact]
    public void An_image_that_a_value_of_another_cell_uses_stays_until_that_goes()
    {
        var runtime = NewRuntime();
        var library = TestImages.Make("return 1;", types: "public static class Lib { public static int F() => 1; public static int G() => 2; }");
        var user = TestImages.Make("f.Assign = () => Lib.G(); return 1;", [new("Func<int>", "f", 1)], uses: [library]);
        var context = RunAndWatch(runtime, library);
        RunAndWatch(runtime, user);
        runtime.Retain(NoImages, new HashSet<int> { 1 });
        Assert.False(IsCollected(context));
        // Compiled to machine code only now, long after its own image was dropped.
        Call(runtime, 1);
        runtime.Retain(NoImages, NoSlots);
        Assert.True(IsCollected(context));
    }

    [Fact]
    public void Slots_that_retained_code_uses_stay_the_same_slot()
    {
        var runtime = NewRuntime();
        var method = TestImages.Make("return 1;", [new("int", "x", 1)], members: "public static int Read() => x.Ref;");
        var keep = new HashSet<string> { method.Name };
        RunAndWatch(runtime, method);
        RunAndWatch(runtime, TestImages.Make("x.Assign = 5; return 1;", [new("int", "x", 1)]));
        runtime.Retain(keep, NoSlots);
        GC.Collect();
        var again = TestImages.Make("return x.Ref;", [new("int", "x", 1)]);
        runtime.Load([again]);
        Assert.Equal("5", Value(runtime, again));
    }

    [Fact]
    public void A_rank_that_ended_leaves_nothing()
    {
        var contexts = RunInRankThatEnds();
        Assert.All(contexts, context => Assert.True(IsCollected(context)));
    }

    [Fact]
    public void A_package_file_is_not_locked_and_each_rank_has_its_own_statics()
    {
        var folder = Directory.CreateTempSubdirectory("distribute");
        var path = Path.Combine(folder.FullName, "Counting.dll");
        var library = TestImages.Library("Counting", "public static class Counter { public static int N; }");
        File.WriteAllBytes(path, library.Pe);
        var references = new ResolvedReferences([new AssemblyFile("Counting", path, path)], [], []);
        var user = Against(library.Pe);
        foreach (var runtime in new[] { NewRuntime(), NewRuntime() })
        {
            runtime.AddReferences(references);
            runtime.Load([user]);
            Assert.Equal("1", Value(runtime, user));
        }

        using (File.Open(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None)) { }
        folder.Delete(recursive: true);
    }

    private static CellImage Against(byte[] library)
    {
        const string Source = """
            using Distribute.Contracts.Runtime;
            public static class Entry { public static object __Run() => ++Counter.N; }
            """;
        var (pe, pdb) = TestImages.Library("uses_counting", Source, library);
        return TestImages.Make("return 1;") with { Name = "uses_counting", Pe = pe, Pdb = pdb, EntryTypeName = "Entry", AsksRank = false };
    }

    private static RankRuntime NewRuntime() => new(new RankInfo { Rank = 0, Pool = "test" }, ownsProcess: false);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference RunAndWatch(RankRuntime runtime, CellImage image)
    {
        runtime.Load([image]);
        Value(runtime, image);
        return new WeakReference(runtime.FindImage(image.Name)!.Context, trackResurrection: true);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference[] RunInRankThatEnds()
    {
        var runtime = NewRuntime();
        var contexts = new[] { RunAndWatch(runtime, TestImages.Make("return 1;")), RunAndWatch(runtime, TestImages.Make("x.Assign = 2; return 1;", [new("int", "x", 1)])) };
        runtime.End();
        return [.. contexts, new WeakReference(runtime.Packages, trackResurrection: true)];
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Call(RankRuntime runtime, int slot)
    {
        var image = TestImages.Make("return f.Ref();", [new("Func<int>", "f", slot)]);
        runtime.Load([image]);
        Assert.Equal("2", Value(runtime, image));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string? Value(RankRuntime runtime, CellImage image)
    {
        var request = new RunRequest { Image = image.Name, ExecutionCount = 1, ProcessCount = 1 };
        var execution = runtime.Begin(request, new RecordedEvents(), IStopShield.None);
        execution.Start();
        RankExecution.Current = execution;
        runtime.Execute(execution);
        RankExecution.Current = null;
        return (runtime.Finish(execution, null, TimeSpan.Zero) as Contracts.Outcomes.RankOutcome.Completed)?.Value?.PlainText;
    }

    private static bool IsCollected(WeakReference weak)
    {
        for (var turn = 0; turn < 20 && weak.IsAlive; turn++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        return !weak.IsAlive;
    }
}
