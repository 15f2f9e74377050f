using Distribute.Contracts.Isolates;
using Distribute.Contracts.Outcomes;
using Distribute.Magic.Dispatch;
using Distribute.Magic.Grammar;
using Distribute.Magic.Rendering;
using Distribute.Magic.Rendering.Lanes;
using Distribute.Sandbox.Sessions;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;

namespace Distribute.Polyglot;

/// <summary>Shows a cell as .NET Interactive's events: a distributed part as one display that is updated, what other magics say as text.</summary>
/// <param name="publish">Takes the events, one at a time.</param>
/// <param name="command">The command that they answer.</param>
/// <param name="source">The cell's text.</param>
internal sealed class CellShow(Action<KernelEvent> publish, KernelCommand command, string source) : IDispatchEvents, IDisposable
{
    /// <summary>How long a part may take before it is shown while it runs, and between two drawings: less than a person waits.</summary>
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly LaneBoard _board = new(source, TimeProvider.System);
    private readonly string _displayId = Guid.NewGuid().ToString("N");
    private DistributeOptions? _options;
    private Timer? _timer;
    private bool _isShown;
    private bool _hasEnded;

    /// <inheritdoc/>
    public void PartBegan(CellPart part) => _options = (part as CellPart.Distribute)?.Options;

    /// <inheritdoc/>
    public void Began(string? pool, IReadOnlyList<int> ranks, TimeSpan? timeout)
    {
        if (_options is null) return;
        _board.Begin(ranks, timeout);
        _timer = new Timer(_ => Draw(), null, Every, Every);
    }

    /// <inheritdoc/>
    public void RankStarted(int rank)
    {
        if (_options is not null) _board.Start(rank);
    }

    /// <inheritdoc/>
    public void Output(int rank, OutputStream stream, string text)
    {
        if (_options is not null) _board.Output(rank, stream, text);
        else Print(text);
    }

    /// <inheritdoc/>
    public void Displayed(int rank, MimeBundle value, string? displayId, bool update)
    {
        if (ClearOutputMark.Is(value, out _) || LaneBoard.CanShow(value)) _board.Display(rank, value, displayId, update);
        else Show(value, displayId is null ? null : $"{_displayId}/{rank}/{displayId}", update && displayId is not null);
    }

    /// <inheritdoc/>
    public void RankEnded(RankResult result)
    {
        if (_options is not null) _board.End(result);
    }

    /// <inheritdoc/>
    public void Note(SessionNote note)
    {
        if (note.DebugOnly && _options is not { Debug: true }) return;
        if (_options is null) Print($"note: {note.Text}\n");
        else if (!_options.Quiet) _board.Note(note.Text.ReplaceLineEndings(" "));
    }

    /// <inheritdoc/>
    public void PartEnded(CellPart? part, CellResult result)
    {
        Dispose();
        if (_options is null) return;
        foreach (var note in result.Notes) Note(note);
        // Nothing ran: what is wrong with the cell is told as its error.
        if (result.Ranks.Count == 0 && !_isShown) return;
        _board.Complete(result);
        Show(_board.Render(), _displayId, _isShown);
        foreach (var rank in result.Ranks)
            if (rank.Outcome is RankOutcome.Completed { Value: { } value } && !LaneBoard.CanShow(value)) Show(value, null, false);
    }

    /// <summary>Ends the drawing while ranks run.</summary>
    public void Dispose()
    {
        lock (_gate) _hasEnded = true;
        _timer?.Dispose();
    }

    private void Draw()
    {
        lock (_gate)
        {
            if (_hasEnded) return;
            Show(_board.Render(), _displayId, _isShown);
            _isShown = true;
        }
    }

    private void Print(string text)
    {
        lock (_gate) publish(new StandardOutputValueProduced(command, [new FormattedValue("text/plain", text)]));
    }

    private void Show(MimeBundle value, string? id, bool update)
    {
        var formatted = value.Data.Select(pair => new FormattedValue(pair.Key, pair.Value)).ToArray();
        lock (_gate) publish(update ? new DisplayedValueUpdated(value.PlainText, id, command, formatted) : new DisplayedValueProduced(value.PlainText, command, formatted, id));
    }
}
