using System.Text.Json.Nodes;
using Distribute.Contracts.Outcomes;

namespace Distribute.Jupyter.Showing;

/// <summary>
/// Where a running cell shows something: its output area in the front end. What is shown appears in the order of the
/// calls. Thread safe; returns at once.
/// </summary>
internal interface ICellOutput
{
    /// <summary>The cell's execution count.</summary>
    int ExecutionCount { get; }

    /// <summary>Adds text to a stream.</summary>
    void Stream(bool error, string text);

    /// <summary>Shows a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="displayId">Names it, so that it can be replaced; null for no name.</param>
    /// <param name="metadata">What is known about it; null for nothing.</param>
    void Display(MimeBundle value, string? displayId = null, JsonObject? metadata = null);

    /// <summary>Replaces all values shown under a name, also by earlier cells.</summary>
    void Update(MimeBundle value, string displayId, JsonObject? metadata = null);

    /// <summary>Shows a result.</summary>
    void Result(MimeBundle value, JsonObject? metadata = null);

    /// <summary>Clears the output area.</summary>
    /// <param name="wait">Only when the next output comes.</param>
    void Clear(bool wait);
}
