using System.Collections.Immutable;
using Distribute.Contracts.Images;
using Distribute.Contracts.Isolates;
using Distribute.Contracts.Outcomes;
using Distribute.Contracts.References;
using Distribute.Contracts.State;

namespace Distribute.Sandbox.Pools;

/// <summary>
/// One rank as the session knows it: its isolate, and what was sent there. Lives as long as the rank; ended by its pool.
/// </summary>
/// <remarks>Used by one step of one cell at a time; steps for different ranks run side by side.</remarks>
internal sealed class RankHost(IIsolate isolate, ImageRegistry registry) : IAsyncDisposable
{
    private readonly HashSet<string> _loaded = new(StringComparer.Ordinal);
    private readonly HashSet<string> _ready = new(StringComparer.Ordinal);
    private readonly HashSet<ReferenceBatch> _references = [];

    /// <summary>The rank's number.</summary>
    public int Rank => Isolate.Rank;

    /// <summary>Where it lives.</summary>
    public IIsolate Isolate { get; private set; } = isolate;

    /// <summary>Slots that certainly have a value here. Changed through <see cref="AssignedSlots"/>.</summary>
    public ImmutableHashSet<int> Assigned { get; set; } = [];

    /// <summary>Notebook variables that were copied here: slot to the session's clock at the copy.</summary>
    public Dictionary<int, long> Copied { get; } = [];

    /// <summary>Whether an image could run now.</summary>
    public bool IsReady(string image) => _ready.Contains(image);

    /// <summary>Whether it is best loaded by the run itself: the rank is far away, and nothing but this image is missing there.</summary>
    public bool LoadsWithRun(string image) => Isolate.IsRemote && Missing([image]).Count == 1;

    /// <summary>Runs an image, sending what is missing of it along.</summary>
    /// <exception cref="IsolateException">The rank could not run it.</exception>
    public Task<RankOutcome> RunAsync(RunRequest request, IRankEvents events, CancellationToken cancellationToken) =>
        _ready.Contains(request.Image) ? Isolate.RunAsync(request, events, cancellationToken) : RunMissingAsync(request, events, cancellationToken);

    /// <summary>Sends an image and all that it needs, unless it is there.</summary>
    /// <exception cref="IsolateException">An image could not be loaded.</exception>
    public ValueTask LoadAsync(string image, CancellationToken cancellationToken) =>
        _ready.Contains(image) ? ValueTask.CompletedTask : LoadMissingAsync([image], cancellationToken);

    /// <summary>Sends images and all that they need, as far as they are not there and the session still has them.</summary>
    /// <exception cref="IsolateException">An image could not be loaded.</exception>
    public ValueTask LoadAsync(IEnumerable<string> images, CancellationToken cancellationToken)
    {
        var missing = images.Where(image => !_ready.Contains(image)).ToList();
        return missing.Count == 0 ? ValueTask.CompletedTask : LoadMissingAsync(missing, cancellationToken);
    }

    /// <summary>Makes assemblies available, each batch once.</summary>
    public async ValueTask AddReferencesAsync(ReferenceBatch batch, CancellationToken cancellationToken)
    {
        if (_references.Contains(batch)) return;
        await Isolate.AddReferencesAsync(batch.Resolved, cancellationToken).ConfigureAwait(false);
        _references.Add(batch);
    }

