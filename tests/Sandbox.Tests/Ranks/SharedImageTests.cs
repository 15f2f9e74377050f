using System.Runtime.CompilerServices;
using Distribute.Compiler;
using Distribute.Contracts.Compilation;
using Distribute.Contracts.Images;
using Distribute.Contracts.Isolates;
using Distribute.Contracts.References;
using Distribute.Contracts.Runtime;
using Distribute.Isolates.Contract.Tests;
using Distribute.Sandbox.Ranks;

namespace Distribute.Sandbox.Tests.Ranks;

/// <summary>One copy of a reentrant image for all ranks of a process, for as long as one of them has it.</summary>
public sealed class SharedImageTests
{
    private static readonly HashSet<string> NoImages = [];
    private static readonly HashSet<int> NoSlots = [];
    private static readonly CSharpCellCompiler Compiler = new();

    // What other tests load at the same time is not in these contexts.
    private readonly SharedImages _shared = new();

    [Fact]
    public void Ranks_have_one_copy_of_the_code_and_variables_of_their_own()
    {
        var image = Compile("var n = 1;");
        var (first, second) = (NewRuntime(), NewRuntime());
        Load(first, image);
        Load(second, image);
        Assert.Same(first.FindImage(image.Name)!.Assembly, second.FindImage(image.Name)!.Assembly);
        first.FindImage(image.Name)!.Run!();
        Assert.True(Assert.Single(first.Variables.List()) is { Name: "n", Preview: "1" });
        Assert.Empty(second.Variables.List());
    }

    [Fact]
    public void Images_of_one_name_are_two_when_their_bytes_are()
    {
        var image = Compile("var n = 1;");
        var (first, second) = (NewRuntime(), NewRuntime());
        Load(first, image);
        Load(second, image with { Pe = [.. image.Pe] });
        Assert.NotSame(first.FindImage(image.Name)!.Assembly, second.FindImage(image.Name)!.Assembly);
    }

    [Fact]
    public void A_copy_goes_when_the_last_rank_has_dropped_it()
    {
        var image = Compile("var n = 1;");
        var (first, second) = (NewRuntime(), NewRuntime());
        var context = LoadAndWatch(first, image);
        LoadAndWatch(second, image);
        first.Retain(NoImages, NoSlots);
        Collect();
        Assert.True(context.IsAlive);
        Run(second, image);
        second.Retain(NoImages, NoSlots);
        for (var round = 0; round < 20 && context.IsAlive; round++) Collect();
        Assert.False(context.IsAlive);
    }

    [Fact]
    public void Several_images_have_one_context_and_it_goes_with_the_last_of_them()
    {
        var runtime = NewRuntime();
        var (held, contexts) = LoadMany(runtime, 20);
        Assert.InRange(contexts.Length, 2, 10);
        runtime.Retain(new HashSet<string> { held }, NoSlots);
        for (var round = 0; round < 20 && contexts.Count(context => context.IsAlive) > 1; round++) Collect();
        Assert.Single(contexts, context => context.IsAlive);
        Run(runtime, held);
        runtime.Retain(NoImages, NoSlots);
        for (var round = 0; round < 20 && contexts.Any(context => context.IsAlive); round++) Collect();
        Assert.DoesNotContain(contexts, context => context.IsAlive);
    }

    [Fact]
    public void Lines_of_an_error_are_those_of_the_image_that_threw_and_not_of_its_neighbours()
    {
        var runtime = NewRuntime();
        var image = Compile("var a = 1;\nvar b = int.Parse(\"no\");");
        foreach (var one in new[] { Compile("var c = 1;"), image, Compile("var d = 1;") }) Load(runtime, one);
        var error = Assert.ThrowsAny<FormatException>(() => runtime.FindImage(image.Name)!.Run!());
        var told = runtime.Read(error, new RunRequest { Image = image.Name, ExecutionCount = 3, ProcessCount = 1 });
        Assert.Equal(2, told.Line);
        Assert.Contains("cell 3, line 2", told.Stack, StringComparison.Ordinal);
    }

    [Fact]
    public void A_dropped_image_that_is_loaded_again_reaches_the_ranks_variables()
    {
        var image = Compile("var n = 1;");
        var slot = image.Slots[0].Id;
        var (first, second) = (NewRuntime(), NewRuntime());
        Load(first, image);
        Load(second, image);
        first.FindImage(image.Name)!.Run!();
        first.Retain(NoImages, new HashSet<int> { slot });
        Load(first, image);
        Assert.Same(first.FindImage(image.Name)!.Assembly, second.FindImage(image.Name)!.Assembly);
        Assert.Single(first.Variables.List());
        first.FindImage(image.Name)!.Run!();
        Assert.Equal(slot, Assert.Single(first.Variables.List()).SlotId);
    }

    [Fact]
    public void Ranks_with_packages_have_copies_of_their_own()
    {
        var folder = Directory.CreateTempSubdirectory("distribute");
        var path = Path.Combine(folder.FullName, "Counting.dll");
        File.WriteAllBytes(path, TestImages.Library("Counting", "public static class Counter { public static int N; }").Pe);
        var references = new ResolvedReferences([new AssemblyFile("Counting", path, path)], [], []);
        // It names the package's type by text alone, and each rank has a type of its own.
        var image = Compile("Type.GetType(\"Counter, Counting\")");
        Assert.True(image.IsReentrant);
        var types = new List<object?>();
        foreach (var runtime in new[] { NewRuntime(), NewRuntime(), NewRuntime() })
        {
            if (types.Count < 2) runtime.AddReferences(references);
            Load(runtime, image);
            types.Add(runtime.FindImage(image.Name)!.Run!());
        }

        Assert.IsAssignableFrom<Type>(types[0]);
        Assert.IsAssignableFrom<Type>(types[1]);
        Assert.NotSame(types[0], types[1]);
        Assert.Null(types[2]);
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Ranks_that_load_at_once_get_one_copy()
    {
        var image = Compile("var n = 1;");
        var runtimes = Enumerable.Range(0, 8).Select(_ => NewRuntime()).ToArray();
        using var go = new Barrier(runtimes.Length);
        await Task.WhenAll(runtimes.Select(runtime => Task.Factory.StartNew(() =>
        {
            go.SignalAndWait();
            Load(runtime, image);
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        Assert.Single(runtimes.Select(runtime => runtime.FindImage(image.Name)!.Assembly).Distinct());
    }

    private static CellImage Compile(string cell) => Compiler.Compile(new CompileRequest { Text = cell, Scope = Scope.Empty }, default).Image!;

    private RankRuntime NewRuntime() => new(new RankInfo { Rank = 0, Pool = "test" }, ownsProcess: false, _shared);

    private static void Load(RankRuntime runtime, CellImage image) => runtime.Load([image]);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference LoadAndWatch(RankRuntime runtime, CellImage image)
    {
        Load(runtime, image);
        return new WeakReference(runtime.FindImage(image.Name)!.Context, trackResurrection: true);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (string First, WeakReference[] Contexts) LoadMany(RankRuntime runtime, int count)
    {
        var images = Enumerable.Range(0, count).Select(i => Compile($"var n{i} = {i};")).ToArray();
        foreach (var image in images) Load(runtime, image);
        var contexts = images.Select(image => runtime.FindImage(image.Name)!.Context).Distinct();
        return (images[0].Name, [.. contexts.Select(context => new WeakReference(context, trackResurrection: true))]);
    }

    private static void Run(RankRuntime runtime, CellImage image) => Run(runtime, image.Name);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Run(RankRuntime runtime, string image) => Assert.NotNull(runtime.FindImage(image)!.Run!());

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }
}
