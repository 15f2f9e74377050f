using System.Globalization;
using System.Text;
using Distribute.Contracts.Images;
using Distribute.Contracts.Isolates;
using Distribute.Contracts.Outcomes;
using Distribute.Contracts.References;
using Distribute.Contracts.State;

namespace Distribute.Sandbox.Tests.Sessions;

/// <summary>Starts isolates that run what <see cref="ScriptedCompiler"/> compiled, and records what they are asked for.</summary>
internal sealed class ScriptedIsolates(string mode = "thread") : IIsolateFactory
{
    private readonly List<ScriptedIsolate> _started = [];

    public string Mode => mode;

    public List<ScriptedIsolate> Started { get { lock (_started) return [.. _started]; } }

    /// <summary>Snapshots by their number, kept beside the bytes.</summary>
    public List<Dictionary<int, (string Name, object Value)>> Snapshots { get; } = [];

    /// <summary>Makes the rank with this number refuse to start.</summary>
    public int? Refuses { get; set; }

    public ValueTask<IIsolate> StartAsync(string pool, int rank, CancellationToken cancellationToken)
    {
        if (Refuses == rank) throw new IsolateException($"rank {rank} could not be started: no room.");
        var isolate = new ScriptedIsolate(this, pool, rank);
        lock (_started) _started.Add(isolate);
        return ValueTask.FromResult<IIsolate>(isolate);
    }

    public IReadOnlyList<ScriptedIsolate> Pool(string name) => [.. Started.Where(isolate => isolate.Pool == name && !isolate.IsDisposed).OrderBy(isolate => isolate.Rank)];
}

internal sealed class ScriptedIsolate(ScriptedIsolates owner, string pool, int rank) : IIsolate
{
    private readonly Dictionary<string, CellImage> _images = [];
    private readonly Dictionary<int, (string Name, object Value)> _slots = [];

    public int Rank => rank;

    public string Mode => owner.Mode;

    public int? ProcessId => null;

    public string Pool => pool;

    public bool IsDisposed { get; private set; }

    public IReadOnlyCollection<string> Images => _images.Keys;

    public int Loads { get; private set; }

    public int Retains { get; private set; }

    public int Snapshots { get; private set; }

    public int Merges { get; private set; }

    public List<ResolvedReferences> References { get; } = [];

    public RunRequest? LastRun { get; private set; }

