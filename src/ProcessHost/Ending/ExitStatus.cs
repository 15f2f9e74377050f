namespace Distribute.ProcessHost.Ending;

/// <summary>What the system says of a process that has ended.</summary>
/// <param name="Code">Its exit code; null when a signal ended it or nothing is known.</param>
/// <param name="Signal">The signal that ended it; null when none did or nothing is known.</param>
internal readonly record struct ExitStatus(int? Code, int? Signal)
{
    /// <summary>Reads what waitpid gave.</summary>
    public static ExitStatus Of(int status) =>
        (status & 0x7f) == 0 ? new ExitStatus((status >> 8) & 0xff, null) : new ExitStatus(null, status & 0x7f);

    /// <summary>The name of a signal, or its number alone.</summary>
    public static string NameOf(int signal) => signal switch
    {
        1 => "SIGHUP (1)",
        2 => "SIGINT (2)",
        3 => "SIGQUIT (3)",
        4 => "SIGILL (4)",
        6 => "SIGABRT (6)",
        7 => "SIGBUS (7)",
        8 => "SIGFPE (8)",
        9 => "SIGKILL (9)",
        11 => "SIGSEGV (11)",
        13 => "SIGPIPE (13)",
        15 => "SIGTERM (15)",
        24 => "SIGXCPU (24)",
        _ => $"signal {signal}",
    };
}
