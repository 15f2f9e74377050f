namespace Distribute.Jupyter.Requests;

/// <summary>
/// The stop button. One press stops what runs; another within two seconds means "now": the kernel waits for it no longer.
/// Thread safe.
/// </summary>
internal sealed class Interrupts(TimeProvider time)
{
    /// <summary>Two presses this close belong together.</summary>
    public static readonly TimeSpan Together = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private Running? _running;
    private long? _lastPress;
    private bool _ended;

    /// <summary>Begins something that can be stopped; one at a time.</summary>
    public Running Begin()
    {
        lock (_gate)
        {
            _running = new Running(this);
            if (_ended) _running.Stop(again: false);
            return _running;
        }
    }

    /// <summary>The button was pressed.</summary>
    /// <returns>True for a press that escalates.</returns>
    public bool Press()
    {
        Running? running;
        bool again;
        lock (_gate)
        {
            var now = time.GetTimestamp();
            again = _lastPress is { } last && time.GetElapsedTime(last, now) < Together;
            _lastPress = now;
            running = _running;
        }

        return running is not null && running.Stop(again);
    }

    /// <summary>Stops what runs and is waited for no longer, and all that begins from now on: the kernel ends.</summary>
    public void End()
    {
        Running? running;
        lock (_gate)
        {
            _ended = true;
            running = _running;
        }

        running?.Stop(again: false);
        running?.Stop(again: true);
    }

    /// <summary>Something that runs and can be stopped, until it is disposed.</summary>
    public sealed class Running(Interrupts owner) : IDisposable
    {
        // Never disposed: what runs may outlive its being waited for, and the source has no timer.
        private readonly CancellationTokenSource _stop = new();
        private readonly CancellationTokenSource _unasked = new();
        private readonly TaskCompletionSource _givenUp = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Cancelled by the first press.</summary>
        public CancellationToken Token => _stop.Token;

        /// <summary>
        /// Ends a wait for the person's answer: cancelled by the first press and by the end. After <see cref="Token"/>, so
        /// that code which gets no answer is known to be stopped when it goes on.
        /// </summary>
        public CancellationToken Unasked => _unasked.Token;

        /// <summary>Completes with a press that follows another: wait no longer.</summary>
        public Task GivenUp => _givenUp.Task;

        public void Dispose()
        {
            lock (owner._gate)
            {
                if (owner._running == this) owner._running = null;
            }

            // A run may end while its question is open, at its time limit for one.
            _unasked.Cancel();
        }

        /// <returns>True when it is waited for no longer.</returns>
        internal bool Stop(bool again)
        {
            // What began between two presses has had one.
            again &= _stop.IsCancellationRequested;
            _stop.Cancel();
            _unasked.Cancel();
            return again && _givenUp.TrySetResult();
        }
    }
}