    /// <summary>Copies variables in, after the images that they need.</summary>
    /// <param name="snapshot">What to copy.</param>
    /// <param name="declaring">The images that declare the target variables.</param>
    /// <param name="slots">Source to target slots; null for the same.</param>
    /// <param name="cancellationToken">Gives up before anything was changed.</param>
    /// <exception cref="IsolateException">An image could not be loaded or the snapshot not be read.</exception>
    public async Task MergeAsync(
        StateSnapshot snapshot,
        IEnumerable<string> declaring,
        IReadOnlyDictionary<int, int>? slots,
        CancellationToken cancellationToken)
    {
        // Reading a snapshot is work that a thread isolate does on its caller's thread: side by side for several ranks.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        await LoadAsync(declaring.Concat(snapshot.Images), cancellationToken).ConfigureAwait(false);
        await Isolate.MergeAsync(snapshot, slots, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether forgetting all other images would free anything here.</summary>
    public bool HasMoreThan(IReadOnlySet<string> images) => !_loaded.IsSubsetOf(images);

    /// <summary>Forgets all images and variables but these.</summary>
    public async ValueTask RetainAsync(IReadOnlySet<string> images, IReadOnlySet<int> slots, CancellationToken cancellationToken)
    {
        await Isolate.RetainAsync(images, slots, cancellationToken).ConfigureAwait(false);
        _loaded.IntersectWith(images);
        _ready.IntersectWith(images);
        foreach (var slot in Copied.Keys)
            if (!slots.Contains(slot)) Copied.Remove(slot);
    }

    /// <summary>Takes note that whatever the rank had is gone when an outcome says so.</summary>
    public void Witness(RankOutcome outcome)
    {
        // A thread that was given up costs the rank its thread alone; a process takes everything with it.
        var lost = outcome is RankOutcome.TimedOut { Lost: true } or RankOutcome.Interrupted { Lost: true };
        if (outcome is RankOutcome.Died || (lost && Isolate.ProcessId is not null)) Forget();
    }

    /// <summary>Takes note of a death outside of a run: whatever the rank had is gone.</summary>
    /// <returns>How it died; null when it did not.</returns>
    public string? TakeLoss()
    {
        if (Isolate.TakeLoss() is not { } loss) return null;
        Forget();
        return loss;
    }

    /// <summary>Puts a fresh isolate in the place of the old one, which ends.</summary>
    public async ValueTask ReplaceAsync(IIsolate fresh)
    {
        var old = Isolate;
        Isolate = fresh;
        Forget();
        await old.DisposeAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Isolate.DisposeAsync();

    // Assumes that nothing of what was sent is there any more.
    private void Forget()
    {
        _loaded.Clear();
        _ready.Clear();
        _references.Clear();
        Copied.Clear();
        Assigned = [];
    }

    private async ValueTask LoadMissingAsync(List<string> names, CancellationToken cancellationToken)
    {
        var images = Missing(names);
        if (images.Count > 0) await Isolate.LoadAsync(images, cancellationToken).ConfigureAwait(false);
        Remember(names, images);
    }

    private async Task<RankOutcome> RunMissingAsync(RunRequest request, IRankEvents events, CancellationToken cancellationToken)
    {
        List<string> names = [request.Image];
        var images = Missing(names);
        var outcome = await Isolate.RunAsync(request with { Images = images }, events, cancellationToken).ConfigureAwait(false);
        if (outcome is not RankOutcome.NotRun) Remember(names, images);
        return outcome;
    }

    private List<CellImage> Missing(List<string> names)
    {
        var images = new List<CellImage>();
        var seen = new HashSet<string>(_ready, StringComparer.Ordinal);
        foreach (var name in names)
            registry.Walk(name, seen, image => { if (!_loaded.Contains(image.Name)) images.Add(image); });
        return images;
    }

    private void Remember(List<string> names, List<CellImage> images)
    {
        foreach (var image in images) _loaded.Add(image.Name);
        // Everything below a loaded image was walked too, so each of them is ready to run by itself.
        foreach (var name in names) if (_loaded.Contains(name)) _ready.Add(name);
        foreach (var image in images) _ready.Add(image.Name);
    }
}

/// <summary>Assemblies that came together. Compared by reference: the same files read again are another batch.</summary>
internal sealed class ReferenceBatch(ResolvedReferences resolved)
{
    /// <summary>The assemblies.</summary>
    public ResolvedReferences Resolved { get; } = resolved;
}
