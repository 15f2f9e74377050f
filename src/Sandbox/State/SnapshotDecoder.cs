using Distribute.Contracts.Isolates;
using Distribute.Contracts.State;
using Distribute.Sandbox.State.Graph;
using Distribute.Sandbox.State.Types;
using MessagePack;

namespace Distribute.Sandbox.State;

/// <summary>Reads what <see cref="SnapshotEncoder"/> wrote. Thread safe: one snapshot may be decoded on many ranks at once.</summary>
public static class SnapshotDecoder
{
    /// <summary>Decodes all variables, or none: fresh objects that share nothing with the source or with another decoding.</summary>
    /// <exception cref="IsolateException">The bytes are damaged, a type is missing or different here, or memory does not suffice.</exception>
    public static IReadOnlyList<(SnapshotVariable Variable, object? Value)> Decode(StateSnapshot snapshot, ITypeNames names)
    {
        try
        {
            SnapshotContent frame = snapshot.Source switch
            {
                LentSnapshot lent => lent.Content,
                LentElsewhere lent => lent.Content,
                _ => SnapshotFrame.Open(snapshot.Bytes),
            };
            var graph = new GraphReader(frame, new TypeTableReader(frame.Types, names));
            graph.ReadAll();
            return ReadRoots(frame, graph, snapshot.Variables);
        }
        catch (OutOfMemoryException fault)
        {
            throw Faults.NoMemory(snapshot.Variables.Select(variable => variable.Name), fault);
        }
        catch (Exception fault) when (fault is not IsolateException)
        {
            // Whatever damaged bytes make the runtime's own checks say: a bad cast, an index, a failing constructor.
            throw Faults.Damaged($"its bytes are damaged, or code of a type in it failed: {fault.GetType().Name}: {fault.Message.TrimEnd('.')}", fault);
        }
    }

    private static List<(SnapshotVariable, object?)> ReadRoots(SnapshotContent frame, GraphReader graph, IReadOnlyList<SnapshotVariable> expected)
    {
        var reader = new ContentReader(frame.Roots);
        var values = new List<(SnapshotVariable, object?)>();
        while (!reader.End)
        {
            var variable = new SnapshotVariable(reader.ReadInt32(), reader.ReadString()!);
            if (values.Count >= expected.Count || variable != expected[values.Count]) throw Faults.Damaged("its variables are not those it lists");
            values.Add((variable, graph.At(reader.ReadInt32())));
        }

        return values.Count == expected.Count ? values : throw Faults.Damaged("its variables are not those it lists");
    }
}