    /// <summary>Ends when the rank reached a <c>hang</c>, <c>hold</c> or <c>stuck</c>.</summary>
    public TaskCompletionSource Waiting { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Lets a <c>hold</c> go on.</summary>
    public TaskCompletionSource Release { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public object? this[string name] => _slots.Values.LastOrDefault(slot => slot.Name == name).Value;

    public bool HasSlot(int slot) => _slots.ContainsKey(slot);

    public ValueTask AddReferencesAsync(ResolvedReferences references, CancellationToken cancellationToken)
    {
        References.Add(references);
        return ValueTask.CompletedTask;
    }

    public ValueTask LoadAsync(IReadOnlyList<CellImage> images, CancellationToken cancellationToken)
    {
        Loads++;
        foreach (var image in images)
        {
            if (image.Dependencies.FirstOrDefault(needed => !_images.ContainsKey(needed)) is { } missing)
                throw new IsolateException($"{image.Name} needs {missing}, which is not loaded.");
            _images.TryAdd(image.Name, image);
        }

        return ValueTask.CompletedTask;
    }

    public async Task<RankOutcome> RunAsync(RunRequest request, IRankEvents events, CancellationToken cancellationToken)
    {
        LastRun = request;
        await Task.Yield();
        if (cancellationToken.IsCancellationRequested) return new RankOutcome.Interrupted(false, "stopped before it began");
        events.Started(rank);
        foreach (var line in Encoding.UTF8.GetString(_images[request.Image].Pe).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            if (await StepAsync(line.TrimEnd().Split(' '), events, cancellationToken) is { } outcome) return outcome;
        return new RankOutcome.Completed(false, null);
    }

    private async Task<RankOutcome?> StepAsync(string[] words, IRankEvents events, CancellationToken cancellationToken)
    {
        switch (words)
        {
            case ["set", var slot, var name, var value]:
                _slots[int.Parse(slot, CultureInfo.InvariantCulture)] = (name, ScriptedCompiler.Evaluate(value, rank));
                return null;
            case ["read", var slot, var name]:
                if (!_slots.TryGetValue(int.Parse(slot, CultureInfo.InvariantCulture), out var found)) return Failed($"{name} has no value");
                events.Output(rank, OutputStream.Out, $"{name}={found.Value}\n");
                return null;
            case ["print", .. var text]:
                events.Output(rank, OutputStream.Out, string.Join(' ', text) + "\n");
                return null;
            case ["fail"]:
                return Failed("asked to fail");
            case ["fail", "on", var only]:
                return only == $"{rank}" ? Failed("asked to fail") : null;
            case ["hang", "on", var only] when only != $"{rank}":
                return null;
            case ["hang", ..] or ["stuck"]:
                Waiting.TrySetResult();
                await Task.WhenAny(Task.Delay(Timeout.Infinite, cancellationToken));
                var lost = words[0] == "stuck";
                return new RankOutcome.Interrupted(lost, lost ? "its thread was abandoned" : "stopped");
            case ["unloadable", "on", var only]:
                return only == $"{rank}" ? new RankOutcome.NotRun("the image could not be loaded") : null;
            case ["die", "on", var only]:
                if (only != $"{rank}") return null;
                _images.Clear();
                _slots.Clear();
                return new RankOutcome.Died("its process ended with exit code 3");
            case ["hold"]:
                Waiting.TrySetResult();
                await Release.Task;
                return null;
            default:
                return Failed($"what is {string.Join(' ', words)}");
        }
    }

    public ValueTask<StateSnapshot> SnapshotAsync(IReadOnlyList<int> slotIds, CancellationToken cancellationToken)
    {
        Snapshots++;
        var found = slotIds.Where(_slots.ContainsKey).ToDictionary(slot => slot, slot => _slots[slot]);
        return ValueTask.FromResult(Keep(found));
    }

    public ValueTask<IReadOnlyList<StateSnapshot>> ScatterAsync(int slotId, int parts, CancellationToken cancellationToken)
    {
        if (!_slots.TryGetValue(slotId, out var slot)) throw new IsolateException("it has no value.");
        if (slot.Value is not int[] all) throw new IsolateException("it is neither array nor list.");
        var cuts = new List<StateSnapshot>();
        var at = 0;
        for (var i = 0; i < parts; i++)
        {
            var length = (all.Length / parts) + (i < all.Length % parts ? 1 : 0);
            cuts.Add(Keep(new() { [slotId] = (slot.Name, all[at..(at + length)]) }));
            at += length;
        }

        return ValueTask.FromResult<IReadOnlyList<StateSnapshot>>(cuts);
    }

    public ValueTask MergeAsync(StateSnapshot snapshot, IReadOnlyDictionary<int, int>? slots, CancellationToken cancellationToken)
    {
        Merges++;
        foreach (var (slot, value) in Read(snapshot))
            _slots[slots is not null && slots.TryGetValue(slot, out var mapped) ? mapped : slot] = value;
        return ValueTask.CompletedTask;
    }

    public ValueTask GatherAsync(int targetSlot, int sourceSlot, IReadOnlyList<StateSnapshot> parts, CancellationToken cancellationToken)
    {
        var values = parts.Select(part => Read(part)[sourceSlot]).ToList();
        _slots[targetSlot] = (values[0].Name, values.Select(value => value.Value).ToArray());
        return ValueTask.CompletedTask;
    }

    public ValueTask<IReadOnlyList<VariableInfo>> ListAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<VariableInfo>>([.. _slots.Select(slot => new VariableInfo(slot.Key, slot.Value.Name, slot.Value.Value.GetType().Name, $"{slot.Value.Value}"))]);

    public ValueTask RetainAsync(IReadOnlySet<string> images, IReadOnlySet<int> slotIds, CancellationToken cancellationToken)
    {
        Retains++;
        foreach (var image in _images.Keys.Where(image => !images.Contains(image)).ToList()) _images.Remove(image);
        foreach (var slot in _slots.Keys.Where(slot => !slotIds.Contains(slot)).ToList()) _slots.Remove(slot);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }

    private static RankOutcome.Failed Failed(string message) => new(new RankError("System.Exception", message, 1, "", [], []));

    private Dictionary<int, (string Name, object Value)> Read(StateSnapshot snapshot)
    {
        lock (owner.Snapshots) return owner.Snapshots[BitConverter.ToInt32(snapshot.Bytes.Span)];
    }

    private StateSnapshot Keep(Dictionary<int, (string Name, object Value)> values)
    {
        var copied = values.Where(value => value.Value.Value is not ScriptedCompiler.Secret).ToDictionary();
        lock (owner.Snapshots)
        {
            owner.Snapshots.Add(copied);
            return new StateSnapshot
            {
                Bytes = BitConverter.GetBytes(owner.Snapshots.Count - 1),
                Variables = [.. copied.Select(value => new SnapshotVariable(value.Key, value.Value.Name))],
                Refused = [.. values.Where(value => !copied.ContainsKey(value.Key)).Select(value => new RefusedVariable(value.Value.Name, value.Value.Name, "it is a secret"))],
            };
        }
    }
}
