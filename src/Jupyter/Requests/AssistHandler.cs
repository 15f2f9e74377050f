using System.Text.Json.Nodes;
using Distribute.Contracts.Assistance;
using Distribute.Contracts.Outcomes;
using Distribute.Jupyter.Messages;
using Distribute.Magic.Assistance;
using Distribute.Notebooks.Outputs;

namespace Distribute.Jupyter.Requests;

/// <summary>Answers what front ends ask about the text of a cell. One question at a time.</summary>
internal sealed class AssistHandler(CellAssistance assistance)
{
    // Reading what authors say of an item takes some 15 ms, and who types on waits for them: front ends ask for others by inspection.
    private const int Documented = 1;

    public JsonObject IsComplete(JsonObject request)
    {
        var found = assistance.CheckComplete(request.Text("code") ?? "");
        var reply = new JsonObject { ["status"] = found.Status.ToString().ToLowerInvariant() };
        if (found.Status == Completeness.Incomplete) reply["indent"] = found.Indent;
        return reply;
    }

    public async Task<JsonObject> CompleteAsync(JsonObject request, CancellationToken stop)
    {
        var (code, position) = Place(request);
        var found = await assistance.CompleteAsync(code, position, Documented, stop).ConfigureAwait(false);
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
                    ["text"] = item.Text, ["type"] = WordOf(item.Kind), ["signature"] = item.Documentation ?? "", ["start"] = start, ["end"] = end,
                })]),
            },
        };
    }

    public async Task<JsonObject> InspectAsync(JsonObject request, CancellationToken stop)
    {
        var (code, position) = Place(request);
        var info = await assistance.DescribeAsync(code, position, stop).ConfigureAwait(false);
        var help = await assistance.SignaturesAsync(code, position, stop).ConfigureAwait(false);
        var isFound = info is not null || help is not null;
        return new JsonObject
        {
            ["status"] = "ok",
            ["found"] = isFound,
            ["data"] = !isFound ? [] : MimeJson.ToMessage(new MimeBundle(new Dictionary<string, string>
            {
                ["text/plain"] = InspectionText.Plain(info, help), ["text/markdown"] = InspectionText.Markdown(info, help),
            })),
            ["metadata"] = new JsonObject(),
        };
    }

    private static (string Code, int Position) Place(JsonObject request)
    {
        var code = request.Text("code") ?? "";
        return (code, request.Number("cursor_pos") is { } points and >= 0 ? TextPosition.ToUnits(code, points) : code.Length);
    }

    // The words by which JupyterLab chooses its pictures.
    private static string WordOf(CompletionKind kind) => kind switch
    {
        CompletionKind.Method or CompletionKind.ExtensionMethod => "function",
        CompletionKind.Structure => "struct",
        CompletionKind.Namespace => "module",
        CompletionKind.EnumMember => "enumMember",
        CompletionKind.TypeParameter => "typeParameter",
        CompletionKind.Parameter => "variable",
        _ => kind.ToString().ToLowerInvariant(),
    };
}
