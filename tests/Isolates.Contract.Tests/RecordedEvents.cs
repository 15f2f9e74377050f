using System.Text;
using Distribute.Contracts.Isolates;
using Distribute.Contracts.Outcomes;

namespace Distribute.Isolates.Contract.Tests;

/// <summary>Keeps all that a rank says, and lets a test wait for a text to come.</summary>
public sealed class RecordedEvents : IRankEvents
{
    private readonly object _gate = new();
    private readonly StringBuilder _out = new();
    private readonly StringBuilder _error = new();
    private readonly List<(OutputStream Stream, string Text)> _pieces = [];
    private readonly List<(MimeBundle Bundle, string? Id, bool Update)> _displays = [];
    private readonly List<(string Text, TaskCompletionSource Seen)> _waiting = [];
    private int _inside;

    public string Out { get { lock (_gate) return _out.ToString(); } }
    public string Error { get { lock (_gate) return _error.ToString(); } }
    public IReadOnlyList<(OutputStream Stream, string Text)> Pieces { get { lock (_gate) return [.. _pieces]; } }
    public IReadOnlyList<(MimeBundle Bundle, string? Id, bool Update)> Displays { get { lock (_gate) return [.. _displays]; } }
    public int Starts { get; private set; }
    public List<long> Drops { get; } = [];
    public bool Overlapped { get; private set; }
    public Func<string?> Answer { get; init; } = () => null;

    /// <summary>Ends when standard output holds the text.</summary>
    public Task Seen(string text)
    {
        lock (_gate)
        {
            if (_out.ToString().Contains(text, StringComparison.Ordinal)) return Task.CompletedTask;
            var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((text, seen));
            return seen.Task;
        }
    }

    public void Started(int rank) => Starts++;

    public void Output(int rank, OutputStream stream, string text)
    {
        if (Interlocked.Increment(ref _inside) != 1) Overlapped = true;
        lock (_gate)
        {
            _pieces.Add((stream, text));
            (stream == OutputStream.Out ? _out : _error).Append(text);
            if (_waiting.Count > 0) Wake(_out.ToString());
        }

        Interlocked.Decrement(ref _inside);
    }

    public void Displayed(int rank, MimeBundle value, string? displayId, bool update)
    {
        lock (_gate) _displays.Add((value, displayId, update));
    }

    public void Dropped(int rank, long bytes) => Drops.Add(bytes);

    public string? ReadLine(int rank, string prompt, bool password) => Answer();

    private void Wake(string text)
    {
        foreach (var (wanted, seen) in _waiting)
        {
            if (text.Contains(wanted, StringComparison.Ordinal)) seen.TrySetResult();
        }
    }
}
