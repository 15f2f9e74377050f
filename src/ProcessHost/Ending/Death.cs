namespace Distribute.ProcessHost.Ending;

/// <summary>How a rank's process ended. Every way has a name.</summary>
internal enum DeathKind
{
    /// <summary>It ended by itself, with a code.</summary>
    Exited,

    /// <summary>A signal that did not come from here ended it.</summary>
    Killed,

    /// <summary>It used more memory than it was allowed, or than there was.</summary>
    OutOfMemory,

    /// <summary>Its stack was used up.</summary>
    StackOverflow,

    /// <summary>Code called <c>Environment.FailFast</c>, or the runtime gave up.</summary>
    FailFast,

    /// <summary>It touched memory that is not its own.</summary>
    AccessViolation,

    /// <summary>It was alive and did not talk any more.</summary>
    LostConnection,

    /// <summary>It said what a rank cannot say.</summary>
    ProtocolViolation,

    /// <summary>It never became a rank.</summary>
    StartFailed,

    /// <summary>A signal had stopped it, and it was not continued.</summary>
    Suspended,

    /// <summary>It was ended because its code did not stop when asked to.</summary>
    NotStopped,

    /// <summary>It was ended because the rank was.</summary>
    Ended,
}

/// <summary>The end of a rank's process. Immutable.</summary>
/// <param name="Kind">How it ended.</param>
/// <param name="Reason">The same in words: what follows "its process".</param>
internal sealed record Death(DeathKind Kind, string Reason);
