using Distribute.Compiler.Parsing;
using Distribute.Contracts.Compilation;
using Distribute.Contracts.Images;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Distribute.Compiler.Analysis;

/// <summary>
/// What a cell takes from its scope, found by the names that its text mentions: so the cost of a cell depends on the cell
/// and not on how many came before it.
/// </summary>
internal sealed class ScopeUse
{
    // C# calls these without the text naming them: foreach, await, deconstruction, collection initializers, queries.
    private static readonly string[] ImplicitNames =
    [
        "GetEnumerator", "GetAsyncEnumerator", "GetAwaiter", "Deconstruct", "Add", "Dispose", "DisposeAsync", "Slice", OperatorName,
    ];

    private static readonly string[] QueryNames =
    [
        "Select", "Where", "SelectMany", "OrderBy", "OrderByDescending", "ThenBy", "ThenByDescending", "GroupBy", "Join", "GroupJoin", "Cast",
    ];

    /// <summary>Stands for extension operators in <see cref="CellSymbol.ExtensionNames"/>.</summary>
    public const string OperatorName = "operator";

    private ScopeUse(
        IReadOnlyList<(string Name, IReadOnlyList<CellSymbol> Symbols)> byName,
        IReadOnlyList<CellSymbol> extensions,
        IReadOnlyList<string> implicitNames)
    {
        ByName = byName;
        Extensions = extensions;
        ImplicitLookups = implicitNames;
    }

    /// <summary>Mentioned names that the scope knows and the cell does not declare anew.</summary>
    public IReadOnlyList<(string Name, IReadOnlyList<CellSymbol> Symbols)> ByName { get; }

    /// <summary>Symbols taken for their extension members.</summary>
    public IReadOnlyList<CellSymbol> Extensions { get; }

    /// <summary>The names that extensions were looked up by.</summary>
    public IReadOnlyList<string> ImplicitLookups { get; }

    /// <summary>All symbols taken, each once.</summary>
    public IEnumerable<CellSymbol> Symbols => ByName.SelectMany(entry => entry.Symbols).Concat(Extensions).Distinct();

    public static ScopeUse Find(ParsedCell cell, CellMembers members, Scope scope, IReadOnlyCollection<string> mentions)
    {
        var declared = new HashSet<string>(members.DeclaredNames, StringComparer.Ordinal);
        var signatures = members.Methods.Select(m => m.Name + m.Signature).ToHashSet(StringComparer.Ordinal);
        var arities = members.Types.SelectMany(t => t.Declarations.Select(d => t.Name + "`" + Arity(d))).ToHashSet(StringComparer.Ordinal);
        var byName = new List<(string, IReadOnlyList<CellSymbol>)>();
        foreach (var name in mentions)
        {
            var found = scope.Lookup(name);
            if (found.IsDefaultOrEmpty) continue;
            var taken = declared.Contains(name) ? found.Where(symbol => AddsUp(symbol, members, signatures, arities)).ToArray() : found.ToArray();
            if (taken.Length > 0) byName.Add((name, taken));
        }

        var callable = ImplicitNames.Concat(mentions);
        if (cell.Root.DescendantNodes().Any(node => node is QueryExpressionSyntax)) callable = callable.Concat(QueryNames);
        var lookups = callable.Distinct().ToArray();
        var extensions = lookups.SelectMany(scope.LookupExtensions).Distinct()
            .Where(symbol => !declared.Contains(symbol.Name) || AddsUp(symbol, members, signatures, arities)).ToArray();
        return new ScopeUse(byName, extensions, lookups);
    }

    /// <summary>Every identifier of a piece of syntax, attribute names also with their suffix.</summary>
    public static HashSet<string> Mentions(SyntaxNode node)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var token in node.DescendantTokens())
        {
            if (!token.IsKind(SyntaxKind.IdentifierToken)) continue;
            names.Add(token.ValueText);
            if (token.Parent is SimpleNameSyntax { Parent: AttributeSyntax or QualifiedNameSyntax { Parent: AttributeSyntax } }) names.Add(token.ValueText + "Attribute");
        }

        return names;
    }

    public static int Arity(MemberDeclarationSyntax type) => type switch
    {
        TypeDeclarationSyntax declaration => declaration.TypeParameterList?.Parameters.Count ?? 0,
        DelegateDeclarationSyntax declaration => declaration.TypeParameterList?.Parameters.Count ?? 0,
        _ => 0,
    };

    private static bool AddsUp(CellSymbol symbol, CellMembers members, HashSet<string> signatures, HashSet<string> arities) => symbol.Kind switch
    {
        CellSymbolKind.Method => members.Methods.Any(m => m.Name == symbol.Name) && !signatures.Contains(symbol.Name + symbol.Key),
        CellSymbolKind.Type => members.Types.Any(t => t.Name == symbol.Name) && !arities.Contains(symbol.Name + symbol.Key),
        CellSymbolKind.Namespace or CellSymbolKind.Extensions => true,
        _ => false,
    };
}
