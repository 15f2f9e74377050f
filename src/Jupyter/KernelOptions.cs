using Distribute.Magic.Dispatch;

namespace Distribute.Jupyter;

/// <summary>How a kernel works. Immutable.</summary>
public sealed record KernelOptions
{
    /// <summary>What holds for all cells.</summary>
    public DispatchOptions Dispatch { get; init; } = new();

    /// <summary>
    /// Whether distributed cells show plain lines behind their ranks (<c>[2] text</c>), as they come: for clients that show no
    /// HTML and no updates, such as jupyter console. Default false: a lane a rank.
    /// </summary>
    public bool PlainRanks { get; init; }

    /// <summary>Where the kernel tells what is wrong with a message. Default: standard error, as it is when the kernel starts.</summary>
    public TextWriter? Log { get; init; }

    /// <summary>The clock of interrupts. Default <see cref="TimeProvider.System"/>.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
