using System.Collections.Immutable;
using Distribute.Contracts.Compilation;

namespace Distribute.Sandbox.Sessions;

/// <summary>What cells of the notebook and of each pool see: a picture that is replaced as a whole, so that reading it waits for no cell. Immutable.</summary>
/// <param name="Notebook">What the notebook declared.</param>
/// <param name="Pools">What cells of each living pool see.</param>
internal sealed record SessionSchema(Scope Notebook, ImmutableDictionary<string, Scope> Pools)
{
    /// <summary>Nothing declared yet.</summary>
    public static SessionSchema Empty { get; } = new(Scope.Empty, ImmutableDictionary.Create<string, Scope>(StringComparer.Ordinal));

    /// <summary>The picture of now.</summary>
    /// <returns>This one when nothing changed.</returns>
    public SessionSchema Update(SessionState state)
    {
        var notebook = state.Notebook.Own;
        if (ReferenceEquals(notebook, Notebook) && state.Pools.Count == Pools.Count
            && state.Pools.Values.All(pool => Pools.TryGetValue(pool.Name, out var known) && ReferenceEquals(known, pool.Seen(notebook)))) return this;
        return new SessionSchema(notebook, state.Pools.Values.ToImmutableDictionary(pool => pool.Name, pool => pool.Seen(notebook), StringComparer.Ordinal));
    }

    /// <summary>What a cell sees.</summary>
    /// <param name="pool">The pool, which need not live yet; null for the notebook.</param>
    public Scope ScopeOf(string? pool) =>
        pool is null ? Notebook : Pools.TryGetValue(pool, out var seen) ? seen : Scope.Empty with { Parent = Notebook };
}
