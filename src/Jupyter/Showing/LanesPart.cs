using Distribute.Contracts.Isolates;
using Distribute.Contracts.Outcomes;
using Distribute.Magic.Rendering.Lanes;
using Distribute.Sandbox.Sessions;

namespace Distribute.Jupyter.Showing;

/// <summary>
/// Shows a distributed part as one display with a lane a rank. A part that ends soon is shown once, when it has ended; one
/// that takes longer is shown at once and again as it goes on, at most ten times a second.
/// </summary>
internal sealed class LanesPart : PartSink
{
    /// <summary>How long a part may take before it is shown while it runs, and between two drawings: less than a person waits.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromMilliseconds(100);

    private readonly ICellOutput _output;
    private readonly DistributeOptions _options;
    private readonly LaneBoard _board;
    private readonly TimeProvider _time;
    private readonly string _displayId = Guid.NewGuid().ToString("N");
    private readonly Lock _gate = new();
    private ITimer? _timer;
    private string _pool;
    private bool _isShown;
    private bool _hasEnded;

    public LanesPart(ICellOutput output, DistributeOptions options, string source, TimeProvider time)
    {
        (_output, _options, _time, _pool) = (output, options, time, options.Pool);
        _board = new LaneBoard(source, time);
    }

    public override void Began(string? pool, IReadOnlyList<int> ranks, TimeSpan? timeout)
    {
        _pool = pool ?? _pool;
        _board.Begin(ranks, timeout);
        _timer = _time.CreateTimer(_ => Draw(), null, Every, Every);
    }

    public override void RankStarted(int rank) => _board.Start(rank);

    public override void Output(int rank, OutputStream stream, string text) => _board.Output(rank, stream, text);

    public override void Displayed(int rank, MimeBundle value, string? displayId, bool update)
    {
        if (ClearOutputMark.Is(value, out _) || LaneBoard.CanShow(value))
        {
            _board.Display(rank, value, displayId, update);
            return;
        }

        // What only the front end's own code can draw stands below the lanes.
        var id = RankDisplay.Id(_pool, rank, displayId);
        if (update && id is not null) _output.Update(value, id, RankDisplay.Metadata(rank));
        else _output.Display(value, id, RankDisplay.Metadata(rank));
    }

    public override void RankEnded(RankResult result) => _board.End(result);

    public override void Note(SessionNote note)
    {
        if (IsWanted(note, _options)) _board.Note(note.Text.ReplaceLineEndings(" "));
    }

    public override void Ended(CellResult result)
    {
        Dispose();
        foreach (var note in result.Notes) Note(note);
        // Nothing ran: what is wrong with the cell is told as its error.
        if (result.Ranks.Count == 0 && !_isShown) return;
        _board.Complete(result);
        lock (_gate) Show();
        foreach (var rank in result.Ranks)
            if (rank.Outcome is RankOutcome.Completed { Value: { } value } && !LaneBoard.CanShow(value)) _output.Display(value, null, RankDisplay.Metadata(rank.Rank));
    }

    /// <summary>Ends the drawing, also of a part whose end is never told because running it failed.</summary>
    public override void Dispose()
    {
        lock (_gate) _hasEnded = true;
        _timer?.Dispose();
    }

    private void Draw()
    {
        lock (_gate)
            if (!_hasEnded) Show();
    }

    private void Show()
    {
        if (_isShown) _output.Update(_board.Render(), _displayId);
        else _output.Display(_board.Render(), _displayId);
        _isShown = true;
    }
}
