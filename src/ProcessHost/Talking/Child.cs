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
internal sealed partial class Child
{
    private readonly FrameOutput _output;
    private readonly PendingReplies _pending = new();
    private readonly TaskCompletionSource<bool> _welcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<Death> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private volatile ChildRun? _run;
    private ChildRun? _lastRun;
    private Death? _cause;
    private Death? _death;
    private Action<Child, Death>? _died;
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

    /// <summary>Gives the PDB of an image that was sent without.</summary>
    public Func<string, byte[]>? LinesOf { get; set; }

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
        writer.Write(FarMemory.Address);
        writer.Write(FarMemory.Cookie);
        writer.Flush();
        _ = _output.Send(hello);
    }

    /// <summary>A frame for a request, with a number of its own.</summary>
    public FrameBuffer NewRequest(FrameKind kind, out int id) => new(kind, id = _pending.NewId());

    /// <summary>Sends a request and gives its reply: null, snapshots or variables.</summary>
    /// <exception cref="IsolateException">The child could not do it.</exception>
    /// <exception cref="ChildDiedException">The child died before its reply.</exception>
    public async Task<object?> AskAsync(FrameBuffer request, int id, CancellationToken cancellationToken)
    {
        var reply = _pending.Expect(id);
        // Only a request that is expected hears of a death to come; one that came before is told here.
        if (_death is { } before) _pending.Fail(id, new ChildDiedException(before));
        // A reply that nobody waits for any more is dropped when it comes.
        else _ = _output.Send(request);
        return await reply.WaitAsync(cancellationToken).ConfigureAwait(false);
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

        try
        {
            _ = _output.Send(request);
        }
        catch (FrameException tooLarge)
        {
            lock (_gate) _run = null;
            run.Fail(new IsolateException($"Rank {Rank} cannot take it: {tooLarge.Message}.", tooLarge));
        }

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
            if (run is { HasStarted: false }) DiedLoading = [.. run.Request.Images.Select(image => image.Name)];
        }

        hear?.Invoke(this, death);
        _welcome.TrySetResult(false);
        if (run is not null) run.End(AfterDeath.Of(death, run, Rank));
        _pending.FailAll(() => new ChildDiedException(death));
        _ended.TrySetResult(death);
    }

    /// <summary>Nothing is left of it.</summary>
    public void Leave() => _gone.TrySetResult();

    /// <summary>The image that runs; null when none does.</summary>
    public string? RunningImage => _run?.Request.Image;

    /// <summary>Images that came with a run of which no begin was told before the process died: loading one may be what ended it.</summary>
    public IReadOnlyList<string> DiedLoading { get; private set; } = [];

    /// <summary>Whether it died while something ran, so that the outcome tells of it.</summary>
    public bool WasRunning { get; private set; }
}
