using Distribute.Contracts.Outcomes;

namespace Distribute.Contracts.Runtime;

/// <summary>
/// What every cell can call without a qualifier to ask the person and to tidy up. Imported into each cell by <c>using static</c>.
/// </summary>
/// <remarks>Thread safe. Outside of any cell the process's console is asked.</remarks>
public static class CellConsole
{
    /// <summary>Asks the person for a line.</summary>
    /// <param name="prompt">What the person sees.</param>
    /// <returns>The line; null when there is none.</returns>
    /// <exception cref="InvalidOperationException">No one can answer here.</exception>
    public static string? GetInput(string prompt = "") => Ask(prompt, password: false);

    /// <summary>Asks the person for a line that is not shown while it is typed, and is kept nowhere.</summary>
    /// <param name="prompt">What the person sees.</param>
    /// <returns>The line; null when there is none.</returns>
    /// <exception cref="InvalidOperationException">No one can answer here.</exception>
    public static string? GetPassword(string prompt = "Password: ") => Ask(prompt, password: true);

    /// <summary>Clears what the cell has shown so far, where the front end can.</summary>
    /// <param name="wait">True to clear only when the next output comes, so that nothing flickers. Default false.</param>
    public static void ClearOutput(bool wait = false) =>
        RankExecution.Current?.Display(new MimeText(ClearOutputMark.MimeType, wait ? ClearOutputMark.Wait : "now"), null, null, update: false);

    private static string? Ask(string prompt, bool password)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        if (RankExecution.Current is { } execution) return execution.Ask(prompt, password);
        Console.Write(prompt);
        return Console.ReadLine();
    }
}
