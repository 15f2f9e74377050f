using Distribute.Contracts.Images;
using Distribute.Sandbox.Pools;

namespace Distribute.Sandbox.Sessions;

/// <summary>
/// The variables that a pool's ranks have, or will have once a cell that was compiled has run: what its options may name.
/// The notebook's are only among them when they are copied in.
/// </summary>
/// <param name="state">The session.</param>
/// <param name="pool">The pool.</param>
/// <param name="accepted">The cell that is about to run; null for none.</param>
/// <param name="brought">Variables of the notebook that come in with it, whatever the pool meant by their names before.</param>
internal sealed class PoolNames(SessionState state, Pool pool, CellImage? accepted = null, IReadOnlyList<CellSymbol>? brought = null)
{
    /// <summary>The variable of a name, or null.</summary>
    public CellSymbol? Find(string name)
    {
        if (Declared(name) is { } declared) return declared.Kind == CellSymbolKind.Variable ? declared : null;
        if (brought?.FirstOrDefault(symbol => symbol.Name == name) is { } coming) return coming;
        if (!pool.Own.Lookup(name).IsEmpty && !pool.Followed.ContainsKey(name)) return pool.Own.OwnVariable(name);
        return pool.Followed.GetValueOrDefault(name) ?? accepted?.Uses.FirstOrDefault(symbol => symbol.Name == name && symbol.Kind == CellSymbolKind.Variable);
    }

    /// <summary>What to say of a name that is no variable of the pool.</summary>
    /// <param name="option">How messages name the request: <c>--gather</c>.</param>
    /// <param name="name">The name.</param>
    public (string Id, string Message) Missing(string option, string name)
    {
        var notebook = state.Notebook.Own;
        var other = Declared(name) ?? pool.Own.Lookup(name).FirstOrDefault() ?? notebook.Lookup(name).FirstOrDefault(symbol => symbol.Kind != CellSymbolKind.Variable);
        if (other is not null) return SessionDiagnostics.NotAVariable(option, other);
        return SessionDiagnostics.UnknownVariable(option, name, $"pool '{pool.Name}'", Known(), isTheNotebooks: notebook.Variable(name) is not null);
    }

    private CellSymbol? Declared(string name) => accepted?.Declares.LastOrDefault(symbol => symbol.Name == name);

    private IEnumerable<string> Known() =>
        (accepted?.Declares ?? []).Concat(brought ?? []).Concat(pool.Own.Own).Concat(pool.Followed.Values)
            .Where(symbol => symbol.Kind == CellSymbolKind.Variable).Select(symbol => symbol.Name).Distinct();
}
