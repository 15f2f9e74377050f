using Distribute.Contracts.Compilation;
using Distribute.Contracts.Images;
using Distribute.Sandbox.Pools;

namespace Distribute.Sandbox.Sessions;

/// <summary>All that a session remembers between requests. Lives as long as the session; changed by one request at a time.</summary>
internal sealed class SessionState : IAsyncDisposable
{
    /// <summary>Where a notebook's ordinary cells live, always.</summary>
    public const string NotebookMode = "thread";

    private readonly Dictionary<int, long> _mentions = [];
    private readonly HashSet<string> _keepers = new(StringComparer.Ordinal);
    private volatile SessionSchema _schema = SessionSchema.Empty;

    public SessionState(ICellCompiler compiler, SessionOptions options, IEnumerable<Contracts.Isolates.IIsolateFactory> factories)
    {
        Compiler = compiler;
        Options = options;
        Starter = new RankStarter(factories, Registry);
        Retention = new Retention(Registry);
        References = new ReferenceSet(options);
        Limits = new TimeLimits(options.Time);
    }

    public ICellCompiler Compiler { get; }

    public SessionOptions Options { get; }

    public ImageRegistry Registry { get; } = new();

    public RankStarter Starter { get; }

    public Retention Retention { get; }

    public ReferenceSet References { get; }

    public TimeLimits Limits { get; }

    /// <summary>The notebook: a pool of one rank, which starts with the first ordinary cell.</summary>
    public Pool Notebook { get; } = new("", NotebookMode);

    /// <summary>The living pools by name.</summary>
    public Dictionary<string, Pool> Pools { get; } = new(StringComparer.Ordinal);

    /// <summary>Counts requests: tells what came after what.</summary>
    public long Clock { get; private set; }

    /// <summary>Set when a name was replaced: the request ends with a sweep.</summary>
    public bool IsSweepDue { get; set; }

    /// <summary>What cells see. May be read at any time, on any thread.</summary>
    public SessionSchema Schema => _schema;

    /// <summary>Shows what changed to those who read <see cref="Schema"/>.</summary>
    public void PublishSchema() => _schema = _schema.Update(this);

    /// <summary>Begins a request.</summary>
    public void Tick() => Clock++;

    /// <summary>When a notebook cell last mentioned a variable; null when the slot is none of the notebook's.</summary>
    public long? MentionOf(int slot) => _mentions.TryGetValue(slot, out var at) ? at : null;

    /// <summary>Takes note that the notebook may have changed these variables.</summary>
    public void Mention(IEnumerable<CellSymbol> symbols)
    {
        foreach (var symbol in symbols)
            if (symbol.SlotId >= 0) _mentions[symbol.SlotId] = Clock;
    }

    /// <summary>Takes note of the properties that the notebook keeps the values of.</summary>
    public void Keep(CellImage image)
    {
        if (image.Declares.Any(symbol => symbol.KeepsValue)) _keepers.Add(image.Name);
    }

    /// <summary>Whether a property's value is the notebook's, and no rank's.</summary>
    public bool IsKeptHere(CellSymbol symbol) => symbol.KeepsValue && _keepers.Contains(symbol.Image);

    /// <summary>The notebook's rank, started when it is not there yet.</summary>
    public async ValueTask<RankHost> StartNotebookAsync(CancellationToken cancellationToken)
    {
        await Starter.GrowAsync(Notebook, 1, cancellationToken).ConfigureAwait(false);
        var rank = Notebook.Ranks[0];
        foreach (var batch in Notebook.References) await rank.AddReferencesAsync(batch, cancellationToken).ConfigureAwait(false);
        return rank;
    }

    /// <summary>Drops all that no name leads to.</summary>
    public async Task SweepAsync()
    {
        IsSweepDue = false;
        // Forgetting is not undone by an interrupt: half of it done would leave ranks unequal.
        var kept = await Retention.SweepAsync(Notebook, Pools.Values, CancellationToken.None).ConfigureAwait(false);
        foreach (var slot in _mentions.Keys)
            if (!kept.Contains(slot)) _mentions.Remove(slot);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(Pools.Values.Append(Notebook).Select(pool => pool.DisposeAsync().AsTask())).ConfigureAwait(false);
        References.Dispose();
    }
}
