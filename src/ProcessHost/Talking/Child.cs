using System.Collections.Concurrent;
using Distribute.Contracts.Isolates;
using Distribute.Contracts.Outcomes;
using Distribute.Contracts.State;
using Distribute.ProcessHost.Ending;
using Distribute.ProcessHost.Starting;
using Distribute.ProcessHost.Wire;
using MessagePack;

namespace Distribute.ProcessHost.Talking;

/// <summary>
/// One child process, from its start to its end: sends it requests and matches its replies. It comes to exactly one
/// <see cref="Death"/>, after which every request fails with its reason. A rank that goes on gets another child.
/// </summary>
/// <remarks>Thread safe. What the child sends is handled by the one thread that listens to it.</remarks>
internal sealed class Child
{
    private readonly FrameOutput _output;
    private readonly ConcurrentDictionary<int, TaskCompletionSource<object?>> _pending = [];
    private readonly TaskCompletionSource<bool> _welcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<Death> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private volatile ChildRun? _run;
    private ChildRun? _lastRun;
    private Death? _cause;
    private Death? _death;
    private Action<Child, Death>? _died;
    private int _lastId;
    private bool _isReaped;

    public Child(int processId, int socket, string token, byte[] secret)
    {
        ProcessId = processId;
        Token = token;
        Secret = secret;
        _output = new FrameOutput(socket);
    }

    /// <summary>The system's number of the process.</summary>
    public int ProcessId { get; }

    /// <summary>Marks all that the process starts.</summary>
    public string Token { get; }

    /// <summary>The rank's number; 0 until it has one.</summary>
    public int Rank { get; set; }

    /// <summary>The half of the secret that the child must say.</summary>
    private byte[] Secret { get; }

    /// <summary>Most bytes of memory that it may have; null for no limit.</summary>
    public long? MemoryLimit { get; init; }

    /// <summary>Images that were sent.</summary>
    public HashSet<string> Loaded { get; } = new(StringComparer.Ordinal);

    /// <summary>How many batches of references were sent.</summary>
    public int References { get; set; }

    /// <summary>True when a run came to its outcome here.</summary>
    public bool HasServed { get; private set; }

    /// <summary>How it was started, for those who debug.</summary>
    public string Story { get; set; } = "";

    /// <summary>What it wrote to its error stream before it had anything to run.</summary>
    public string EarlyWords { get; private set; } = "";

    /// <summary>Completes with its death. By then those of <see cref="WhenDied"/> have heard.</summary>
    public Task<Death> Ended => _ended.Task;

    /// <summary>Completes when nothing is left of it or of what it started.</summary>
    public Task Gone => _gone.Task;

    /// <summary>Completes when the handshake is done; false when the child ended before.</summary>
    public Task<bool> Welcomed => _welcome.Task;

    /// <summary>What it is being ended for; null when nobody here ends it.</summary>
    public Death? Cause => Volatile.Read(ref _cause);

    /// <summary>Whether it was asked for something that it has not done yet.</summary>
    public bool IsBusy => _run is not null || !_pending.IsEmpty;

    /// <summary>Has somebody hear of its death before anybody else does; at once, if it has died already.</summary>
    public void WhenDied(Action<Child, Death> hear)
    {
        Death? before;
        lock (_gate)
        {
            before = _death;
            _died = hear;
        }

        if (before is not null) hear(this, before);
    }

    /// <summary>Receives the checkpoint of a run, before its outcome.</summary>
    public Action<StateSnapshot>? Checkpointed { get; set; }

    /// <summary>Ends the process and its group at once.</summary>
    /// <param name="cause">What its death will be, unless it has died already.</param>
    public void Kill(Death cause)
    {
        Interlocked.CompareExchange(ref _cause, cause, null);
        lock (_gate)
        {
            // Once it is reaped its number may be another process's.
            if (!_isReaped) Remains.KillGroup(ProcessId);
        }
    }

    /// <summary>Takes the system's word about the end of the process. Called by the listening thread alone.</summary>
    /// <returns>False when it still lives.</returns>
    public bool TryReap(out ExitStatus status)
    {
        lock (_gate)
        {
            var ended = Native.Wait(ProcessId, out var word, Native.DoNotHang);
            status = ended == ProcessId ? ExitStatus.Of(word) : default;
            // An error means that somebody else took the word: then nobody knows it.
            return _isReaped = ended != 0;
        }
    }

