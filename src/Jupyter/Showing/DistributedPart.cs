using Distribute.Contracts.Isolates;
using Distribute.Contracts.Outcomes;
using Distribute.Magic.Rendering;
using Distribute.Sandbox.Sessions;

namespace Distribute.Jupyter.Showing;

/// <summary>
/// Shows a distributed part as plain text: each line behind its rank, then values, then how the ranks ended. What is more
/// than text is a display of its own, whose metadata names its rank.
/// </summary>
internal sealed class DistributedPart(ICellOutput output, DistributeOptions options) : PartSink
{
    private readonly Lock _gate = new();
    private readonly PlainLines _lines = new();
    private readonly HashSet<SessionNote> _notes = [];
    private string _pool = options.Pool;

    public override void Began(string? pool, IReadOnlyList<int> ranks, TimeSpan? timeout) => _pool = pool ?? _pool;

    public override void Output(int rank, OutputStream stream, string text)
    {
        lock (_gate) output.Stream(stream == OutputStream.Error, _lines.Append(rank, stream, text));
    }

    public override void Displayed(int rank, MimeBundle value, string? displayId, bool update)
    {
        // One area is all ranks': none clears what the others have shown.
        if (ClearOutputMark.Is(value, out _)) return;
        var id = RankDisplay.Id(_pool, rank, displayId);
        lock (_gate)
        {
            Flush(rank);
            if (update && id is not null) output.Update(Marked(rank, value), id, RankDisplay.Metadata(rank));
            else output.Display(Marked(rank, value), id, RankDisplay.Metadata(rank));
        }
    }

    public override void RankEnded(RankResult result)
    {
        lock (_gate) Flush(result.Rank);
    }

    public override void Note(SessionNote note)
    {
        lock (_gate)
        {
            if (_notes.Add(note) && IsWanted(note, options))
                output.Stream(error: false, $"note: {note.Text.ReplaceLineEndings(" ")}\n");
        }
    }

    public override void Ended(CellResult result)
    {
        foreach (var note in result.Notes) Note(note);
        lock (_gate)
        {
            output.Stream(error: true, PlainLines.Dropped(result.Ranks, marked: true));
            var values = result.Ranks.Where(rank => Value(rank) is not null).ToList();
            foreach (var rank in values.Where(rank => IsRich(Value(rank)!))) output.Result(Marked(rank.Rank, Value(rank)!), RankDisplay.Metadata(rank.Rank));
            var plain = PlainLines.Values([.. values.Where(rank => !IsRich(Value(rank)!))]);
            if (result.Ranks.Count > 0 && !(options.Quiet && result.Ok)) plain += PlainLines.Closing(result.Ranks, result.Elapsed);
            output.Stream(error: false, plain);
        }
    }

    private void Flush(int rank)
    {
        output.Stream(error: false, _lines.End(rank, OutputStream.Out));
        output.Stream(error: true, _lines.End(rank, OutputStream.Error));
    }

    private static MimeBundle? Value(RankResult rank) => rank.Outcome is RankOutcome.Completed { HasValue: true, Value: { } value } ? value : null;

    private static bool IsRich(MimeBundle value) => value.Data.Keys.Any(type => type != "text/plain");

    private static MimeBundle Marked(int rank, MimeBundle value) =>
        new(new Dictionary<string, string>(value.Data) { ["text/plain"] = $"[{rank}] {value.PlainText}" });
}
