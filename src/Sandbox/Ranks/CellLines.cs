using System.Collections.Immutable;
using System.Diagnostics;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace Distribute.Sandbox.Ranks;

/// <summary>Lines of methods, from their module's portable PDB. Thread safe.</summary>
internal static class CellLines
{
    /// <summary>The method's sequence points by offset; empty when the PDB is.</summary>
    public static SequencePoint[] PointsOf(MethodBase method, byte[] pdb)
    {
        if (pdb.Length == 0) return [];
        using var provider = MetadataReaderProvider.FromPortablePdbImage(ImmutableArray.Create(pdb));
        return [.. provider.GetMetadataReader().GetMethodDebugInformation(MetadataTokens.MethodDebugInformationHandle(method.MetadataToken & 0xFFFFFF))
            .GetSequencePoints().OrderBy(point => point.Offset)];
    }

    /// <summary>Has the lines made that an exception's stack needs and that are not there yet.</summary>
    public static void Make(Exception exception)
    {
        for (var one = exception; one is not null; one = one.InnerException)
        {
            foreach (var frame in new StackTrace(one).GetFrames())
                if (frame.GetMethod()?.DeclaringType is { } type && CellAssembly.Of(type) is { HasLines: false } cell) _ = cell.Pdb;
        }
    }

    /// <summary>The line that a frame stands at; 0 when it is not known.</summary>
    public static int LineOf(StackFrame frame, MethodBase method, CellAssembly cell) => cell.HasLines ? frame.GetFileLineNumber() : LineAt(method, cell.Pdb, frame.GetILOffset());

    private static int LineAt(MethodBase method, byte[] pdb, int offset) =>
        Array.FindLast(PointsOf(method, pdb), point => point.Offset <= offset && !point.IsHidden) is { StartLine: > 0 } point ? point.StartLine : 0;
}
