using Distribute.Contracts.Isolates;
using Distribute.Contracts.References;

namespace Distribute.Sandbox.Sessions;

/// <summary>How a session works. Immutable.</summary>
public sealed record SessionOptions
{
    /// <summary>Resolves <c>#r "nuget: ..."</c>; null: such lines are an error that says that packages are off.</summary>
    public IPackageResolver? Packages { get; init; }

    /// <summary>Where relative <c>#r</c> paths start. Default: the current directory when the session opens.</summary>
    public string? BaseDirectory { get; init; }

    /// <summary>Clock of timeouts. Default <see cref="TimeProvider.System"/>.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Most bytes of output a rank and cell, and a 64th of the characters that its displays may have. Default 1 MiB, at least 1 KiB.</summary>
    public int OutputLimit { get; init; } = 1 << 20;

    /// <summary>Most bytes of output of an ordinary cell, at least 1 KiB; null (the default) for <see cref="OutputLimit"/>.</summary>
    public int? NotebookOutputLimit { get; init; }

    /// <summary>How long a stopped run may take to end before its rank is declared lost. Default 200 ms, so that all is over within 250 ms.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Most ranks of one pool. Default 256.</summary>
    public int MaxRanks { get; init; } = 256;

    /// <summary>More places for ranks to live, beside threads. Default none.</summary>
    public IReadOnlyList<IIsolateFactory> Isolates { get; init; } = [];
}
