using System.Collections.Immutable;
using Distribute.Contracts.Compilation;
using Distribute.Contracts.Images;
using Distribute.Contracts.Isolates;

namespace Distribute.Sandbox.Pools;

/// <summary>
/// Ranks under one name that share a schema and each have their own values; the notebook is the pool without a name and
/// with one rank. Lives from the first cell that needs it until it is stopped or the session ends.
/// </summary>
/// <remarks>Changed by one cell at a time.</remarks>
internal sealed class Pool(string name, string mode, IsolateLimits? limits = null) : IAsyncDisposable
{
    private readonly List<RankHost> _ranks = [];
    private (Scope Own, Scope Notebook, Scope Seen)? _seen;

    /// <summary>The pool's name; empty for the notebook.</summary>
    public string Name { get; } = name;

    /// <summary>"thread" or "process".</summary>
    public string Mode { get; } = mode;

    /// <summary>What each of its ranks may use of the machine.</summary>
    public IsolateLimits Limits { get; } = limits ?? IsolateLimits.None;

    /// <summary>Its ranks in order.</summary>
    public IReadOnlyList<RankHost> Ranks => _ranks;

    /// <summary>What its own cells declared.</summary>
    public Scope Own { get; set; } = Scope.Empty;

    /// <summary>Variables that follow the notebook, by name: their values were copied and no distributed cell assigned them.</summary>
    public ImmutableDictionary<string, CellSymbol> Followed { get; set; } =
        ImmutableDictionary.Create<string, CellSymbol>(StringComparer.Ordinal);

    /// <summary>Slots that its own cells declared or assigned: the notebook is not asked for them.</summary>
    public HashSet<int> OwnSlots { get; } = [];

    /// <summary>Assemblies that its own cells refer to, oldest first.</summary>
    public List<ReferenceBatch> References { get; } = [];

    /// <summary>Which variables certainly have a value.</summary>
    public AssignedSlots Assigned { get; } = new();

    /// <summary>The image that ran last: kept even when no name leads to it, because people run a cell again.</summary>
    public string? LastImage { get; set; }

    /// <summary>Slots that its ranks may hold: what was kept at the last sweep and what came since.</summary>
    public HashSet<int> HeldSlots { get; set; } = [];

    /// <summary>What a cell sees when everything of the notebook is shared.</summary>
    /// <returns>The same object as long as neither scope changed.</returns>
    public Scope Seen(Scope notebook)
    {
        if (_seen is { } seen && ReferenceEquals(seen.Own, Own) && ReferenceEquals(seen.Notebook, notebook)) return seen.Seen;
        var fresh = Own with { Parent = notebook };
        _seen = (Own, notebook, fresh);
        return fresh;
    }

    /// <summary>Adds ranks that were started; their numbers continue those that are there.</summary>
    public void Add(IEnumerable<RankHost> ranks) => _ranks.AddRange(ranks);

    /// <summary>Accepts a cell: its names, and the variables that it assigns, are the pool's own from now on.</summary>
    /// <param name="image">The cell.</param>
    /// <param name="seen">What the cell saw, to find variables of the notebook that it assigns.</param>
    /// <returns>True when it took a name from an earlier cell.</returns>
    public bool Accept(CellImage image, Scope seen)
    {
        var replaced = false;
        if (!Own.Has(image))
        {
            replaced = image.Declares.Any(symbol => !Own.Lookup(symbol.Name).IsEmpty || Followed.ContainsKey(symbol.Name));
            Own = Own.Declare(image);
        }

        foreach (var name in image.Assigns)
            if ((Own.OwnVariable(name) ?? seen.Variable(name)) is { } variable) Adopt(variable);
        foreach (var symbol in image.Declares)
            if (symbol.SlotId >= 0) HeldSlots.Add(symbol.SlotId);
        foreach (var symbol in image.Uses)
            if (symbol.SlotId >= 0) HeldSlots.Add(symbol.SlotId);
        return replaced;
    }

    /// <summary>Makes a variable the pool's own: from now on it does not follow the notebook.</summary>
    public void Adopt(CellSymbol variable)
    {
        OwnSlots.Add(variable.SlotId);
        HeldSlots.Add(variable.SlotId);
        Followed = Followed.Remove(variable.Name);
        if (!ReferenceEquals(Own.OwnVariable(variable.Name), variable)) Own = Own.Declare([variable]);
    }

    /// <summary>Takes note of ranks whose places died since the last cell.</summary>
    /// <returns>Those ranks, and how it happened.</returns>
    public IEnumerable<(int Rank, string Loss)> TakeLosses()
    {
        foreach (var rank in _ranks)
            if (rank.TakeLoss() is { } loss) yield return (rank.Rank, loss);
    }

    /// <summary>The notebook's variables that shared objects when they were copied in, by slot: they are copied again together, or they would come apart.</summary>
    public Dictionary<int, IReadOnlyList<int>> Together { get; } = [];

    /// <summary>Forgets names; what the ranks have is forgotten by the caller.</summary>
    public void Forget()
    {
        Own = Scope.Empty;
        Followed = Followed.Clear();
        OwnSlots.Clear();
        Together.Clear();
        References.Clear();
        HeldSlots.Clear();
        LastImage = null;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() =>
        await Task.WhenAll(_ranks.Select(rank => rank.DisposeAsync().AsTask())).ConfigureAwait(false);
}
