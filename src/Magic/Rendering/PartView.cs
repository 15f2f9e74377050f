using Distribute.Contracts.Isolates;
using Distribute.Contracts.Outcomes;
using Distribute.Magic.Grammar;
using Distribute.Sandbox.Sessions;

namespace Distribute.Magic.Rendering;

/// <summary>What is known of the part that runs, and what to show of it. Used on the render loop's thread only.</summary>
internal sealed class PartView(RenderLoop loop, RenderOptions options, bool interactive, CellText source, int executionCount)
{
    private readonly SortedDictionary<int, RankView> _ranks = [];
    private readonly HashSet<SessionNote> _notes = [];
    private readonly List<(TimeSpan At, string Text)> _timeline = [];
    private DistributeOptions? _written;
    private TimeSpan? _timeout;
    private bool _marked;
    private long _began;
    private long _partBegan;

    private bool Quiet => options.Quiet || _written is { Quiet: true };

    private bool Debug => options.Debug || _written is { Debug: true };

    private bool Folds => options.FoldOutput && _marked;

    internal void Reset(CellPart part, long now)
    {
        _ranks.Clear();
        _notes.Clear();
        _timeline.Clear();
        _written = (part as CellPart.Distribute)?.Options;
        _timeout = null;
        _marked = _written is not null;
        _partBegan = now;
    }

    internal void Begin(string? pool, IReadOnlyList<int> ranks, TimeSpan? timeout, long now)
    {
        _marked = pool is not null;
        _timeout = timeout;
        _began = now;
        foreach (var rank in ranks) _ranks[rank] = new RankView(_marked ? [rank] : null);
        Mark(now, _marked ? $"ranks {RankList.Format(ranks)} of pool {pool} begin" : "the notebook's code begins");
        if (interactive && !Quiet) loop.Status = Status;
    }

    internal void RankStarted(int rank, long now)
    {
        View(rank).Started = now;
        if (_marked) Mark(now, $"rank {rank} started");
    }

    internal void Output(int rank, OutputStream stream, string text)
    {
        if (!Folds) loop.Write(View(rank).Append(stream, text));
    }

    internal void Displayed(int rank, string text)
    {
        var view = View(rank);
        if (!Folds) loop.Write(view.Flush());
        loop.Write(Line.Marked(Line.Mark(_marked ? [rank] : null), text));
    }

    internal void RankEnded(RankResult result, long now)
    {
        var view = View(result.Rank);
        view.Ended = true;
        loop.Write(view.Flush());
        if (_marked) Mark(now, $"rank {result.Rank} {result.Outcome.Name} after {Durations.Exact(result.Outcome.Elapsed)}");
    }

    internal void Note(SessionNote note)
    {
        if (!_notes.Add(note)) return;
        _timeline.Add((note.At, note.Text));
        if (!note.DebugOnly && !Quiet) loop.Write([Line.Of("note: " + note.Text.ReplaceLineEndings(" "), Tone.Faint)]);
    }

    internal void End(CellResult result)
    {
        loop.Status = null;
        foreach (var view in _ranks.Values) loop.Write(view.Flush());
        var marked = _marked || result.Pool is not null;
        if (Folds) loop.Write(ResultText.Output(result.Ranks));
        loop.Write(ResultText.Dropped(result.Ranks, marked));
        if (result.Ranks.Count > 0) loop.Write(ResultText.Values(result.Ranks, marked));
        if (marked && result.Ranks.Count > 0 && !(Quiet && result.Ok)) loop.Write([ResultText.Closing(result.Ranks, result.Elapsed)]);
        loop.Write(ResultText.Failures(result.Ranks, marked));
        if (result.Interrupted && result.Ranks.Count == 0) loop.Write([Line.Of("interrupted", Tone.Warning)]);
        foreach (var note in result.Notes) Note(note);
        foreach (var diagnostic in result.Diagnostics)
            if (diagnostic.IsError || !Quiet) loop.Write(DiagnosticText.Of(diagnostic, executionCount, source));
        if (Debug) Timeline();
    }

    private void Timeline()
    {
        loop.Write([Line.Of($"timeline of cell {executionCount}{(_written is null ? "" : ": #!distribute " + OptionsText.Format(_written))}", Tone.Faint)]);
        loop.Write(_timeline.OrderBy(point => point.At)
            .Select(point => Line.Of($"  {Durations.Point(point.At)}  {point.Text.ReplaceLineEndings(" ")}", Tone.Faint)));
    }

    private void Mark(long now, string text)
    {
        if (Debug) _timeline.Add((options.Time.GetElapsedTime(_partBegan, now), text));
    }

    /// <summary>The status below the lines; null while the part is too young to have one.</summary>
    private IReadOnlyList<Line>? Status()
    {
        var now = options.Time.GetTimestamp();
        var elapsed = options.Time.GetElapsedTime(_began, now);
        return elapsed < options.ProgressDelay ? null : ProgressText.Of(_ranks, _timeout, elapsed, started => options.Time.GetElapsedTime(started, now));
    }

    private RankView View(int rank)
    {
        if (!_ranks.TryGetValue(rank, out var view)) _ranks[rank] = view = new RankView(_marked ? [rank] : null);
        return view;
    }
}
