using System.Text;
using Distribute.Contracts.Isolates;
using Distribute.Contracts.Outcomes;

namespace Distribute.ProcessHost.Talking;

/// <summary>One run as the parent sees it: passes on what the child says and comes to exactly one outcome.</summary>
/// <remarks>Events are raised by the thread that listens to the child, one at a time; the outcome may come from any.</remarks>
internal sealed class ChildRun(int id, int rank, RunRequest request, IRankEvents events)
{
    private readonly TaskCompletionSource<RankOutcome> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _startedAt = Environment.TickCount64;
    private Exception? _fault;
    private long _rawBytes;
    private long _dropped;

    /// <summary>The number of the request.</summary>
    public int Id => id;

    /// <summary>What runs.</summary>
    public RunRequest Request => request;

    /// <summary>Its outcome.</summary>
    public Task<RankOutcome> Task => _outcome.Task;

    /// <summary>Set when the run was asked to stop.</summary>
    public bool IsStopping { get; set; }

    /// <summary>How long it has run.</summary>
    public TimeSpan Elapsed => TimeSpan.FromMilliseconds(Environment.TickCount64 - _startedAt);

    /// <summary>Whether the child has told that its code began. A child that dies within the first moment may not have come to that.</summary>
    public bool HasStarted { get; private set; }

    public void Started()
    {
        HasStarted = true;
        Raise(() => events.Started(rank));
    }

    public void Output(OutputStream stream, string text) => Raise(() => events.Output(rank, stream, text));

    public void Displayed(MimeBundle value, string? displayId, bool update) => Raise(() => events.Displayed(rank, value, displayId, update));

    public void Dropped(long bytes) => _dropped += bytes;

    /// <summary>Text that the process wrote past the console: native code, the runtime, programs that a cell started.</summary>
    public void Raw(OutputStream stream, string text)
    {
        if (text.Length == 0) return;
        var bytes = Encoding.UTF8.GetByteCount(text);
        if (_rawBytes + bytes > request.OutputLimit)
        {
            _dropped += bytes;
            return;
        }

        _rawBytes += bytes;
        Output(stream, text);
    }

    /// <summary>Asks the person. May block for as long as the person likes.</summary>
    public string? ReadLine(string prompt, bool password) => request.CanRead ? events.ReadLine(rank, prompt, password) : null;

    /// <summary>Ends the run.</summary>
    public void End(RankOutcome outcome)
    {
        if (_dropped > 0) Raise(() => events.Dropped(rank, _dropped));
        if (_fault is null) _outcome.TrySetResult(outcome);
        else _outcome.TrySetException(_fault);
    }

    /// <summary>Ends the run with a fault of the machinery.</summary>
    public void Fail(Exception fault) => _outcome.TrySetException(fault);

    // The front end's code threw: told to the one who gave it, at the end of the run.
    private void Raise(Action raise)
    {
        try
        {
            raise();
        }
        catch (Exception failed)
        {
            _fault ??= failed;
        }
    }
}
