using System.Collections.Immutable;
using Distribute.Contracts.Images;
using Distribute.Contracts.References;

namespace Distribute.Contracts.Compilation;

/// <summary>
/// The names that a cell sees: what its own pool (or notebook) declared, over what the notebook declared.
/// Immutable; <see cref="Declare(CellImage)"/> gives the scope after a cell.
/// </summary>
/// <remarks>
/// The newest declaration of a name wins, whatever kind it is. Methods of one name add up by signature and types by arity.
/// A name that the scope declares itself hides the parent's. A parent's variable is visible only if <see cref="Shares"/> allows it.
/// </remarks>
public sealed record Scope
{
    /// <summary>A scope without names.</summary>
    public static Scope Empty { get; } = new();

    private ImmutableDictionary<string, ImmutableArray<CellSymbol>> Names { get; init; } =
        ImmutableDictionary.Create<string, ImmutableArray<CellSymbol>>(StringComparer.Ordinal);

    private ImmutableDictionary<string, ImmutableArray<CellSymbol>> ExtensionsByName { get; init; } =
        ImmutableDictionary.Create<string, ImmutableArray<CellSymbol>>(StringComparer.Ordinal);

    /// <summary>The notebook's scope under a pool's; null for the notebook itself.</summary>
    public Scope? Parent { get; init; }

    /// <summary>Which of the parent's variables are visible; null for all.</summary>
    public Func<string, bool>? Shares { get; init; }

    /// <summary>Using directives in order, parent's first.</summary>
    public ImmutableArray<string> OwnUsings { get; private init; } = [];

    /// <summary>Assemblies that cells of this scope may use, own ones only.</summary>
    public ImmutableArray<AssemblyFile> OwnReferences { get; private init; } = [];

    /// <summary>The parent's usings and then its own.</summary>
    public IEnumerable<string> Usings => Parent is null ? OwnUsings : Parent.Usings.Concat(OwnUsings);

    /// <summary>The parent's assemblies and then its own; a later one of the same simple name replaces an earlier one.</summary>
    public IEnumerable<AssemblyFile> References => Parent is null ? OwnReferences : Parent.References.Concat(OwnReferences);

    /// <summary>All symbols that this scope declares itself.</summary>
    public IEnumerable<CellSymbol> Own => Names.Values.SelectMany(symbols => symbols);

    /// <summary>All symbols that a cell sees.</summary>
    public IEnumerable<CellSymbol> Visible =>
        Parent is null ? Own : Own.Concat(Parent.Visible.Where(symbol => !Names.ContainsKey(symbol.Name) && IsShared(symbol)));

    /// <summary>The symbols that a name means: several for overloads and arities, none when unknown.</summary>
    public ImmutableArray<CellSymbol> Lookup(string name)
    {
        if (Names.TryGetValue(name, out var own)) return own;
        if (Parent is null) return [];
        var outer = Parent.Lookup(name);
        return outer.All(IsShared) ? outer : outer.RemoveAll(symbol => !IsShared(symbol));
    }

    /// <summary>The symbols whose extension members can be called by this name.</summary>
    public IEnumerable<CellSymbol> LookupExtensions(string name)
    {
        if (ExtensionsByName.TryGetValue(name, out var own))
        {
            foreach (var symbol in own)
                if (Names.TryGetValue(symbol.Name, out var current) && current.Contains(symbol)) yield return symbol;
        }

        if (Parent is null) yield break;
        foreach (var symbol in Parent.LookupExtensions(name))
            if (!Names.ContainsKey(symbol.Name)) yield return symbol;
    }

    /// <summary>The variable of that name, or null.</summary>
    public CellSymbol? Variable(string name)
    {
        foreach (var symbol in Lookup(name))
            if (symbol.Kind == CellSymbolKind.Variable) return symbol;
        return null;
    }

    /// <summary>The variable of that name that this scope declares itself, or null.</summary>
    public CellSymbol? OwnVariable(string name) =>
        Names.TryGetValue(name, out var own) ? own.FirstOrDefault(symbol => symbol.Kind == CellSymbolKind.Variable) : null;

    /// <summary>The scope after a cell was accepted.</summary>
    public Scope Declare(CellImage image) =>
        Declare(image.Declares) with { OwnUsings = AddUsings(image.Usings) };

    /// <summary>The scope with more symbols, later ones newer.</summary>
    public Scope Declare(IEnumerable<CellSymbol> symbols)
    {
        var names = Names;
        var extensions = ExtensionsByName;
        foreach (var symbol in symbols)
        {
            foreach (var callable in symbol.ExtensionNames)
            {
                var others = extensions.TryGetValue(callable, out var known)
                    ? known.RemoveAll(old => old.Name == symbol.Name && old.Key == symbol.Key)
                    : [];
                extensions = extensions.SetItem(callable, others.Add(symbol));
            }

            var kept = names.TryGetValue(symbol.Name, out var before)
                ? before.RemoveAll(old => !AddsUp(old, symbol))
                : [];
            names = names.SetItem(symbol.Name, kept.Add(symbol));
        }

        return this with { Names = names, ExtensionsByName = extensions };
    }

    /// <summary>The scope without a name of its own; the parent's shows again.</summary>
    public Scope Forget(string name) => this with { Names = Names.Remove(name) };

    /// <summary>The scope with more assemblies.</summary>
    public Scope Reference(IEnumerable<AssemblyFile> files)
    {
        var references = OwnReferences;
        foreach (var file in files)
        {
            references = references.RemoveAll(old => string.Equals(old.Name, file.Name, StringComparison.OrdinalIgnoreCase)).Add(file);
        }

        return this with { OwnReferences = references };
    }

    private ImmutableArray<string> AddUsings(IReadOnlyList<string> usings)
    {
        var result = OwnUsings;
        foreach (var directive in usings)
        {
            if (AliasOf(directive) is { } alias) result = result.RemoveAll(old => AliasOf(old) == alias);
            if (!result.Contains(directive)) result = result.Add(directive);
        }

        return result;
    }

    private static string? AliasOf(string directive)
    {
        var at = directive.IndexOf('=', StringComparison.Ordinal);
        return at < 0 ? null : directive[..at].Trim();
    }

    private static bool AddsUp(CellSymbol old, CellSymbol fresh) =>
        old.Kind == fresh.Kind
        && old.Kind is CellSymbolKind.Method or CellSymbolKind.Type or CellSymbolKind.Extensions or CellSymbolKind.Namespace
        && old.Key != fresh.Key;

    private bool IsShared(CellSymbol symbol) =>
        symbol.Kind != CellSymbolKind.Variable || Shares is null || Shares(symbol.Name);
}
