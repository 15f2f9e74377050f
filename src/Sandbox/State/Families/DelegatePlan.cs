using System.Reflection;
using Distribute.Contracts.Isolates;
using Distribute.Sandbox.State.Graph;
using Distribute.Sandbox.State.Plans;
using Distribute.Sandbox.State.Types;
using MessagePack;

namespace Distribute.Sandbox.State.Families;

/// <summary>
/// Delegates and lambdas: the method by its declaring type, name, signature and token, and the target as an object of the graph,
/// so that what a lambda captured is copied and stays shared.
/// </summary>
internal sealed class DelegatePlan(Type type) : ObjectPlan(type, Phase.Late)
{
    private const BindingFlags Declared = BindingFlags.DeclaredOnly | BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    public override void Write(ref MessagePackWriter writer, object value, GraphWriter graph)
    {
        var all = ((Delegate)value).GetInvocationList();
        writer.WriteArrayHeader(all.Length);
        if (all.Length > 1) foreach (var one in all) graph.Reference(ref writer, one);
        else WriteSingle(ref writer, (Delegate)value, graph);
    }

    public override object? Create(ref ContentReader reader, GraphReader graph)
    {
        var count = reader.ReadArrayHeader();
        if (count == 1) return ReadSingle(ref reader, graph);
        var all = new Delegate[count];
        for (var index = 0; index < count; index++)
        {
            // A null is not the end: it may be late, and then the whole delegate is made again later.
            if (graph.Reference(ref reader) is not Delegate one) return graph.IsIncomplete ? null : throw Faults.Damaged("a delegate has an empty part");
            if (one.GetType() != Type) throw Faults.Damaged("a delegate has a part of another type");
            all[index] = one;
        }

        return Delegate.Combine(all);
    }

    private static void WriteSingle(ref MessagePackWriter writer, Delegate value, GraphWriter graph)
    {
        var method = value.Method;
        if (method.DeclaringType is null || method.DeclaringType.Assembly.IsDynamic)
            throw graph.Refuse("it is code that was made at run time; copy what it is made from");
        try
        {
            writer.Write(graph.Types.IndexOf(method.DeclaringType));
            writer.Write(method.Name);
            var definition = method.IsGenericMethod ? method.GetGenericMethodDefinition() : method;
            writer.Write(definition.ToString());
            writer.Write(definition.MetadataToken);
            var arguments = method.IsGenericMethod ? method.GetGenericArguments() : [];
            writer.WriteArrayHeader(arguments.Length);
            foreach (var argument in arguments) writer.Write(graph.Types.IndexOf(argument));
        }
        catch (UnnamedTypeException unnamed)
        {
            throw graph.Refuse(unnamed.Message);
        }

        graph.Reference(ref writer, value.Target);
    }

    private Delegate? ReadSingle(ref ContentReader reader, GraphReader graph)
    {
        var declaring = graph.Types[reader.ReadInt32()];
        var (name, signature, token) = (reader.ReadString(), reader.ReadString(), reader.ReadInt32());
        var arguments = new Type[reader.ReadArrayHeader()];
        for (var index = 0; index < arguments.Length; index++) arguments[index] = graph.Types[reader.ReadInt32()];
        var target = graph.Reference(ref reader);
        if (graph.IsIncomplete) return null;
        var method = Find(declaring, name, signature, token);
        if (arguments.Length > 0) method = method.MakeGenericMethod(arguments);
        if (target is null) return Delegate.CreateDelegate(Type, method);
        if (!method.IsStatic && !method.DeclaringType!.IsInstanceOfType(target)) throw Faults.Damaged("a delegate has a target of another type");
        return Delegate.CreateDelegate(Type, target, method);
    }

    private static MethodInfo Find(Type declaring, string? name, string? signature, int token)
    {
        var found = declaring.GetMethods(Declared).Where(method => method.Name == name && method.ToString() == signature).ToArray();
        return found.Length == 1
            ? found[0]
            : found.FirstOrDefault(method => method.MetadataToken == token)
              ?? throw new IsolateException($"The method {declaring}.{name} of a delegate does not exist here: run its cell, or load the same version of its package.");
    }
}
