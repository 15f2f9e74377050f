namespace Distribute.Magic.Rendering.Lanes;

/// <summary>Where a rank stands. The words are what a person reads: colour alone tells nobody anything.</summary>
/// <param name="Word">What it is called.</param>
/// <param name="Style">The name of its colour in the style sheet.</param>
internal sealed record LaneState(string Word, string Style)
{
    public static readonly LaneState Waiting = new("waiting", "idle");

    public static readonly LaneState Running = new("running", "run");

    private static readonly Dictionary<string, LaneState> _ended = new(StringComparer.Ordinal)
    {
        ["completed"] = new("ok", "ok"),
        ["failed"] = new("failed", "bad"),
        ["timedOut"] = new("timed out", "late"),
        ["interrupted"] = new("interrupted", "late"),
        ["died"] = new("died", "bad"),
        ["notRun"] = new("not run", "idle"),
    };

    public static LaneState Of(string outcome) => _ended[outcome];
}