    /// <summary>Sends the first frame.</summary>
    public void Greet(ReadOnlySpan<byte> secret)
    {
        var hello = new FrameBuffer(FrameKind.Hello, 0);
        var writer = new MessagePackWriter(hello);
        writer.Write(WireLimits.Version);
        writer.Write(secret);
        writer.Flush();
        _ = _output.Send(hello);
    }

    /// <summary>A frame for a request, with a number of its own.</summary>
    public FrameBuffer NewRequest(FrameKind kind, out int id) => new(kind, id = Interlocked.Increment(ref _lastId));

    /// <summary>Sends a request and gives its reply: null, snapshots or variables.</summary>
    /// <exception cref="IsolateException">The child could not do it.</exception>
    /// <exception cref="ChildDiedException">The child died before its reply.</exception>
    public async Task<object?> AskAsync(FrameBuffer request, int id, CancellationToken cancellationToken)
    {
        var reply = new TaskCompletionSource<object?>(TaskCreationOptions.RunContinuationsAsynchronously);
        _pending[id] = reply;
        if (_death is { } before) throw Forget(id, before);
        // A reply that nobody waits for any more is dropped when it comes.
        _ = _output.Send(request);
        return await reply.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends the request that begins a run.</summary>
    public Task<RankOutcome> Begin(FrameBuffer request, ChildRun run)
    {
        lock (_gate)
        {
            if (_death is { } before)
            {
                run.End(new RankOutcome.Died(before.Reason));
                return run.Task;
            }

            if (_run is not null) throw new InvalidOperationException($"Rank {Rank} is running another cell.");
            _run = _lastRun = run;
        }

        _ = _output.Send(request);
        return run.Task;
    }

    /// <summary>Asks the run that goes on to stop.</summary>
    public void AskToStop()
    {
        if (_run is not { } run) return;
        run.IsStopping = true;
        // If a large frame is just under way the child is not reading; what does not stop in time is ended.
        _ = _output.TrySend(new FrameBuffer(FrameKind.Stop, 0));
    }

    /// <summary>Text that the process wrote past the channel.</summary>
    public void Raw(OutputStream stream, string text)
    {
        if (_run is { } run) run.Raw(stream, text);
        else if (EarlyWords.Length < WireLimits.MaxEarlyWords) EarlyWords += text;
    }

    /// <summary>What was written between two runs, told with the next.</summary>
    public string TakeEarlyWords()
    {
        if (EarlyWords.Length == 0) return "";
        (var words, EarlyWords) = (EarlyWords, "");
        return words;
    }

    /// <summary>Handles a frame. Called by the listening thread alone.</summary>
    /// <exception cref="FrameException">The child said what it may not.</exception>
    public void Handle(Frame frame)
    {
        var reader = frame.Read();
        switch (frame.Kind)
        {
            case FrameKind.Welcome:
                if (!Arrival.IsWelcome(ref reader, Secret)) throw new FrameException("the secret is not the one it was started with");
                _welcome.TrySetResult(true);
                break;
            case FrameKind.Done:
                Complete(frame.Id, null);
                break;
            case FrameKind.Variables:
                Complete(frame.Id, Arrival.Variables(ref reader));
                break;
            case FrameKind.Snapshots:
                Complete(frame.Id, Take(frame.Id, ref reader));
                break;
            case FrameKind.Checkpoint:
                foreach (var snapshot in Take(frame.Id, ref reader)) Checkpointed?.Invoke(snapshot);
                break;
            case FrameKind.Fault:
                Fault(frame.Id, new IsolateException(ValueCodec.ReadText(ref reader)));
                break;
            case FrameKind.AskCount:
                Answer(frame.Id, null, _lastRun?.Request.Cells.GetValueOrDefault(ValueCodec.ReadText(ref reader)) ?? 0);
                break;
            default:
                Handle(frame, _run ?? throw new FrameException($"{frame.Kind} while nothing runs"), ref reader);
                break;
        }
    }

    /// <summary>Ends the story: everybody who waits hears of the death. Called by the listening thread alone.</summary>
    public void Die(Death death)
    {
        ChildRun? run;
        Action<Child, Death>? hear;
        lock (_gate)
        {
            _death = death;
            hear = _died;
            (run, _run) = (_run, null);
            WasRunning = run is not null;
        }

        hear?.Invoke(this, death);
        _welcome.TrySetResult(false);
        if (run is not null) run.End(AfterDeath.Of(death, run, Rank));
        foreach (var id in _pending.Keys) Fault(id, new ChildDiedException(death));
        _ended.TrySetResult(death);
    }

    /// <summary>Nothing is left of it.</summary>
    public void Leave() => _gone.TrySetResult();

    /// <summary>The image that runs; null when none does.</summary>
    public string? RunningImage => _run?.Request.Image;

    /// <summary>Whether it died while something ran, so that the outcome tells of it.</summary>
    public bool WasRunning { get; private set; }

    private void Handle(Frame frame, ChildRun run, ref MessagePackReader reader)
    {
        switch (frame.Kind)
        {
            case FrameKind.Started:
                run.Started();
                break;
            case FrameKind.Output:
                run.Output(reader.ReadBoolean() ? OutputStream.Error : OutputStream.Out, ValueCodec.ReadText(ref reader));
                break;
            case FrameKind.Displayed:
                var bundle = ValueCodec.ReadBundle(ref reader) ?? throw new FrameException("a display of nothing");
                run.Displayed(bundle, reader.ReadString(), reader.ReadBoolean());
                break;
            case FrameKind.Dropped:
                run.Dropped(reader.ReadInt64());
                break;
            case FrameKind.Ask:
                Ask(frame.Id, run, ValueCodec.ReadText(ref reader), reader.ReadBoolean());
                break;
            case FrameKind.Outcome:
                End(run, OutcomeCodec.Read(ref reader));
                break;
            default:
                throw new FrameException($"a frame of kind {frame.Kind}, which there is not");
        }
    }

    private void End(ChildRun run, RankOutcome outcome)
    {
        if (outcome is RankOutcome.Interrupted { Lost: true })
        {
            // Its code goes on in there; the outcome comes with the end of the process.
            Kill(new Death(DeathKind.NotStopped, "was ended because its code did not stop"));
            return;
        }

        _run = null;
        HasServed = true;
        run.End(outcome);
    }

    // The person may take long: the listening thread goes on hearing the child.
    private void Ask(int id, ChildRun run, string prompt, bool password) => new Thread(() =>
    {
        string? line = null;
        try
        {
            line = run.ReadLine(prompt, password);
        }
        catch (Exception failed)
        {
            run.Fail(failed);
        }

        Answer(id, line, 0);
    }) { IsBackground = true, Name = $"question of rank {Rank}" }.UnsafeStart();

    private void Answer(int id, string? line, int count)
    {
        var answer = new FrameBuffer(FrameKind.Answer, id);
        var writer = new MessagePackWriter(answer);
        writer.Write(line);
        writer.Write(count);
        writer.Flush();
        _ = _output.Send(answer);
    }

    private StateSnapshot[] Take(int id, ref MessagePackReader reader)
    {
        var snapshots = Arrival.Snapshots(ref reader, ProcessId, out var isShared);
        if (isShared) _ = _output.Send(new FrameBuffer(FrameKind.Release, id));
        return snapshots;
    }

    private void Complete(int id, object? reply)
    {
        if (_pending.TryRemove(id, out var waiting)) waiting.TrySetResult(reply);
        else if (id <= 0 || id > _lastId) throw new FrameException("a reply to nothing that was asked");
    }

    private void Fault(int id, Exception fault)
    {
        if (_run is { } run && run.Id == id)
        {
            _run = null;
            run.Fail(fault);
        }
        else if (_pending.TryRemove(id, out var waiting))
        {
            waiting.TrySetException(fault);
        }
    }

    private ChildDiedException Forget(int id, Death death)
    {
        _pending.TryRemove(id, out _);
        return new ChildDiedException(death);
    }
}

/// <summary>The child ended before it replied.</summary>
internal sealed class ChildDiedException(Death death) : Exception($"The process {death.Reason}.")
{
    /// <summary>How it ended.</summary>
    public Death Death { get; } = death;
}
