using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Distribute.Contracts.Runtime;

/// <summary>
/// What cell code calls in place of members that reach beyond its rank: the compiler rewrites the calls that stand in a
/// cell's own text. Outside of any rank each passes the call on.
/// </summary>
/// <remarks>Thread safe.</remarks>
public static class CellGuards
{
    /// <summary>For <c>Console.SetOut</c>: the writer stays with this rank.</summary>
    public static void SetOut(TextWriter newOut)
    {
        ArgumentNullException.ThrowIfNull(newOut);
        if (RankExecution.Current is { } execution) execution.Out = newOut;
        else Console.SetOut(newOut);
    }

    /// <summary>For <c>Console.SetError</c>: the writer stays with this rank.</summary>
    public static void SetError(TextWriter newError)
    {
        ArgumentNullException.ThrowIfNull(newError);
        if (RankExecution.Current is { } execution) execution.Error = newError;
        else Console.SetError(newError);
    }

    /// <summary>For <c>Console.SetIn</c>: the reader stays with this rank.</summary>
    public static void SetIn(TextReader newIn)
    {
        ArgumentNullException.ThrowIfNull(newIn);
        if (RankExecution.Current is { } execution) execution.In = newIn;
        else Console.SetIn(newIn);
    }

    /// <summary>For <c>Console.OpenStandardOutput()</c>.</summary>
    public static Stream OpenStandardOutput() =>
        RankExecution.Current?.OpenOutput(error: false) ?? Console.OpenStandardOutput();

    /// <summary>For <c>Console.OpenStandardOutput(int)</c>.</summary>
    public static Stream OpenStandardOutput(int bufferSize) =>
        RankExecution.Current?.OpenOutput(error: false) ?? Console.OpenStandardOutput(bufferSize);

    /// <summary>For <c>Console.OpenStandardError()</c>.</summary>
    public static Stream OpenStandardError() =>
        RankExecution.Current?.OpenOutput(error: true) ?? Console.OpenStandardError();

    /// <summary>For <c>Console.OpenStandardError(int)</c>.</summary>
    public static Stream OpenStandardError(int bufferSize) =>
        RankExecution.Current?.OpenOutput(error: true) ?? Console.OpenStandardError(bufferSize);

    /// <summary>For <c>Console.OpenStandardInput()</c>: what the person in front answers, as UTF-8.</summary>
    public static Stream OpenStandardInput() => RankExecution.Current is { } execution ? new AnswerStream(execution.In) : Console.OpenStandardInput();

    /// <summary>For <c>Console.OpenStandardInput(int)</c>.</summary>
    public static Stream OpenStandardInput(int bufferSize) => RankExecution.Current is null ? Console.OpenStandardInput(bufferSize) : OpenStandardInput();

    /// <summary>For <c>Console.ReadKey()</c>, which needs a keyboard.</summary>
    /// <exception cref="InvalidOperationException">A rank's code calls it.</exception>
    public static ConsoleKeyInfo ReadKey() => ReadKey(intercept: false);

    /// <summary>For <c>Console.ReadKey(bool)</c>, which needs a keyboard.</summary>
    /// <exception cref="InvalidOperationException">A rank's code calls it.</exception>
    public static ConsoleKeyInfo ReadKey(bool intercept) => RankExecution.Current is null
        ? Console.ReadKey(intercept)
        : throw new InvalidOperationException("Console.ReadKey: a cell has no keyboard. Use Console.ReadLine, which asks where a person can answer, or assign the value in a cell.");

    /// <summary>For <c>Environment.Exit</c>.</summary>
    /// <exception cref="InvalidOperationException">The process is not the rank's own.</exception>
    [DoesNotReturn]
    public static void Exit(int exitCode)
    {
        Allow("Environment.Exit");
        Environment.Exit(exitCode);
    }

    /// <summary>For <c>Environment.FailFast</c>.</summary>
    /// <exception cref="InvalidOperationException">The process is not the rank's own.</exception>
    [DoesNotReturn]
    public static void FailFast(string? message) => FailFast(message, null);

    /// <summary>For <c>Environment.FailFast</c>.</summary>
    /// <exception cref="InvalidOperationException">The process is not the rank's own.</exception>
    [DoesNotReturn]
    public static void FailFast(string? message, Exception? exception)
    {
        Allow("Environment.FailFast");
        Environment.FailFast(message, exception);
    }

    /// <summary>For <c>Process.Kill()</c>. Another process than this one is killed as asked.</summary>
    /// <exception cref="InvalidOperationException">It would end this process, and that is not the rank's own.</exception>
    public static void Kill(Process process)
    {
        ArgumentNullException.ThrowIfNull(process);
        if (process.Id == Environment.ProcessId) Allow("Process.Kill of this process");
        process.Kill();
    }

    /// <summary>For <c>Process.Kill(bool)</c>. Another process than this one is killed as asked.</summary>
    /// <exception cref="InvalidOperationException">It would end this process, and that is not the rank's own.</exception>
    public static void Kill(Process process, bool entireProcessTree)
    {
        ArgumentNullException.ThrowIfNull(process);
        if (process.Id == Environment.ProcessId) Allow("Process.Kill of this process");
        process.Kill(entireProcessTree);
    }

    private static void Allow(string what)
    {
        // Without a run this is a finalizer, a thread that was started without its context, or a key of a dictionary that is being copied.
        var execution = RankExecution.Current;
        if (!(execution?.MayEndProcess ?? RankExecution.IsRankProcess))
        {
            throw new InvalidOperationException(
                $"{what} would end the host and every rank in it, so {execution?.Rank.DisplayName ?? "code of a cell"} may not call it. " +
                "To let a rank end its own process, run the cell with --mode process.");
        }

        execution?.EndingProcess(what);
    }
}
