using Distribute.Magic.Grammar;
using Distribute.Sandbox.Sessions;

namespace Distribute.Magic.Dispatch;

/// <summary>What came of a whole cell. Immutable.</summary>
/// <param name="Kind">The kind of the part that <paramref name="Result"/> is about: distribute, notebook or magic.</param>
/// <param name="Result">The last part that ran; for a cell that could not be read one diagnostic and no ranks; for a cell without code an empty success.</param>
/// <param name="Parts">The parts that ran, in order, with what came of each.</param>
/// <param name="Elapsed">The whole cell, from reading its text to the last part's end.</param>
public sealed record DispatchResult(string Kind, CellResult Result, IReadOnlyList<PartResult> Parts, TimeSpan Elapsed)
{
    /// <summary>True when every part ran well.</summary>
    public bool Ok => Result.Ok;
}

/// <summary>A part and what came of it. Immutable.</summary>
/// <param name="Part">The part.</param>
/// <param name="Result">What came of it.</param>
public sealed record PartResult(CellPart Part, CellResult Result);
