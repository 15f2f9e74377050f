using Distribute.Contracts.Isolates;
using Distribute.Contracts.Outcomes;
using Distribute.Sandbox.Sessions;

namespace Distribute.Magic.Rendering.Lanes;

/// <summary>
/// What a distributed part has shown so far, a lane a rank, as HTML and as plain text. The HTML needs no script and nothing
/// from the network; what it says can be read without its style sheet too. While ranks run it shows the end of each lane;
/// when they have ended it shows all, equal lanes once.
/// </summary>
/// <remarks>Thread safe. Its lines are bounded by the session's limit on output; what ranks display is kept whole.</remarks>
/// <param name="source">The cell's text, for the lines of errors.</param>
/// <param name="time">The clock.</param>
public sealed class LaneBoard(string source, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<int, Lane> _lanes = [];
    private readonly List<string> _notes = [];
    private TimeSpan? _timeout;
    private long _began = time.GetTimestamp();
    private CellResult? _result;

    /// <summary>Whether a value can stand in a lane. One that only a front end's own code can draw cannot.</summary>
    /// <param name="value">The value.</param>
    public static bool CanShow(MimeBundle value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return RichHtml.CanShow(value);
    }

    /// <summary>The ranks are about to run.</summary>
    /// <param name="ranks">Which.</param>
    /// <param name="timeout">The limit of each; null for none.</param>
    public void Begin(IReadOnlyList<int> ranks, TimeSpan? timeout)
    {
        ArgumentNullException.ThrowIfNull(ranks);
        lock (_gate)
        {
            _timeout = timeout;
            _began = time.GetTimestamp();
            foreach (var rank in ranks) _lanes[rank] = new Lane(rank);
        }
    }

    /// <summary>A rank's code begins.</summary>
    public void Start(int rank)
    {
        lock (_gate) Of(rank).Start(time.GetTimestamp());
    }

    /// <summary>A piece of a rank's output.</summary>
    public void Output(int rank, OutputStream stream, string text)
    {
        lock (_gate) Of(rank).Add(stream, text);
    }

    /// <summary>A value that a rank showed, or that takes the place of one it has shown here.</summary>
    public void Display(int rank, MimeBundle value, string? displayId, bool update)
    {
        ArgumentNullException.ThrowIfNull(value);
        lock (_gate) Of(rank).Add(value, displayId, update);
    }

    /// <summary>A rank ended.</summary>
    public void End(RankResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        lock (_gate)
        {
            var lane = Of(result.Rank);
            if (lane.Result is null) lane.End(result);
        }
    }

    /// <summary>A remark of the session's, once.</summary>
    public void Note(string text)
    {
        lock (_gate)
            if (!_notes.Contains(text)) _notes.Add(text);
    }

    /// <summary>The part ended: from now on all of it is shown.</summary>
    /// <param name="result">What came of it.</param>
    public void Complete(CellResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        lock (_gate)
        {
            foreach (var rank in result.Ranks)
                if (_lanes.TryGetValue(rank.Rank, out var lane) && lane.Result is null) lane.End(rank);
            _result = result;
        }
    }

    /// <summary>What there is now, as <c>text/html</c> and <c>text/plain</c>.</summary>
    public MimeBundle Render()
    {
        lock (_gate)
        {
            var elapsed = time.GetElapsedTime(_began);
            var (html, text) = _result is { } result
                ? new FinishedLanes([.. _lanes.Values], _notes, result.Elapsed).Render(source)
                : RunningLanes.Render([.. _lanes.Values], _notes, elapsed, _timeout, started => time.GetElapsedTime(started));
            return new MimeBundle(new Dictionary<string, string> { ["text/html"] = html, ["text/plain"] = text });
        }
    }

    private Lane Of(int rank)
    {
        if (!_lanes.TryGetValue(rank, out var lane)) _lanes[rank] = lane = new Lane(rank);
        return lane;
    }
}
