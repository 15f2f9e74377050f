namespace Distribute.Magic.Grammar;

/// <summary>What the parser knows of the session that a cell is for. Immutable.</summary>
public sealed record PlanContext
{
    /// <summary>The largest n. Default 256, at least 1: give it the session's own limit.</summary>
    public int MaxRanks { get; init; } = 256;

    /// <summary>Whether a pool lives, so that n may be left out. Null (the default): not known here, the session answers.</summary>
    public Func<string, bool>? IsPool { get; init; }
}
