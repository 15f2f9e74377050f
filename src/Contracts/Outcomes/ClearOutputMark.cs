namespace Distribute.Contracts.Outcomes;

/// <summary>
/// How a cell asks for its output to be cleared: a display of this MIME type, which shows nothing. A front end that does not
/// know it shows nothing wrong.
/// </summary>
public static class ClearOutputMark
{
    /// <summary>The MIME type.</summary>
    public const string MimeType = "application/vnd.distribute.clear-output";

    /// <summary>The content that means: when the next output comes.</summary>
    public const string Wait = "wait";

    /// <summary>Whether a display is such a request.</summary>
    /// <param name="value">The display.</param>
    /// <param name="wait">True to clear only when the next output comes.</param>
    public static bool Is(MimeBundle value, out bool wait)
    {
        ArgumentNullException.ThrowIfNull(value);
        wait = value.Data.TryGetValue(MimeType, out var when) && when == Wait;
        return when is not null;
    }
}
