using System.Diagnostics.CodeAnalysis;

namespace Distribute.Contracts.Runtime;

/// <summary>
/// What the stop checks that the compiler weaves into loops and recursive methods read. A rank has one flag until a run
/// of it is stopped; the flag then stays raised for whatever that run left behind, and the next run gets a fresh one.
/// </summary>
/// <remarks>Thread safe. Woven code keeps the flag in a local for the length of a function, so a check is one compare.</remarks>
public sealed class StopFlag
{
    /// <summary>Zero while the run may go on.</summary>
    // Volatile, or the JIT would read it once before an empty loop and never again.
#pragma warning disable CA1051
    public volatile int Raised;
#pragma warning restore CA1051

    /// <summary>Makes every check of the run throw.</summary>
    public void Raise() => Raised = 1;

    // Only throws, so that the JIT knows that it does not return: a call that may return
    // makes it keep floating-point locals of the loop on the stack, which is four times slower.
    /// <summary>Ends the calling code because its run was asked to stop.</summary>
    /// <exception cref="CellStoppedException">Always.</exception>
    [DoesNotReturn]
    public static void Throw() => throw new CellStoppedException();
}

/// <summary>Thrown inside cell code whose execution was asked to stop: by a timeout, an interrupt or <c>--on-error stop</c>.</summary>
public sealed class CellStoppedException() : OperationCanceledException("The cell was stopped.");
