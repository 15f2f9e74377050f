using System.IO.Enumeration;
using System.Text.Json.Nodes;
using Distribute.Jupyter.Messages;

namespace Distribute.Jupyter.Requests;

/// <summary>What this kernel has run and what came of it, as <c>history_request</c> asks for it. Used by one request at a time.</summary>
internal sealed class HistoryLog
{
    /// <summary>The number of the running session; earlier kernels leave no history.</summary>
    private const int CurrentSession = 1;

    /// <summary>Of more cells than anyone scrolls back, the newest are kept.</summary>
    private const int Most = 10_000;

    private readonly List<Entry> _entries = [];

    /// <summary>Adds a cell.</summary>
    /// <param name="count">Its execution count.</param>
    /// <param name="code">Its text.</param>
    /// <param name="result">Its result as text; null for none.</param>
    public void Add(int count, string code, string? result)
    {
        if (_entries.Count == Most) _entries.RemoveAt(0);
        _entries.Add(new Entry(count, code, result));
    }

    /// <summary>Answers a request.</summary>
    public JsonArray Find(JsonObject request)
    {
        var output = request.Flag("output") ?? false;
        var found = request.Text("hist_access_type") switch
        {
            "range" => Range(request),
            "search" => Search(request),
            _ => _entries.TakeLast(Limit(request)),
        };
        return new JsonArray([.. found.Select(entry => (JsonNode)new JsonArray(
            CurrentSession, entry.Count, output ? new JsonArray(entry.Code, entry.Result) : JsonValue.Create(entry.Code)))]);
    }

    // Session 0 is the current one, a negative number counts back from it.
    private IEnumerable<Entry> Range(JsonObject request)
    {
        if ((request.Number("session") ?? 0) is not (0 or CurrentSession)) return [];
        var start = request.Number("start") ?? 0;
        var stop = request.Number("stop") ?? int.MaxValue;
        return _entries.Where(entry => entry.Count >= start && entry.Count < stop);
    }

    private IEnumerable<Entry> Search(JsonObject request)
    {
        var pattern = request.Text("pattern") ?? "*";
        var found = _entries.Where(entry => FileSystemName.MatchesSimpleExpression(pattern, entry.Code, ignoreCase: false));
        if (request.Flag("unique") ?? false) found = found.Reverse().DistinctBy(entry => entry.Code, StringComparer.Ordinal).Reverse();
        return found.TakeLast(Limit(request));
    }

    private static int Limit(JsonObject request) => Math.Max(0, request.Number("n") ?? int.MaxValue);

    private sealed record Entry(int Count, string Code, string? Result);
}
