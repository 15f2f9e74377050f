using Distribute.ProcessHost.Wire;

namespace Distribute.ProcessHost.Ending;

/// <summary>Finds the reason of a death from what is known: who ended it, what it said last, what its runtime wrote, and the system's word.</summary>
internal static class Autopsy
{
    private const int Terminate = 15;
    private const int Abort = 6;
    private const int Segment = 11;
    private const int Bus = 7;

    /// <summary>Names the death.</summary>
    /// <param name="cause">What this process ended it for; null when it did not.</param>
    /// <param name="farewell">What the process said just before; null when it said nothing.</param>
    /// <param name="crash">What its runtime wrote when it broke down.</param>
    /// <param name="status">The system's word.</param>
    /// <param name="systemWasShort">Whether the system ended processes for memory meanwhile.</param>
    public static Death Of(Death? cause, Farewell? farewell, CrashText crash, ExitStatus status, bool systemWasShort)
    {
        if (cause is not null) return cause;
        if (farewell is { How: Farewell.OutOfMemory }) return new Death(DeathKind.OutOfMemory, $"ran out of the memory that --memory allows{Line(farewell)}");
        if (crash.Kind is { } kind && status.Signal is Abort or Segment or null) return new Death(kind, Words(kind, crash, farewell));
        if (status.Code == WireLimits.DumbExitCode && farewell is null) return new Death(DeathKind.LostConnection, "lost its connection and ended");
        if (status.Code is { } code) return new Death(DeathKind.Exited, Exited(code, farewell));
        return status.Signal switch
        {
            Libc.Kill when systemWasShort => new Death(DeathKind.OutOfMemory, "was ended by the system, which ran out of memory (SIGKILL)"),
            Libc.Kill => new Death(DeathKind.Killed, $"was killed by {ExitStatus.NameOf(Libc.Kill)}{Said(farewell)}"),
            Segment or Bus => new Death(DeathKind.AccessViolation, $"touched memory that is not its own ({ExitStatus.NameOf(status.Signal.Value)})"),
            { } signal => new Death(DeathKind.Killed, $"was killed by {ExitStatus.NameOf(signal)}{Said(farewell)}"),
            null => new Death(DeathKind.Exited, "ended, and the system does not say how"),
        };
    }

    private static string Exited(int code, Farewell? farewell) => farewell is null && code == 128 + Terminate
        ? $"was asked to end by {ExitStatus.NameOf(Terminate)} and did (exit code {code})"
        : $"ended by itself with exit code {code}{Said(farewell)}";

    private static string Words(DeathKind kind, CrashText crash, Farewell? farewell) => kind switch
    {
        DeathKind.StackOverflow => $"ended with a stack overflow{(crash.Detail.Length > 0 ? $" in {crash.Detail}" : "")}",
        DeathKind.FailFast => $"was ended by Environment.FailFast{(crash.Detail.Length > 0 ? $": {crash.Detail}" : "")}{Line(farewell)}",
        DeathKind.AccessViolation => $"touched memory that is not its own{(crash.Detail.Length > 0 ? $" ({crash.Detail})" : "")}",
        DeathKind.OutOfMemory => "ran out of memory",
        _ => $"broke down: {crash.Detail}",
    };

    private static string Line(Farewell? farewell) => farewell?.Line is { } line ? $", line {line} of the cell" : "";

    private static string Said(Farewell? farewell) => farewell is null ? ""
        : farewell.Line is { } line ? $" ({farewell.How}, line {line} of the cell)" : $" ({farewell.How})";
}

/// <summary>What a process said just before it ended.</summary>
/// <param name="How">The call that ends it.</param>
/// <param name="Line">The line of the running cell that called.</param>
internal sealed record Farewell(string How, int? Line)
{
    /// <summary>What a rank says that ran out of its memory.</summary>
    public const string OutOfMemory = "out of memory";
}
