using System.Globalization;
using Distribute.Contracts.Isolates;
using Distribute.Contracts.Outcomes;
using Distribute.Contracts.Runtime;
using Distribute.Sandbox.Output;
using Distribute.Sandbox.Ranks;

namespace Distribute.Sandbox.Threads;

/// <summary>
/// One run on a rank's thread: from the post to the outcome, exactly one. Stopping it goes through three stages, each
/// harder: asking (woven checks and token), interrupts for a thread that waits, giving the thread up as lost.
/// </summary>
/// <remarks>
/// Thread safe. There is no abort: the framework's (ControlledExecution) ends the whole process when it lands in code that
/// makes calls, and leaves locks held for ever when it does not; ARCHITECTURE.md has the figures.
/// </remarks>
internal sealed class ThreadRun : TaskCompletionSource<RankOutcome>, IStopShield
{
    /// <summary>How long asking may take before force: long against a woven check, short against the grace.</summary>
    private static readonly TimeSpan AskFor = TimeSpan.FromMilliseconds(40);

    /// <summary>How often code that went into another wait is interrupted again.</summary>
    private static readonly TimeSpan StrikeEvery = TimeSpan.FromMilliseconds(4);

    /// <summary>How often it is tried at the least: where the machine is busy, time passes without anyone's having had a turn.</summary>
    private const int LeastRounds = 12;

    /// <summary>What the outcome itself needs of the grace.</summary>
    private static readonly TimeSpan Reserve = TimeSpan.FromMilliseconds(30);

    private readonly RankRuntime _runtime;
    private readonly CellExecution _execution;
    private readonly Action _replaceThread;
    private CancellationTokenRegistration _registration;
    private Thread? _thread;
    private int _state = State.Shielded;
    private int _stopAsked;

    /// <summary>Prepares a run.</summary>
    /// <param name="runtime">The rank.</param>
    /// <param name="request">What to run.</param>
    /// <param name="events">Who hears of it.</param>
    /// <param name="replaceThread">Gives the rank another thread; called before a lost run's outcome is known.</param>
    public ThreadRun(RankRuntime runtime, RunRequest request, IRankEvents events, Action replaceThread)
        // Where the process is the rank's own, what follows a run only sends its outcome: that needs no other thread.
        : base(runtime.OwnsProcess ? TaskCreationOptions.None : TaskCreationOptions.RunContinuationsAsynchronously)
    {
        _runtime = runtime;
        _replaceThread = replaceThread;
        _execution = runtime.Begin(request, events, this);
    }

    /// <summary>True when the thread was given up: whatever it does now, it is not the rank's any more.</summary>
    public bool IsLost => Volatile.Read(ref _state) == State.Lost;

    /// <summary>Stops the run when the token is cancelled. Called before the run is posted.</summary>
    public void StopOn(CancellationToken cancellationToken)
    {
        if (cancellationToken.CanBeCanceled) _registration = cancellationToken.UnsafeRegister(static run => ((ThreadRun)run!).Stop(), this);
    }

    /// <summary>Begins to stop the run; returns at once.</summary>
    public void Stop()
    {
        if (Interlocked.Exchange(ref _stopAsked, 1) != 0) return;
        _execution.Stop();
        // A thread of its own: the pool may be full of the very code that is to be stopped.
        new Thread(Escalate) { IsBackground = true, Name = "stopping " + _runtime.Rank.DisplayName }.UnsafeStart();
    }

    /// <summary>Runs to the end on the calling thread, which is the rank's.</summary>
    public void RunOnThisThread()
    {
        _thread = Thread.CurrentThread;
        Exception? fault = null;
        try
        {
            _execution.Start();
            RankExecution.Current = _execution;
            Interlocked.CompareExchange(ref _state, State.Idle, State.Shielded);
            Body();
        }
        catch (Exception failed)
        {
            // Of a run that is being stopped the outcome is that it was stopped, whatever it says on the way out.
            if (_execution.IsStopping) _execution.TornBy = failed;
            else fault = failed;
        }

        Leave(fault);
    }

    bool IStopShield.TryEnter() =>
        Thread.CurrentThread != _thread || Interlocked.CompareExchange(ref _state, State.Shielded, State.Idle) == State.Idle;

