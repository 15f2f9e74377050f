using Distribute.Contracts.Isolates;
using Distribute.Contracts.Outcomes;

namespace Distribute.Sandbox.Sessions;

/// <summary>
/// Follows a cell while it runs. Implementations override what they need. Calls for one rank come in order;
/// different ranks call from different threads at once; <see cref="Began"/> comes before all of them, <see cref="RankEnded"/> is a
/// rank's last. A <see cref="Note"/> may come before, between and after.
/// A slow implementation slows its rank down: hand work over.
/// </summary>
public interface ISessionEvents
{
    /// <summary>The cell compiled and its ranks are about to start. For a notebook cell: no pool, one rank 0.</summary>
    /// <param name="pool">The pool's name; null for the notebook.</param>
    /// <param name="ranks">The ranks that will run.</param>
    /// <param name="timeout">The time limit of each rank, if any.</param>
    void Began(string? pool, IReadOnlyList<int> ranks, TimeSpan? timeout) { }

    /// <summary>A rank's code begins.</summary>
    void RankStarted(int rank) { }

    /// <summary>A piece of a rank's output; not necessarily a whole line.</summary>
    void Output(int rank, OutputStream stream, string text) { }

    /// <summary>A rank displayed a value or replaced a display.</summary>
    void Displayed(int rank, MimeBundle value, string? displayId, bool update) { }

    /// <summary>A rank ended; its result is whole.</summary>
    void RankEnded(RankResult result) { }

    /// <summary>The session says something: a package restored, a variable copied or skipped.</summary>
    void Note(SessionNote note) { }

    /// <summary>Asks the person for a line; null where no one answers, which the cell sees as a clear error.</summary>
    string? ReadLine(int rank, string prompt, bool password) => null;

    /// <summary>Whether <see cref="ReadLine"/> can answer. Default false.</summary>
    bool CanRead => false;
}
