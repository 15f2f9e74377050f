namespace Distribute.Sandbox.Ranks;

/// <summary>
/// The way from a load context to its rank, cut when the rank ends: the rank leads to the context's assembly, and a
/// context that leads there while it unloads never does.
/// </summary>
internal sealed class RankLink
{
    private volatile RankRuntime? _runtime;

    /// <summary>The rank; null once it has ended.</summary>
    public RankRuntime? Runtime
    {
        get => _runtime;
        set => _runtime = value;
    }
}
