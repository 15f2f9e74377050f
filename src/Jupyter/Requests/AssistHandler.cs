using System.Text.Json.Nodes;
using Distribute.Contracts.Outcomes;
using Distribute.Jupyter.Assist;
using Distribute.Jupyter.Messages;
using Distribute.Notebooks.Outputs;

namespace Distribute.Jupyter.Requests;

/// <summary>Answers what front ends ask about the text of a cell. One question at a time.</summary>
internal sealed class AssistHandler(ICellAssist assist)
{
    public async Task<JsonObject> IsCompleteAsync(JsonObject request, CancellationToken stop)
    {
        var found = await assist.IsCompleteAsync(request.Text("code") ?? "", stop).ConfigureAwait(false);
        var reply = new JsonObject { ["status"] = found.Status.ToString().ToLowerInvariant() };
        if (found.Status == CellStatus.Incomplete) reply["indent"] = found.Indent;
        return reply;
    }

    public async Task<JsonObject> CompleteAsync(JsonObject request, CancellationToken stop)
    {
        var (code, position) = Place(request);
        var found = await assist.CompleteAsync(code, position, stop).ConfigureAwait(false);
        var (start, end) = (TextPosition.ToPoints(code, found.Start), TextPosition.ToPoints(code, found.End));
        return new JsonObject
        {
            ["status"] = "ok",
            ["matches"] = new JsonArray([.. found.Items.Select(item => (JsonNode)JsonValue.Create(item.Text))]),
            ["cursor_start"] = start,
            ["cursor_end"] = end,
            // The name that JupyterLab and VS Code read kinds and signatures under.
            ["metadata"] = new JsonObject
            {
                ["_jupyter_types_experimental"] = new JsonArray([.. found.Items.Select(item => (JsonNode)new JsonObject
                {
                    ["text"] = item.Text, ["type"] = item.Kind ?? "", ["signature"] = item.Signature ?? "", ["start"] = start, ["end"] = end,
                })]),
            },
        };
    }

    public async Task<JsonObject> InspectAsync(JsonObject request, CancellationToken stop)
    {
        var (code, position) = Place(request);
        var found = await assist.InspectAsync(code, position, request.Number("detail_level") == 1, stop).ConfigureAwait(false);
        return new JsonObject
        {
            ["status"] = "ok",
            ["found"] = found is not null,
            ["data"] = found is null ? [] : MimeJson.ToMessage(new MimeBundle(found)),
            ["metadata"] = new JsonObject(),
        };
    }

    private static (string Code, int Position) Place(JsonObject request)
    {
        var code = request.Text("code") ?? "";
        return (code, request.Number("cursor_pos") is { } points and >= 0 ? TextPosition.ToUnits(code, points) : code.Length);
    }
}
