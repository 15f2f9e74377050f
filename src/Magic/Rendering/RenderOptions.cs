namespace Distribute.Magic.Rendering;

/// <summary>How cells are shown. Immutable.</summary>
public sealed record RenderOptions
{
    /// <summary>Say less: no notes, no progress, and no closing line when all went well. Default false. A cell's own <c>--quiet</c> does the same for the cell.</summary>
    public bool Quiet { get; init; }

    /// <summary>Tell what happened when. Default false. A cell's own <c>--debug</c> does the same for the cell.</summary>
    public bool Debug { get; init; }

    /// <summary>
    /// Show the output of a distributed part when it has ended, equal output of several ranks once (<c>[0-3] text</c>),
    /// instead of while it runs. Default false.
    /// </summary>
    public bool FoldOutput { get; init; }

    /// <summary>How long a part runs before a terminal shows its progress. Default 500 ms, so that short parts do not flicker; zero or more.</summary>
    public TimeSpan ProgressDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The clock of progress and timelines. Default <see cref="TimeProvider.System"/>.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
