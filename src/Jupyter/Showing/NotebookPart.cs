using Distribute.Contracts.Isolates;
using Distribute.Contracts.Outcomes;
using Distribute.Magic.Rendering;
using Distribute.Sandbox.Sessions;

namespace Distribute.Jupyter.Showing;

/// <summary>Shows an ordinary part, or what a magic says: streams, displays and the result as they are.</summary>
internal sealed class NotebookPart(ICellOutput output) : PartSink
{
    public override void Output(int rank, OutputStream stream, string text) => output.Stream(stream == OutputStream.Error, text);

    public override void Displayed(int rank, MimeBundle value, string? displayId, bool update)
    {
        if (ClearOutputMark.Is(value, out var wait)) output.Clear(wait);
        else if (update && displayId is not null) output.Update(value, displayId);
        else output.Display(value, displayId);
    }

    public override void Note(SessionNote note)
    {
        if (!note.DebugOnly) output.Stream(error: false, $"note: {note.Text.ReplaceLineEndings(" ")}\n");
    }

    public override void Ended(CellResult result)
    {
        output.Stream(error: true, PlainLines.Dropped(result.Ranks, marked: false));
        foreach (var rank in result.Ranks)
            if (rank.Outcome is RankOutcome.Completed { HasValue: true, Value: { } value }) output.Result(value);
    }
}
