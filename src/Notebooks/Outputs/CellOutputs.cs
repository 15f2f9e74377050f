using System.Text.Json.Nodes;
using Distribute.Contracts.Isolates;
using Distribute.Contracts.Outcomes;
using Distribute.Sandbox.Sessions;

namespace Distribute.Notebooks.Outputs;

/// <summary>Records what a cell's run says, in the order in which it arrives, as the outputs of a notebook's cell.</summary>
/// <remarks>
/// Thread safe. Text of the same rank and stream that follows on itself is one output; a progress line that a rank
/// rewrites with <c>\r</c> stays in its place though others write in between. Memory is bounded by the session's output
/// limit. Notes of the session are not recorded: they tell what happens while it happens.
/// </remarks>
public sealed class CellOutputs : ISessionEvents
{
    private readonly int? _executionCount;
    private readonly DisplayIndex _displays;
    private readonly List<OutputEntry> _entries = [];
    private readonly Dictionary<(Origin, bool Error), StreamEntry> _streams = [];
    private readonly HashSet<int> _ended = [];
    private string? _pool;
    private bool _distributed;

    /// <summary>Creates an empty recorder.</summary>
    /// <param name="executionCount">The cell's execution count, from 1; null for a cell that has none.</param>
    /// <param name="displays">The displays of the whole run, one for all cells; null for a cell of its own.</param>
    public CellOutputs(int? executionCount = null, DisplayIndex? displays = null)
    {
        _executionCount = executionCount;
        _displays = displays ?? new DisplayIndex();
    }

    /// <inheritdoc/>
    public void Began(string? pool, IReadOnlyList<int> ranks, TimeSpan? timeout)
    {
        lock (_displays.Gate)
        {
            _pool = pool;
            _distributed |= pool is not null;
            _ended.Clear();
        }
    }

    /// <inheritdoc/>
    public void Output(int rank, OutputStream stream, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        lock (_displays.Gate) AddText(new Origin(_pool, rank), stream == OutputStream.Error, text);
    }

    /// <inheritdoc/>
    /// <remarks>An update of a name that the rank never displayed is shown as a new display, so that nothing is lost.</remarks>
    public void Displayed(int rank, MimeBundle value, string? displayId, bool update)
    {
        ArgumentNullException.ThrowIfNull(value);
        lock (_displays.Gate)
        {
            var origin = new Origin(_pool, rank);
            if (ClearOutputMark.Is(value, out _))
            {
                _entries.RemoveAll(entry => entry.Origin == origin);
                _streams.Remove((origin, true));
                _streams.Remove((origin, false));
                return;
            }

            var named = displayId is null ? [] : _displays.Find(origin, displayId);
            foreach (var earlier in named) earlier.Value = value;
            if (update && named.Count > 0) return;

            var entry = new DataEntry(origin, isResult: false, value);
            _entries.Add(entry);
            if (displayId is not null) _displays.Add(origin, displayId, entry);
        }
    }

    /// <inheritdoc/>
    public void RankEnded(RankResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        lock (_displays.Gate) AddOutcome(result);
    }

    /// <summary>Adds what only the whole result tells: errors and warnings of the cell, and ranks whose end was not told.</summary>
    /// <param name="result">The cell's result.</param>
    /// <param name="distributed">Whether the cell is a distributed one, also when nothing of it ran.</param>
    public void Complete(CellResult result, bool distributed)
    {
        ArgumentNullException.ThrowIfNull(result);
        lock (_displays.Gate)
        {
            _distributed |= distributed;
            // A cell that was never told to begin takes its pool from the result.
            if (_entries.Count == 0) _pool ??= result.Pool;
            if (_pool == result.Pool)
            {
                foreach (var rank in result.Ranks) AddOutcome(rank);
            }

            foreach (var warning in result.Diagnostics.Where(diagnostic => !diagnostic.IsError))
                AddLine(default, ErrorEntries.Line(warning));
            var errors = result.Diagnostics.Where(diagnostic => diagnostic.IsError).ToArray();
            if (errors.Length > 0) _entries.Add(ErrorEntries.OfDiagnostics(errors));
            else if (result.Interrupted && !_entries.OfType<ErrorEntry>().Any())
                _entries.Add(ErrorEntries.Plain(default, "Interrupted", "the cell was interrupted"));
        }
    }

    /// <summary>The outputs so far.</summary>
    public RenderedOutputs Render()
    {
        lock (_displays.Gate)
        {
            var outputs = new JsonArray();
            var ranks = new List<int?>();
            foreach (var entry in _entries)
            {
                if (entry.ToJson(_executionCount) is not { } json) continue;
                outputs.Add((JsonNode)json);
                ranks.Add(entry.Origin.ShownRank);
            }

            return new RenderedOutputs(outputs, _distributed ? ranks : null);
        }
    }

    private void AddOutcome(RankResult result)
    {
        if (!_ended.Add(result.Rank)) return;
        var origin = new Origin(_pool, result.Rank);
        if (result.DroppedBytes > 0) AddLine(origin, $"{origin.Prefix}{result.DroppedBytes} bytes of output beyond the limit were dropped");
        if (result.Outcome is RankOutcome.Completed { HasValue: true, Value: { } value }) _entries.Add(new DataEntry(origin, isResult: true, value));
        else if (ErrorEntries.Of(origin, result.Outcome) is { } error) _entries.Add(error);
    }

    private void AddLine(Origin origin, string line)
    {
        var begun = _streams.TryGetValue((origin, true), out var stream) && stream.EndsInLine && _entries[^1] == stream;
        AddText(origin, error: true, begun ? $"\n{line}\n" : $"{line}\n");
    }

    private void AddText(Origin origin, bool error, string text)
    {
        if (text.Length == 0) return;
        if (_streams.TryGetValue((origin, error), out var open))
        {
            if (_entries[^1] == open)
            {
                open.Append(text);
                return;
            }

            if (open.Continues(text))
            {
                var end = text.IndexOf('\n', StringComparison.Ordinal) + 1;
                open.Append(end == 0 ? text : text[..end]);
                text = end == 0 ? "" : text[end..];
                if (text.Length == 0) return;
            }
        }

        var fresh = new StreamEntry(origin, error);
        fresh.Append(text);
        _entries.Add(fresh);
        _streams[(origin, error)] = fresh;
    }
}
