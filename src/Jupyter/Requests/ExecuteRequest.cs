using System.Text.Json.Nodes;
using Distribute.Jupyter.Messages;

namespace Distribute.Jupyter.Requests;

/// <summary>What an <c>execute_request</c> asks. Immutable.</summary>
/// <param name="Code">The cell.</param>
/// <param name="Silent">Nothing is published, counted or remembered.</param>
/// <param name="StoreHistory">It is counted and remembered.</param>
/// <param name="AllowStdin">The person can be asked.</param>
/// <param name="StopOnError">If it fails, the requests that wait are not run.</param>
/// <param name="UserExpressions">Expressions to evaluate after it, by name.</param>
internal sealed record ExecuteRequest(
    string Code, bool Silent, bool StoreHistory, bool AllowStdin, bool StopOnError, IReadOnlyDictionary<string, string> UserExpressions)
{
    /// <summary>The type of its messages.</summary>
    public const string Type = "execute_request";

    public static ExecuteRequest Read(JsonObject content)
    {
        var silent = content.Flag("silent") ?? false;
        var code = content.Text("code") ?? "";
        // As in other kernels, a cell without code is no cell.
        var counts = !silent && !string.IsNullOrWhiteSpace(code) && (content.Flag("store_history") ?? true);
        var expressions = content["user_expressions"] is JsonObject named
            ? named.Where(pair => pair.Value is JsonValue).ToDictionary(pair => pair.Key, pair => named.Text(pair.Key) ?? "", StringComparer.Ordinal)
            : [];
        return new ExecuteRequest(
            code, silent, counts, content.Flag("allow_stdin") ?? false, content.Flag("stop_on_error") ?? true, expressions);
    }
}
