using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Runtime.Loader;

namespace Distribute.Sandbox.Ranks;

/// <summary>
/// Tells the lines on which a method can have thrown one of the exceptions that the runtime throws by itself for an index or an
/// overflow. Optimized code jumps for all of them to one place, which belongs to no line or seems to belong to a wrong one.
/// </summary>
internal static class FaultLines
{
    private const int HiddenLine = SequencePoint.HiddenLine;

    private static readonly Lazy<OpCode[]> Codes = new(ReadCodes);

    /// <summary>Whether an exception is one of those.</summary>
    public static bool IsKnown(Exception exception) => exception is IndexOutOfRangeException || exception.GetType() == typeof(OverflowException);

    /// <summary>The lines, in order and without repeats.</summary>
    /// <param name="method">The method that the topmost frame names.</param>
    /// <param name="pdb">The portable PDB of its module.</param>
    /// <param name="exception">What was thrown there.</param>
    /// <param name="offset">Where the frame says that it was, in the method's IL.</param>
    /// <returns>Null when the frame's own line is right, because a throw statement stands there, or nothing better is known.</returns>
    public static IReadOnlyList<int>? Find(MethodBase method, byte[] pdb, Exception exception, int offset)
    {
        if (method.GetMethodBody()?.GetILAsByteArray() is not { } code || pdb.Length == 0) return null;
        var points = CellLines.PointsOf(method, pdb);
        var lines = new SortedSet<int>();
        foreach (var (at, instruction, operand) in Instructions(code))
        {
            var point = Array.FindLastIndex(points, one => one.Offset <= at);
            if (point < 0) continue;
            if (instruction.Value == OpCodes.Throw.Value && Array.FindLastIndex(points, one => one.Offset <= offset) == point) return null;
            if (points[point].StartLine != HiddenLine && MayThrow(instruction, operand, method, exception)) lines.Add(points[point].StartLine);
        }

        return [.. lines];
    }

    private static bool MayThrow(OpCode instruction, int operand, MethodBase method, Exception exception)
    {
        if (instruction.FlowControl == FlowControl.Call) return IsCallOfKind(method, operand, exception);
        return exception is IndexOutOfRangeException
            ? instruction.Name is { } name && (name.StartsWith("ldelem", StringComparison.Ordinal) || name.StartsWith("stelem", StringComparison.Ordinal))
            : instruction.Name!.Contains(".ovf", StringComparison.Ordinal);
    }

    // Elements of some kinds are reached by calls that become code in place, and so may a small method of a cell.
    private static bool IsCallOfKind(MethodBase method, int token, Exception exception)
    {
        var called = Resolve(method, token);
        if (called?.DeclaringType is not { } type) return false;
        if (AssemblyLoadContext.GetLoadContext(type.Assembly) is CellContext) return true;
        return exception is IndexOutOfRangeException && called is MethodInfo && (type.IsArray || type == typeof(string)
            || (type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(Span<>) || type.GetGenericTypeDefinition() == typeof(ReadOnlySpan<>))));
    }

    private static MethodBase? Resolve(MethodBase method, int token)
    {
        try
        {
            return method.Module.ResolveMethod(token, method.DeclaringType?.GenericTypeArguments, method.IsGenericMethod ? method.GetGenericArguments() : null);
        }
        catch (Exception unknown) when (unknown is ArgumentException or BadImageFormatException or TypeLoadException or FileNotFoundException or MissingMethodException)
        {
            // What cannot be resolved here has not been called either.
            return null;
        }
    }

    private static IEnumerable<(int Offset, OpCode Code, int Operand)> Instructions(byte[] code)
    {
        for (var at = 0; at < code.Length;)
        {
            var start = at;
            int value = code[at++];
            if (value == 0xFE && at < code.Length) value = 0x100 | code[at++];
            var instruction = Codes.Value[value];
            var operand = instruction.OperandType == OperandType.InlineMethod ? BitConverter.ToInt32(code, at) : 0;
            at += SizeOf(instruction.OperandType, code, at);
            yield return (start, instruction, operand);
        }
    }

    private static int SizeOf(OperandType operand, byte[] code, int at) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, at)),
        _ => 4,
    };

    private static OpCode[] ReadCodes()
    {
        var codes = new OpCode[0x200];
        foreach (var field in typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static))
        {
            var code = (OpCode)field.GetValue(null)!;
            var value = (ushort)code.Value;
            codes[code.Size == 1 ? value : 0x100 | (value & 0xFF)] = code;
        }

        return codes;
    }
}
