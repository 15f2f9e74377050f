using Distribute.Contracts.Compilation;
using Distribute.Contracts.Images;
using Distribute.Contracts.References;

namespace Distribute.Sandbox.Pools;

/// <summary>Questions about a scope that keep it the same object when a cell that runs again would change nothing.</summary>
internal static class ScopeNames
{
    /// <summary>Whether the scope's own names and usings are already as they would be after the cell.</summary>
    public static bool Has(this Scope scope, CellImage image)
    {
        foreach (var symbol in image.Declares)
            if (!scope.Lookup(symbol.Name).Any(known => ReferenceEquals(known, symbol))) return false;
        foreach (var directive in image.Usings)
            if (!scope.OwnUsings.Contains(directive)) return false;
        return true;
    }

    /// <summary>The scope with more assemblies, or the same object when it has them all.</summary>
    public static Scope WithReferences(this Scope scope, IReadOnlyCollection<AssemblyFile> files) =>
        files.All(file => scope.OwnReferences.Contains(file)) ? scope : scope.Reference(files);

    /// <summary>The images that declare these variables.</summary>
    public static IEnumerable<string> Images(this IEnumerable<CellSymbol> symbols) => symbols.Select(symbol => symbol.Image).Distinct();
}
