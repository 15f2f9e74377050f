using Distribute.Contracts.Compilation;

namespace Distribute.Sandbox.Sessions;

/// <summary>What one request has to tell so far: its messages and notes, and how long it took. Lives as long as the request.</summary>
/// <remarks>Not thread safe: steps write to it between their parallel parts.</remarks>
internal sealed class CellLog(TimeProvider time, ISessionEvents events, int line)
{
    private readonly long _start = time.GetTimestamp();
    private readonly List<CellDiagnostic> _diagnostics = [];
    private readonly List<SessionNote> _notes = [];

    /// <summary>Who follows the cell.</summary>
    public ISessionEvents Events => events;

    /// <summary>Time since the request came.</summary>
    public TimeSpan Elapsed => time.GetElapsedTime(_start);

    /// <summary>True once there is an error.</summary>
    public bool HasErrors { get; private set; }

    /// <summary>Adds a message.</summary>
    public void Add(CellDiagnostic diagnostic)
    {
        _diagnostics.Add(diagnostic);
        HasErrors |= diagnostic.IsError;
    }

    /// <summary>Adds messages.</summary>
    public void Add(IEnumerable<CellDiagnostic> diagnostics)
    {
        foreach (var diagnostic in diagnostics) Add(diagnostic);
    }

    /// <summary>Adds an error about the options, at the magic line.</summary>
    /// <returns>False, so that a step can end with it.</returns>
    public bool Error((string Id, string Message) message)
    {
        Add(new CellDiagnostic("error", message.Id, message.Message, line, 1));
        return false;
    }

    /// <summary>Adds a warning about the options, at the magic line.</summary>
    public void Warn((string Id, string Message) message) => Add(new CellDiagnostic("warning", message.Id, message.Message, line, 1));

    /// <summary>Adds a note and tells it at once.</summary>
    public void Note(string text, bool debugOnly = false)
    {
        var note = new SessionNote(Elapsed, text, debugOnly);
        _notes.Add(note);
        events.Note(note);
    }

    /// <summary>The result.</summary>
    /// <param name="pool">The pool's name; null for the notebook.</param>
    /// <param name="mode">Where its ranks live; null when nothing was to run.</param>
    /// <param name="ranks">All ranks of the pool; null when nothing was to run.</param>
    /// <param name="targeted">How many of them were to run.</param>
    /// <param name="interrupted">Whether the caller ended it.</param>
    public CellResult ToResult(string? pool, string? mode = null, IReadOnlyList<RankResult>? ranks = null, int targeted = 0, bool interrupted = false) => new()
    {
        Ok = !HasErrors && !interrupted && (ranks is null || ranks.Count(rank => rank.Outcome.IsOk) == targeted),
        Pool = pool,
        Mode = mode,
        Diagnostics = _diagnostics,
        Ranks = ranks ?? [],
        Elapsed = Elapsed,
        Notes = _notes,
        Interrupted = interrupted,
    };
}
