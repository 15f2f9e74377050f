using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Distribute.Contracts.Runtime;

namespace Distribute.Sandbox.Ranks;

/// <summary>
/// Keeps the process alive when a person's thread, pool item or <c>async void</c> throws, and tells the run that it
/// belongs to. Exceptions of no rank's code end the process as ever. Installed once, never removed. Thread safe.
/// </summary>
internal static class UnhandledExceptions
{
    private static readonly Lock Gate = new();
    private static bool _installed;

    /// <summary>Installs the handler, unless there is one.</summary>
    public static void Install()
    {
        lock (Gate)
        {
            if (_installed) return;
            _installed = true;
            try
            {
                ExceptionHandling.SetUnhandledExceptionHandler(Handle);
            }
            catch (InvalidOperationException taken)
            {
                // The program that embeds the engine has its own handler: what it decides holds.
                Trace.TraceWarning("Exceptions on threads of cells are left to the program's own handler: " + taken.Message);
            }
        }
    }

    private static bool Handle(Exception exception)
    {
        if (RankExecution.Current is CellExecution execution)
        {
            // Leftovers of a stopped run end by this exception: that is what was asked for.
            if (exception is not CellStoppedException) execution.Unhandled(exception);
            return true;
        }

        // A timer's callback, for one, has lost its context by now; the stack still shows whose code it was.
        var cell = CellIn(exception);
        if (exception is not CellStoppedException && cell is not null) Tell(cell, exception);
        return cell is not null || exception is CellStoppedException;
    }

    // Of code that ranks share it is not known whose run threw: those that run it hear of it, or all that have it.
    private static void Tell(CellAssembly cell, Exception exception)
    {
        var owners = cell.Owners;
        var running = owners.Where(owner => owner.Running is not null).ToList();
        foreach (var owner in running.Count > 0 ? running : owners) owner.Unhandled(exception);
    }

    private static CellAssembly? CellIn(Exception exception)
    {
        var cell = new StackTrace(exception).GetFrames().Select(CellOf).FirstOrDefault(found => found is not null);
        if (cell is not null) return cell;
        // Callbacks of a cancellation come packed together, and only the ones inside were thrown by a cell.
        var inner = exception is AggregateException many ? many.InnerExceptions : exception.InnerException is { } one ? [one] : Enumerable.Empty<Exception>();
        return inner.Select(CellIn).FirstOrDefault(found => found is not null);
    }

    private static CellAssembly? CellOf(StackFrame frame) => frame.GetMethod()?.DeclaringType is { } type ? CellAssembly.Of(type) : null;
}
