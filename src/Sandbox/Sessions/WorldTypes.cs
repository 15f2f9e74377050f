using Distribute.Contracts.Images;
using Distribute.Contracts.Isolates;
using Distribute.Sandbox.State;

namespace Distribute.Sandbox.Sessions;

/// <summary>Names types for values that cross between a session and a host with cells of its own.</summary>
internal sealed class WorldTypes(SessionState state, IHostTypes host) : ITypeNames
{
    /// <inheritdoc/>
    public (string? Image, string Name) NameOf(Type type)
    {
        if (host.CellNameOf(type) is not { } name)
            return (null, $"{type.FullName ?? throw new IsolateException($"{type} has no name.")}, {type.Assembly.GetName().Name}");
        // Compiled, a cell's type has the name that the person wrote, and nothing before it.
        return Find(TopOf(name)) is { } symbol ? (symbol.Image, name) : throw new IsolateException($"ranks do not know the type '{name}'");
    }

    /// <inheritdoc/>
    public Type Resolve(string? image, string name) => image is null
        ? host.OfAssembly(name) ?? HostTypes.Instance.Resolve(null, name)
        : host.OfCell(name) ?? throw new IsolateException($"the type '{name}' is declared in a distributed cell alone. Declare it in an ordinary cell.");

    /// <summary>A type's name as source that any cell may spell, arities still in it; null for types that are not the host's own cells'.</summary>
    /// <exception cref="InvalidOperationException">The notebook does not know the type.</exception>
    public string? SpellingOf(Type definition)
    {
        if (host.CellNameOf(definition) is not { } name) return null;
        return Find(TopOf(name)) is { } symbol ? $"{symbol.Import}.{name.Replace('+', '.')}" : throw new InvalidOperationException($"ranks do not know its type '{name}'");
    }

    private CellSymbol? Find(string name) => state.Notebook.Own.Lookup(name).FirstOrDefault(symbol => symbol.Kind == CellSymbolKind.Type);

    private static string TopOf(string name) => name.IndexOfAny(['+', '`']) is >= 0 and var end ? name[..end] : name;
}
