namespace Distribute.Contracts.Runtime;

/// <summary>
/// The stop check that the compiler weaves into loops and method entries of cell code.
/// The hot path is one read of <see cref="Raised"/>; only while some execution in this process is being stopped
/// does <see cref="Check"/> ask whose code this is.
/// </summary>
/// <remarks>Thread safe. The gate stays raised until the last stopped execution has nothing left that could run.</remarks>
public static class Gate
{
    /// <summary>Zero while nothing in this process is being stopped. Written only through <see cref="Raise"/> and <see cref="Lower"/>.</summary>
    // A public field and not a property: woven code reads it in every loop iteration, at a fixed address.
#pragma warning disable CA2211
    public static int Raised;
#pragma warning restore CA2211

    /// <summary>Makes woven checks look at their execution. Every call is matched by one <see cref="Lower"/>.</summary>
    public static void Raise() => Interlocked.Increment(ref Raised);

    /// <summary>Undoes one <see cref="Raise"/>.</summary>
    public static void Lower() => Interlocked.Decrement(ref Raised);

    /// <summary>Ends the calling code when its execution was asked to stop; otherwise returns.</summary>
    /// <exception cref="CellStoppedException">The execution that this code belongs to was asked to stop.</exception>
    public static void Check() => RankExecution.Current?.ThrowIfStopping();
}

/// <summary>Thrown inside cell code whose execution was asked to stop: by a timeout, an interrupt or <c>--on-error stop</c>.</summary>
public sealed class CellStoppedException() : OperationCanceledException("The cell was stopped.");
