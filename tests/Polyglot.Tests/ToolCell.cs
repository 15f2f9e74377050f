using System.Text.Json;

namespace Distribute.Polyglot.Tests;

/// <summary>What a command said while the tool ran it. Thread safe.</summary>
internal sealed class ToolCell
{
    private readonly Dictionary<string, string> _shown = [];
    private readonly TaskCompletionSource<ToolCell> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _began = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes with the command.</summary>
    public Task<ToolCell> Ended => _ended.Task;

    /// <summary>Completes when <c>begun</c> was shown.</summary>
    public Task Began => _began.Task;

    public string? Error { get; private set; }

    /// <summary>All displays in their last state, and what was printed.</summary>
    public string Text
    {
        get { lock (_shown) return string.Concat(_shown.Values); }
    }

    public void Hear(string type, JsonElement said, bool isPart)
    {
        if (said.TryGetProperty("formattedValues", out var values))
            foreach (var value in values.EnumerateArray()) Show(said, value.GetProperty("mimeType").GetString()!, value.GetProperty("value").GetString()!);
        if (type == "CommandFailed") Error = said.GetProperty("message").GetString();
        if (!isPart && type is ("CommandFailed" or "CommandSucceeded")) _ended.TrySetResult(this);
    }

    private void Show(JsonElement said, string mimeType, string text)
    {
        if (mimeType == "text/plain") lock (_shown) _shown[said.TryGetProperty("valueId", out var id) && id.GetString() is { } known ? known : $"{_shown.Count}"] = text;
        if (text.Contains("begun", StringComparison.Ordinal)) _began.TrySetResult();
    }
}
