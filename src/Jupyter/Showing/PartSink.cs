using Distribute.Contracts.Isolates;
using Distribute.Contracts.Outcomes;
using Distribute.Sandbox.Sessions;

namespace Distribute.Jupyter.Showing;

/// <summary>
/// Shows one part of a cell while it runs. The session's promise about calls holds: one rank's calls come in order,
/// different ranks call at once. The error of a cell that fails is not the part's to show: it comes after <see cref="Ended"/>.
/// </summary>
internal abstract class PartSink : IDisposable
{
    /// <summary>The ranks are about to run; not called when the part does not compile.</summary>
    public virtual void Began(string? pool, IReadOnlyList<int> ranks, TimeSpan? timeout) { }

    /// <summary>A rank's code begins.</summary>
    public virtual void RankStarted(int rank) { }

    /// <summary>A piece of a rank's output.</summary>
    public abstract void Output(int rank, OutputStream stream, string text);

    /// <summary>A rank showed a value, or replaced one.</summary>
    public abstract void Displayed(int rank, MimeBundle value, string? displayId, bool update);

    /// <summary>A rank ended.</summary>
    public virtual void RankEnded(RankResult result) { }

    /// <summary>The session says something.</summary>
    public virtual void Note(SessionNote note) { }

    /// <summary>The part ended; the last call but <see cref="Dispose"/>.</summary>
    public abstract void Ended(CellResult result);

    /// <summary>Nothing is shown any more.</summary>
    public virtual void Dispose() { }

    /// <summary>Whether a cell with these options shows the note.</summary>
    protected static bool IsWanted(SessionNote note, DistributeOptions options) => (!note.DebugOnly || options.Debug) && !options.Quiet;
}
