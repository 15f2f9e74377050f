using System.Diagnostics;
using System.Text;
using Distribute.Contracts.Isolates;
using Distribute.Contracts.Outcomes;
using Distribute.Contracts.Runtime;

namespace Distribute.Sandbox.Output;

/// <summary>
/// What one run says, on its way to the front end: both streams and displays in the order they came, text put together
/// into pieces, bounded by a number of bytes beyond which it is only counted.
/// Opened when a run begins; after <see cref="Close"/> what leftovers of the run still say goes to the rank's next output.
/// </summary>
/// <remarks>Thread safe. Events are raised under the run's own lock, so that they come one at a time and in order.</remarks>
internal sealed class RunOutput(RankOutput owner, IRankEvents events, int limit, IStopShield shield)
{
    /// <summary>Text is handed over at the latest when this much has come together: few calls for a flood, little held back.</summary>
    private const int FlushChars = 4096;

    /// <summary>A line waits at most this long for more text to go with it; less than a person notices.</summary>
    internal static readonly TimeSpan FlushDelay = TimeSpan.FromMilliseconds(5);

    private static readonly long FlushDelayTicks = (long)(FlushDelay.TotalSeconds * Stopwatch.Frequency);

    /// <summary>How much more than text the displays of a run may take: a few pictures are a thousand pages, and a front end keeps them all.</summary>
    private const int DisplayShare = 64;

    private readonly object _gate = new();
    private readonly int _rank = owner.Rank.Rank;
    private char[] _pending = [];
    private int _count;
    private OutputStream _stream;
    private long _lastFlush;
    private long _bytes;
    private long _dropped;
    private long _cut;
    private long _displayed;
    private bool _scheduled;
    private bool _closed;

    /// <summary>Takes text, followed by a line end if asked.</summary>
    public void Write(OutputStream stream, ReadOnlySpan<char> text, bool newLine)
    {
        lock (_gate)
        {
            if (!_closed)
            {
                if (stream != _stream && _count > 0) Deliver();
                _stream = stream;
                Append(text);
                if (newLine) Append("\n");
                FlushIfDue(newLine || text.Contains('\n'));
                return;
            }
        }

        owner.Late(stream, newLine ? string.Concat(text, "\n") : text.ToString());
    }

    /// <summary>Cuts a value's text where text that is printed would be cut. Its other forms are for programs, and half of one is none.</summary>
    public MimeBundle Fit(MimeBundle bundle)
    {
        const string Plain = "text/plain";
        var text = bundle.PlainText;
        // No character takes more than three bytes.
        if (text.Length <= limit / 3 || Encoding.UTF8.GetByteCount(text) is var size && size <= limit) return bundle;
        var kept = text[..CharsThatFit(text, limit)];
        lock (_gate) _cut += size - Encoding.UTF8.GetByteCount(kept);
        return new MimeBundle(new Dictionary<string, string>(bundle.Data) { [Plain] = kept });
    }

    /// <summary>Hands a display over, after the text that came before it; one beyond the limit is only counted.</summary>
    public void Display(MimeBundle bundle, string? displayId, bool update)
    {
        bundle = Fit(bundle);
        var size = bundle.Data.Sum(form => (long)form.Value.Length);
        lock (_gate)
        {
            if (!_closed)
            {
                if (_displayed + size > (long)limit * DisplayShare)
                {
                    _cut += size;
                    return;
                }

                _displayed += size;
                Deliver();
                Raise(() => events.Displayed(_rank, bundle, displayId, update));
                return;
            }
        }

        owner.LateDisplay(bundle, displayId, update);
    }

    /// <summary>Hands over what has come together.</summary>
    public void Flush()
    {
        lock (_gate)
        {
            _scheduled = false;
            if (!_closed) Deliver();
        }
    }

    /// <summary>Hands over the rest and tells what was dropped; nothing is raised after it. Called on no rank's code.</summary>
    /// <param name="patience">How long to wait for a writer that is stuck inside; after that its text is given up.</param>
    public void Close(TimeSpan patience)
    {
        if (!Monitor.TryEnter(_gate, patience))
        {
            _closed = true;
            return;
        }

        try
        {
            if (_closed) return;
            DeliverNow();
            if (_dropped + _cut > 0) events.Dropped(_rank, _dropped + _cut);
            _closed = true;
            _pending = [];
        }
        finally
        {
            Monitor.Exit(_gate);
        }
    }

    private void Append(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty) return;
        var size = Encoding.UTF8.GetByteCount(text);
        if (_dropped > 0)
        {
            _dropped += size;
            return;
        }

        if (_bytes + size > limit)
        {
            var fits = CharsThatFit(text, limit - _bytes);
            var kept = Encoding.UTF8.GetByteCount(text[..fits]);
            _dropped += size - kept;
            size = kept;
            text = text[..fits];
        }

        _bytes += size;
        if (_count + text.Length > _pending.Length)
        {
            // No Array.Resize: it would have to be compiled in each rank's process.
            var larger = new char[Math.Max(_count + text.Length, Math.Min(FlushChars * 2, Math.Max(256, _pending.Length * 2)))];
            _pending.AsSpan(0, _count).CopyTo(larger);
            _pending = larger;
        }

        text.CopyTo(_pending.AsSpan(_count));
        _count += text.Length;
        if (!text.Contains('\r')) return;
        (_count, var overwritten) = OverwrittenText.Remove(_pending.AsSpan(0, _count));
        _bytes -= overwritten;
    }

    private static int CharsThatFit(ReadOnlySpan<char> text, long bytes)
    {
        long used = 0;
        var at = 0;
        while (at < text.Length)
        {
            Rune.DecodeFromUtf16(text[at..], out var rune, out var length);
            used += rune.Utf8SequenceLength;
            if (used > bytes) break;
            at += length;
        }

        return at;
    }

    private void FlushIfDue(bool hasLine)
    {
        if (_count == 0) return;
        if (_count >= FlushChars || (hasLine && Stopwatch.GetTimestamp() - _lastFlush > FlushDelayTicks))
        {
            Deliver();
        }
        else if (!_scheduled)
        {
            _scheduled = true;
            FlushClock.Schedule(this);
        }
    }

    private void Deliver()
    {
        if (_count == 0) return;
        // While the rank's thread is being torn out of its code it must not be inside the front end's; the text waits for
        // the end of the run.
        if (!shield.TryEnter()) return;
        var current = RankExecution.Current;
        if (current is not null) RankExecution.Current = null;
        try
        {
            DeliverNow();
        }
        finally
        {
            if (current is not null) RankExecution.Current = current;
            shield.Leave();
        }
    }

    private void DeliverNow()
    {
        if (_count == 0) return;
        var text = new string(_pending, 0, _count);
        _count = 0;
        if (_pending.Length > FlushChars * 4) _pending = [];
        events.Output(_rank, _stream, text);
        _lastFlush = Stopwatch.GetTimestamp();
    }

    // The front end's code is not the cell's: what it writes to the console itself must not come back here.
    private void Raise(Action raise)
    {
        if (!shield.TryEnter()) return;
        var current = RankExecution.Current;
        RankExecution.Current = null;
        try
        {
            raise();
        }
        finally
        {
            RankExecution.Current = current;
            shield.Leave();
        }
    }
}
