using Distribute.Contracts.Isolates;
using Distribute.Contracts.Outcomes;
using Distribute.Sandbox.Sessions;

namespace Distribute.Magic.Rendering.Lanes;

/// <summary>What one rank has shown so far, in its own order. Used under its board's lock.</summary>
internal sealed class Lane(int rank)
{
    private readonly LineBuffer _out = new();
    private readonly LineBuffer _error = new();
    private readonly List<LaneItem> _items = [];
    private bool _clearsNext;

    public int Rank { get; } = rank;

    public LaneState State { get; private set; } = LaneState.Waiting;

    /// <summary>When its code began, as a timestamp; null before.</summary>
    public long? Started { get; private set; }

    /// <summary>How it ended; null before.</summary>
    public RankResult? Result { get; private set; }

    public IReadOnlyList<LaneItem> Items => _items;

    public void Start(long now)
    {
        Started = now;
        State = LaneState.Running;
    }

    public void Add(OutputStream stream, string text)
    {
        ClearIfDue();
        foreach (var line in (stream == OutputStream.Error ? _error : _out).Append(text)) _items.Add(new LaneItem.Text(stream, line));
    }

    public void Add(MimeBundle value, string? displayId, bool update)
    {
        if (ClearOutputMark.Is(value, out var wait))
        {
            _clearsNext = true;
            if (!wait) ClearIfDue();
            return;
        }

        var named = displayId is null ? [] : _items.OfType<LaneItem.Value>().Where(item => item.DisplayId == displayId).ToList();
        foreach (var item in named) item.Bundle = value;
        if (update && named.Count > 0) return;
        ClearIfDue();
        EndLines();
        _items.Add(new LaneItem.Value(value, displayId));
    }

    public void End(RankResult result)
    {
        EndLines();
        Result = result;
        State = LaneState.Of(result.Outcome.Name);
        if (result.Outcome is RankOutcome.Completed { HasValue: true, Value: { } value }) _items.Add(new LaneItem.Value(value, null));
    }

    /// <summary>The last items, with the line that waits for its end.</summary>
    public IReadOnlyList<LaneItem> Tail(int most)
    {
        var tail = _items.Skip(Math.Max(0, _items.Count - most)).ToList();
        if (_out.HasPending) tail.Add(new LaneItem.Text(OutputStream.Out, _out.Pending(400)));
        return tail;
    }

    private void EndLines()
    {
        if (_out.Flush() is { } line) _items.Add(new LaneItem.Text(OutputStream.Out, line));
        if (_error.Flush() is { } error) _items.Add(new LaneItem.Text(OutputStream.Error, error));
    }

    private void ClearIfDue()
    {
        if (!_clearsNext) return;
        _clearsNext = false;
        _items.Clear();
    }
}
