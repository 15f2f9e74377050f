using System.Text;
using Distribute.Contracts.Isolates;
using Distribute.Contracts.Outcomes;

namespace Distribute.Sandbox.Sessions;

/// <summary>Hears one rank during one run: keeps what it says for the result and passes it on at once.</summary>
internal sealed class RankListener(int rank, ISessionEvents events) : IRankEvents
{
    // Continues at once on the rank's own thread: the time limit must be set even when the cell fills the thread pool.
    private readonly TaskCompletionSource _started = new();
    private StringBuilder? _out;
    private StringBuilder? _error;
    private long _dropped;

    /// <summary>Ends when the rank's code begins.</summary>
    public Task WhenStarted => _started.Task;

    /// <summary>Whether the rank's code has begun.</summary>
    public bool HasStarted => _started.Task.IsCompleted;

    /// <inheritdoc/>
    public void Started(int _)
    {
        events.RankStarted(rank);
        _started.TrySetResult();
    }

    /// <inheritdoc/>
    public void Output(int _, OutputStream stream, string text)
    {
        var kept = stream == OutputStream.Out ? _out ??= new StringBuilder() : _error ??= new StringBuilder();
        kept.Append(text);
        events.Output(rank, stream, text);
    }

    /// <inheritdoc/>
    public void Displayed(int _, MimeBundle value, string? displayId, bool update) => events.Displayed(rank, value, displayId, update);

    /// <inheritdoc/>
    public void Dropped(int _, long bytes) => _dropped += bytes;

    /// <inheritdoc/>
    public string? ReadLine(int _, string prompt, bool password) => events.ReadLine(rank, prompt, password);

    /// <summary>The rank's part of the result.</summary>
    public RankResult ToResult(RankOutcome outcome) =>
        new(rank, outcome, _out?.ToString() ?? "", _error?.ToString() ?? "", _dropped);
}
