using Distribute.ProcessHost.Ending;

namespace Distribute.ProcessHost.Talking;

/// <summary>The child ended before it replied.</summary>
internal sealed class ChildDiedException(Death death) : Exception($"The process {death.Reason}.")
{
    /// <summary>How it ended.</summary>
    public Death Death { get; } = death;
}
