using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Distribute.Contracts.State;
using Distribute.Sandbox.State;
using static Distribute.Sandbox.Tests.State.Copying;

namespace Distribute.Sandbox.Tests.State;

public sealed class LoadContextTests
{
    // A collectible context may need more than one collection: finalizers of its parts run in between.
    private const int MaxCollections = 20;

    [Fact]
    public void A_copy_has_the_types_of_its_own_context_and_lets_the_source_go()
    {
        var (snapshot, source) = TakeSnapshot();
        var target = Load("target", out var assembly);

        var copy = (Array)Assert.Single(SnapshotDecoder.Decode(snapshot, new ReflectionNames(assembly))).Value!;

        var element = copy.GetValue(0)!;
        Assert.Same(assembly, element.GetType().Assembly);
        Assert.NotSame(typeof(Node).Assembly, assembly);
        Assert.Equal(7, element.GetType().GetField(nameof(Node.Value))!.GetValue(element));
        Assert.True(IsCollected(source));
        target.Unload();
    }

    [Fact]
    public void The_target_can_be_unloaded_too()
    {
        var (snapshot, _) = TakeSnapshot();

        Assert.True(IsCollected(Receive(snapshot)));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (StateSnapshot, WeakReference) TakeSnapshot()
    {
        var context = Load("source", out var assembly);
        var node = Activator.CreateInstance(assembly.GetType(typeof(Node).FullName!)!)!;
        node.GetType().GetField(nameof(Node.Value))!.SetValue(node, 7);
        var tagged = Activator.CreateInstance(assembly.GetType(typeof(Tagged).FullName!)!, "a", 1)!;
        node.GetType().GetField(nameof(Node.Extra))!.SetValue(node, tagged);
        var nodes = Array.CreateInstance(node.GetType(), 1);
        nodes.SetValue(node, 0);
        var snapshot = SnapshotEncoder.Encode([SlotOf<object>("nodes", nodes)], new ReflectionNames(assembly));
        Assert.Empty(snapshot.Refused);
        context.Unload();
        return (snapshot, new WeakReference(context));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Receive(StateSnapshot snapshot)
    {
        var context = Load("target", out var assembly);
        Assert.Single(SnapshotDecoder.Decode(snapshot, new ReflectionNames(assembly)));
        context.Unload();
        return new WeakReference(context);
    }

    private static AssemblyLoadContext Load(string name, out System.Reflection.Assembly assembly)
    {
        var context = new AssemblyLoadContext(name, isCollectible: true);
        assembly = context.LoadFromAssemblyPath(typeof(Node).Assembly.Location);
        return context;
    }

    private static bool IsCollected(WeakReference reference)
    {
        for (var round = 0; reference.IsAlive && round < MaxCollections; round++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        return !reference.IsAlive;
    }
}
