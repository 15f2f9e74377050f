using Distribute.Contracts.Assistance;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Distribute.Compiler.Assistance;

/// <summary>Finds what can be called with the argument list around a place. Roslyn's own service for it is not public.</summary>
internal static class SignatureFinder
{
    public static async Task<SignatureHelp?> FindAsync(Document document, int offset, CancellationToken cancellationToken)
    {
        var root = await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false);
        if (root is null || ListAround(root, offset) is not { } list) return null;
        var model = await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
        var candidates = Candidates(model!, list.Parent!, cancellationToken)
            .Where(symbol => !symbol.IsImplicitlyDeclared || symbol is IMethodSymbol { MethodKind: MethodKind.Constructor or MethodKind.DelegateInvoke })
            .Where(symbol => model!.IsAccessible(offset, symbol) || symbol.ContainingType is { IsScriptClass: true })
            .Distinct(SymbolEqualityComparer.Default).OfType<ISymbol>().OrderBy(symbol => SignatureText.ParametersOf(symbol).Length).ToList();
        if (candidates.Count == 0) return null;
        var arguments = ArgumentsOf(list);
        var argument = arguments.TakeWhile(token => token.Span.End <= offset).Count();
        return new SignatureHelp(list.SpanStart, list.Span.End, [.. candidates.Select(symbol => SignatureText.Of(symbol, model!, offset, cancellationToken))],
            ActiveOf(candidates, model!.GetSymbolInfo(list.Parent!, cancellationToken), arguments.Count), argument)
        { Name = NameAt(list, argument) };
    }

    // The innermost list with the place between its brackets, or behind an opening one that nothing closes.
    private static SyntaxNode? ListAround(SyntaxNode root, int offset)
    {
        for (var node = offset == 0 ? null : root.FindToken(offset - 1).Parent; node is not null; node = node.Parent)
        {
            var (open, close) = node switch
            {
                BaseArgumentListSyntax list => (list.GetFirstToken(), list.GetLastToken(includeZeroWidth: true)),
                AttributeArgumentListSyntax list => (list.OpenParenToken, list.CloseParenToken),
                // "table[]" reads as a type as long as nothing stands within.
                ArrayRankSpecifierSyntax { Parent: ArrayTypeSyntax { ElementType: NameSyntax } } list => (list.OpenBracketToken, list.CloseBracketToken),
                _ => default,
            };
            if (open.RawKind != 0 && open.Span.End <= offset && (close.IsMissing || offset <= close.SpanStart)) return node;
            // A lambda's or block's own statements are not the list's arguments any more.
            if (node is StatementSyntax or MemberDeclarationSyntax and not GlobalStatementSyntax && node.Span.End <= offset && !node.GetLastToken(includeZeroWidth: true).IsMissing) return null;
        }

        return null;
    }

    private static IReadOnlyList<SyntaxToken> ArgumentsOf(SyntaxNode list) => list switch
    {
        BaseArgumentListSyntax arguments => [.. arguments.Arguments.GetSeparators()],
        AttributeArgumentListSyntax arguments => [.. arguments.Arguments.GetSeparators()],
        _ => [],
    };

    private static string? NameAt(SyntaxNode list, int argument) => list switch
    {
        BaseArgumentListSyntax arguments => arguments.Arguments.ElementAtOrDefault(argument)?.NameColon?.Name.Identifier.ValueText,
        AttributeArgumentListSyntax arguments => arguments.Arguments.ElementAtOrDefault(argument)?.NameColon?.Name.Identifier.ValueText,
        _ => null,
    };

    private static IEnumerable<ISymbol> Candidates(SemanticModel model, SyntaxNode call, CancellationToken cancellationToken)
    {
        switch (call)
        {
            case InvocationExpressionSyntax invocation:
                var group = model.GetMemberGroup(invocation.Expression, cancellationToken);
                if (!group.IsEmpty) return group;
                return model.GetTypeInfo(invocation.Expression, cancellationToken).Type is INamedTypeSymbol { DelegateInvokeMethod: { } invoke } ? [invoke] : [];
            case BaseObjectCreationExpressionSyntax creation:
                return ConstructorsOf(model.GetTypeInfo(creation, cancellationToken).Type);
            case ConstructorInitializerSyntax initializer:
                return model.GetMemberGroup(initializer, cancellationToken);
            case PrimaryConstructorBaseTypeSyntax parent:
                return ConstructorsOf(model.GetTypeInfo(parent.Type, cancellationToken).Type);
            case AttributeSyntax attribute:
                return model.GetMemberGroup(attribute, cancellationToken);
            case ElementAccessExpressionSyntax access:
                return IndexersOf(model.GetTypeInfo(access.Expression, cancellationToken).Type);
            case ArrayTypeSyntax array:
                var name = SyntaxFactory.ParseExpression(array.ElementType.ToString());
                return IndexersOf(model.GetSpeculativeTypeInfo(array.SpanStart, name, SpeculativeBindingOption.BindAsExpression).Type);
            default:
                return [];
        }
    }

    private static IEnumerable<ISymbol> ConstructorsOf(ITypeSymbol? type) => type is INamedTypeSymbol named ? named.InstanceConstructors : [];

    private static IEnumerable<ISymbol> IndexersOf(ITypeSymbol? type)
    {
        if (type is null) return [];
        var all = type.TypeKind == TypeKind.Interface ? type.AllInterfaces.Prepend((INamedTypeSymbol)type).Cast<ITypeSymbol>() : Bases(type);
        return all.SelectMany(t => t.GetMembers()).OfType<IPropertySymbol>().Where(property => property is { IsIndexer: true, IsOverride: false });
    }

    private static IEnumerable<ITypeSymbol> Bases(ITypeSymbol type)
    {
        for (ITypeSymbol? at = type; at is not null; at = at.BaseType) yield return at;
    }

    private static int ActiveOf(List<ISymbol> candidates, SymbolInfo bound, int separators)
    {
        var exact = candidates.FindIndex(symbol => SymbolEqualityComparer.Default.Equals(symbol.OriginalDefinition, bound.Symbol?.OriginalDefinition)
            || (bound.Symbol is IMethodSymbol { ReducedFrom: { } reduced } && SymbolEqualityComparer.Default.Equals(symbol.OriginalDefinition, reduced.OriginalDefinition)));
        if (exact >= 0) return exact;
        var needed = separators == 0 ? 0 : separators + 1;
        var wide = candidates.FindIndex(symbol => SignatureText.ParametersOf(symbol) is var parameters && (parameters.Length >= needed || parameters is [.., { IsParams: true }]));
        return Math.Max(0, wide);
    }
}