    void IStopShield.Leave()
    {
        if (Thread.CurrentThread == _thread) Interlocked.CompareExchange(ref _state, State.Idle, State.Shielded);
    }

    private void Body()
    {
        try
        {
            _runtime.Execute(_execution);
        }
        finally
        {
            // Already in here: what follows inside the framework waits, and must not be interrupted.
            EndForce();
        }
    }

    /// <summary>After this no force comes any more, and none that came is left over.</summary>
    private void EndForce()
    {
        // Not SpinOnce with its default: that sleeps, and a sleep is what an interrupt waits for.
        for (var spin = new SpinWait(); ; spin.SpinOnce(sleep1Threshold: -1))
        {
            var state = Volatile.Read(ref _state);
            if (state is State.Ended or State.Lost) break;
            if (state != State.Striking && Interlocked.CompareExchange(ref _state, State.Ended, state) == state) break;
        }

        // One that found the thread awake waits for its next wait, and so does one that the cell sent to its own thread: neither is for what comes next.
        PendingInterrupt.Take();
    }

    private void Leave(Exception? fault)
    {
        EndForce();
        RankExecution.Current = null;
        if (IsLost) return;
        _registration.Unregister();
        try
        {
            var outcome = _runtime.Finish(_execution, lost: null, Timeout.InfiniteTimeSpan);
            if (fault is null) TrySetResult(outcome);
            else TrySetException(fault);
        }
        catch (Exception failed)
        {
            // The front end's code threw while it took the rest of the output: told to the one who gave it.
            TrySetException(failed);
        }
    }

    private void Escalate()
    {
        var grace = _execution.Request.StopGrace;
        var deadline = Environment.TickCount64 + (long)Math.Max(0, (grace - Reserve).TotalMilliseconds);
        if (EndsWithin(TimeSpan.FromTicks(Math.Min(AskFor.Ticks, grace.Ticks / 4)))) return;
        for (var round = 0; round < LeastRounds || Environment.TickCount64 < deadline; round++)
        {
            _runtime.Rank.EndMatches();
            if (IsWaiting && TryForce()) Strike();
            if (EndsWithin(StrikeEvery)) return;
        }

        if (TryGiveUp()) FinishLost();
    }

    private bool EndsWithin(TimeSpan time) => ((IAsyncResult)Task).AsyncWaitHandle.WaitOne(time);

    private bool TryForce()
    {
        var before = Interlocked.CompareExchange(ref _state, State.Forced, State.Idle);
        return before is State.Idle or State.Forced;
    }

    private bool IsWaiting => (_thread!.ThreadState & ThreadState.WaitSleepJoin) != 0;

    private void Strike()
    {
        if (Interlocked.CompareExchange(ref _state, State.Striking, State.Forced) != State.Forced) return;
        _thread!.Interrupt();
        Volatile.Write(ref _state, State.Forced);
    }

    private bool TryGiveUp()
    {
        while (true)
        {
            var state = Volatile.Read(ref _state);
            if (state == State.Ended) return false;
            if (Interlocked.CompareExchange(ref _state, State.Lost, state) == state) return true;
        }
    }

    private void FinishLost()
    {
        _registration.Unregister();
        _replaceThread();
        var seconds = _execution.Request.StopGrace.TotalSeconds.ToString("0.##", CultureInfo.InvariantCulture);
        var message = $"The code could not be stopped within {seconds} s: it is inside library or native code, which has no stop checks. " +
            "Its thread was given up and may go on by itself; the rank has a new one and keeps its variables. " +
            "Code like this can be ended where a rank is a process that can be killed: run the cell with --mode process.";
        TrySetResult(_runtime.Finish(_execution, message, Reserve / 2));
    }

    private static class State
    {
        /// <summary>The person's code runs; force may begin.</summary>
        public const int Idle = 0;

        /// <summary>The machinery's or the front end's code runs on the rank's thread; force waits.</summary>
        public const int Shielded = 1;

        /// <summary>Force has begun.</summary>
        public const int Forced = 2;

        /// <summary>An interrupt is just being sent.</summary>
        public const int Striking = 3;

        /// <summary>The code has ended.</summary>
        public const int Ended = 4;

        /// <summary>The thread was given up.</summary>
        public const int Lost = 5;
    }
}
