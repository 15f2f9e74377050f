namespace Distribute.Contracts.Runtime;

/// <summary>
/// One run of one cell on one rank, ambient for all code that the run starts: it flows with the execution context into
/// tasks, <c>Parallel.For</c> and threads. Created by the rank runtime before the cell begins; alive as long as code
/// that the run started may still use it.
/// </summary>
/// <remarks>Thread safe.</remarks>
public abstract class RankExecution
{
    private static readonly AsyncLocal<RankExecution?> Ambient = new();

    /// <summary>The execution that the calling code belongs to; null outside of any cell.</summary>
    public static RankExecution? Current
    {
        get => Ambient.Value;
        set => Ambient.Value = value;
    }

    /// <summary>
    /// Whether this process is a rank's own, so that its code may end it even where no run is known: in a finalizer, say.
    /// False unless the program of such a process has said so.
    /// </summary>
    public static bool IsRankProcess { get; set; }

    /// <summary>The rank that runs.</summary>
    public abstract RankInfo Rank { get; }

    /// <summary>True from the moment that the run was asked to stop.</summary>
    public abstract bool IsStopping { get; }

    /// <summary>Cancelled when the run is asked to stop.</summary>
    public abstract CancellationToken CancellationToken { get; }

    /// <summary>Standard output of this run. What is set here stays with the rank until it is set again.</summary>
    public abstract TextWriter Out { get; set; }

    /// <summary>Standard error of this run. What is set here stays with the rank until it is set again.</summary>
    public abstract TextWriter Error { get; set; }

    /// <summary>Standard input of this run. What is set here stays with the rank until it is set again.</summary>
    public abstract TextReader In { get; set; }

    /// <summary>Whether code of this rank may end the process it runs in: only where the process is the rank's own.</summary>
    public abstract bool MayEndProcess { get; }

    /// <summary>Told just before code of this rank ends the process, which is its own.</summary>
    /// <param name="how">The call that ends it, as written in C#.</param>
    public virtual void EndingProcess(string how)
    {
    }

    /// <summary>A stream of UTF-8 bytes into this run's output, past any writer that the cell has set.</summary>
    /// <param name="error">True for standard error.</param>
    public abstract Stream OpenOutput(bool error);

    /// <summary>Shows a value as the cell's display.</summary>
    /// <param name="value">Any value, null included.</param>
    /// <param name="mimeType">The wanted MIME type, several separated by commas, or null for the value's preferred ones.</param>
    /// <param name="displayId">Names the display so that a later call can replace it; null for a fresh one.</param>
    /// <param name="update">True to replace the display named <paramref name="displayId"/>.</param>
    public abstract void Display(object? value, string? mimeType, string? displayId, bool update);

    /// <summary>Asks the person for a line.</summary>
    /// <param name="prompt">What the person sees.</param>
    /// <param name="password">True for a line that is not shown while it is typed.</param>
    /// <returns>The line; null when there is none.</returns>
    /// <exception cref="InvalidOperationException">No one can answer here.</exception>
    public virtual string? Ask(string prompt, bool password) => In.ReadLine();

    /// <summary>Throws when the run that the calling code belongs to was asked to stop. Woven between the statements of straight code.</summary>
    /// <exception cref="CellStoppedException">The run was asked to stop.</exception>
    public static void Poll() => Current?.ThrowIfStopping();

    /// <summary>Throws when this run was asked to stop.</summary>
    /// <exception cref="CellStoppedException">The run was asked to stop.</exception>
    public void ThrowIfStopping()
    {
        if (IsStopping) throw new CellStoppedException();
    }
}

/// <summary>Who a rank is. One object for each rank, shared by all images that the rank has loaded.</summary>
public sealed class RankInfo
{
    private RegexWatch? _matching;

    /// <summary>The rank's number, from 0.</summary>
    public required int Rank { get; init; }

    /// <summary>The flag that woven checks read. Replaced after a run was stopped.</summary>
    public StopFlag Stop { get; set; } = new();

    /// <summary>The regular expressions of the rank's cells, which a stop must reach inside the framework.</summary>
    public RegexWatch Matching => _matching ?? Interlocked.CompareExchange(ref _matching, new RegexWatch(), null) ?? _matching;

    /// <summary>Ends the matches that are under way. A rank that has none does not load the framework's library for them.</summary>
    public void EndMatches() => Volatile.Read(ref _matching)?.Expire();

    /// <summary>The number of ranks that the running cell was given (<c>n</c>), at least 1.</summary>
    public int Count { get; set; } = 1;

    /// <summary>The pool's name; empty for the notebook rank.</summary>
    public required string Pool { get; init; }

    /// <summary>How messages name this rank: "rank 2", or "the notebook".</summary>
    public string DisplayName => Pool.Length == 0 ? NotebookName : $"rank {Rank}";

    /// <summary>How messages name the notebook rank.</summary>
    internal const string NotebookName = "the notebook";
}
