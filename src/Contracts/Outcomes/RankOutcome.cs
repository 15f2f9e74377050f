namespace Distribute.Contracts.Outcomes;

/// <summary>How one rank ended one cell. A closed set of records; never an exception. Immutable.</summary>
public abstract record RankOutcome
{
    private RankOutcome() { }

    /// <summary>How long the rank's code ran; zero when it did not begin.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>The rank ran to the end of the cell.</summary>
    /// <param name="HasValue">Whether the cell gave a result (a trailing expression or <c>return e;</c>).</param>
    /// <param name="Value">The result's representations; null when there is none.</param>
    public sealed record Completed(bool HasValue, MimeBundle? Value) : RankOutcome;

    /// <summary>The rank's code threw.</summary>
    /// <param name="Error">What it threw.</param>
    public sealed record Failed(RankError Error) : RankOutcome;

    /// <summary>The rank was stopped because its code ran longer than the timeout.</summary>
    /// <param name="Limit">The timeout.</param>
    /// <param name="Lost">The code could not be stopped: its thread was abandoned and the rank replaced.</param>
    /// <param name="Message">What happened and what to do.</param>
    public sealed record TimedOut(TimeSpan Limit, bool Lost, string Message) : RankOutcome;

    /// <summary>The rank was stopped by an interrupt or by <c>--on-error stop</c>.</summary>
    /// <param name="Lost">The code could not be stopped: its thread was abandoned and the rank replaced.</param>
    /// <param name="Message">What happened and what to do.</param>
    public sealed record Interrupted(bool Lost, string Message) : RankOutcome;

    /// <summary>The place where the rank lived ended.</summary>
    /// <param name="Reason">How it died, and what it means for the rank's variables.</param>
    public sealed record Died(string Reason) : RankOutcome;

    /// <summary>The rank did not begin: not targeted, or the cell ended before its turn.</summary>
    /// <param name="Reason">Why.</param>
    public sealed record NotRun(string Reason) : RankOutcome
    {
        /// <summary>Whether the cell was to run there. Default true.</summary>
        public bool WasTargeted { get; init; } = true;
    }

    /// <summary>True for <see cref="Completed"/>.</summary>
    public bool IsOk => this is Completed;

    /// <summary>The outcome's name in reports: completed, failed, timedOut, interrupted, died, notRun.</summary>
    public string Name => this switch
    {
        Completed => "completed",
        Failed => "failed",
        TimedOut => "timedOut",
        Interrupted => "interrupted",
        Died => "died",
        _ => "notRun",
    };
}

/// <summary>An exception of user code, told without the machinery's frames. Immutable.</summary>
/// <param name="Type">The type's name as the person would write it, with namespace for library types.</param>
/// <param name="Message">The exception's message.</param>
/// <param name="Line">The innermost line in the cell that ran; null when no frame is in it.</param>
/// <param name="Stack">Readable stack, one frame a line (<c>at Foo(int) in cell 3, line 7</c>), inner exceptions included.</param>
/// <param name="Frames">Frames in cells, innermost first.</param>
/// <param name="Inner">Inner exceptions.</param>
public sealed record RankError(
    string Type,
    string Message,
    int? Line,
    string Stack,
    IReadOnlyList<CellFrame> Frames,
    IReadOnlyList<RankError> Inner);

/// <summary>A stack frame in a cell.</summary>
/// <param name="Cell">The cell's execution count, from 1.</param>
/// <param name="Line">Line in that cell, from 1.</param>
/// <param name="Method">The method; empty for the cell's own top level.</param>
public sealed record CellFrame(int Cell, int Line, string Method);

/// <summary>Representations of one value, by MIME type. Text stays text; binary (image/png) is base64. Immutable.</summary>
/// <param name="Data">MIME type to content; always has text/plain.</param>
public sealed record MimeBundle(IReadOnlyDictionary<string, string> Data)
{
    /// <summary>The plain text.</summary>
    public string PlainText => Data.TryGetValue("text/plain", out var text) ? text : "";

    /// <summary>A bundle of plain text alone.</summary>
    public static MimeBundle FromText(string text) => new(new Dictionary<string, string> { ["text/plain"] = text });
}
