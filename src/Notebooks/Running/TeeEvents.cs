using Distribute.Contracts.Isolates;
using Distribute.Contracts.Outcomes;
using Distribute.Sandbox.Sessions;

namespace Distribute.Notebooks.Running;

/// <summary>Tells two followers the same; the second one answers questions. Thread safe as they are.</summary>
/// <param name="recorder">Told first, so that what a person has seen is on record.</param>
/// <param name="front">The front end.</param>
internal sealed class TeeEvents(ISessionEvents recorder, ISessionEvents front) : ISessionEvents
{
    public bool CanRead => front.CanRead;

    public void Began(string? pool, IReadOnlyList<int> ranks, TimeSpan? timeout)
    {
        recorder.Began(pool, ranks, timeout);
        front.Began(pool, ranks, timeout);
    }

    public void RankStarted(int rank)
    {
        recorder.RankStarted(rank);
        front.RankStarted(rank);
    }

    public void Output(int rank, OutputStream stream, string text)
    {
        recorder.Output(rank, stream, text);
        front.Output(rank, stream, text);
    }

    public void Displayed(int rank, MimeBundle value, string? displayId, bool update)
    {
        recorder.Displayed(rank, value, displayId, update);
        front.Displayed(rank, value, displayId, update);
    }

    public void RankEnded(RankResult result)
    {
        recorder.RankEnded(result);
        front.RankEnded(result);
    }

    public void Note(SessionNote note)
    {
        recorder.Note(note);
        front.Note(note);
    }

    public string? ReadLine(int rank, string prompt, bool password) => front.ReadLine(rank, prompt, password);
}
