using Distribute.Contracts.Isolates;
using Distribute.Contracts.Outcomes;
using Distribute.Contracts.Runtime;

namespace Distribute.Sandbox.Output;

/// <summary>
/// A rank's console across runs: what code left over from an ended run says, which is told with the next output. Lives as
/// long as the rank. Thread safe.
/// </summary>
internal sealed class RankOutput(RankInfo rank)
{
    /// <summary>Most characters kept of what is said between two runs: enough to see what happened, never without bound.</summary>
    internal const int LateLimit = 64 * 1024;

    /// <summary>Most displays kept between two runs.</summary>
    internal const int LateDisplays = 100;

    private readonly object _gate = new();
    // References and no tuples: lists of those would have to be compiled in each rank's process.
    private readonly List<LateText> _late = [];
    private readonly List<LateBundle> _lateDisplays = [];
    private int _lateChars;
    private RunOutput? _active;

    public RankInfo Rank { get; } = rank;

    /// <summary>Begins a run: what was said since the last one comes first.</summary>
    public void Begin(RunOutput output)
    {
        LateText[] texts = [];
        LateBundle[] displays = [];
        lock (_gate)
        {
            _active = output;
            if (_late.Count > 0) texts = [.. _late];
            if (_lateDisplays.Count > 0) displays = [.. _lateDisplays];
            _late.Clear();
            _lateDisplays.Clear();
            _lateChars = 0;
        }

        foreach (var (stream, text) in texts) output.Write(stream, text, newLine: false);
        foreach (var (bundle, id, update) in displays) output.Display(bundle, id, update);
    }

    /// <summary>Ends a run; its output is whole after this.</summary>
    public void End(RunOutput output, TimeSpan patience)
    {
        lock (_gate)
        {
            if (ReferenceEquals(_active, output)) _active = null;
        }

        output.Close(patience);
    }

    /// <summary>Text of an ended run: to the run that goes on now, or kept for the next.</summary>
    public void Late(OutputStream stream, string text)
    {
        RunOutput? active;
        lock (_gate)
        {
            active = _active;
            if (active is null && _lateChars < LateLimit)
            {
                if (text.Length > LateLimit - _lateChars) text = text[..(LateLimit - _lateChars)];
                _lateChars += text.Length;
                _late.Add(new LateText(stream, text));
            }
        }

        active?.Write(stream, text, newLine: false);
    }

    /// <summary>A display of an ended run.</summary>
    public void LateDisplay(MimeBundle bundle, string? displayId, bool update)
    {
        RunOutput? active;
        lock (_gate)
        {
            active = _active;
            if (active is null && _lateDisplays.Count < LateDisplays) _lateDisplays.Add(new LateBundle(bundle, displayId, update));
        }

        active?.Display(bundle, displayId, update);
    }

    private sealed record LateText(OutputStream Stream, string Text);

    private sealed record LateBundle(MimeBundle Bundle, string? Id, bool Update);
}
