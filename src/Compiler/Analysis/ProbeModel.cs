using Distribute.Compiler.Emission;
using Distribute.Compiler.Generation;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Distribute.Compiler.Analysis;

/// <summary>
/// Answers questions about the cell's names and types from the bound probe, which is parsed and bound when the first question
/// needs it. Its errors do not matter: the final file is judged.
/// </summary>
internal sealed class ProbeModel
{
    // Without the question marks of nullable references: string and string? are one variable.
    private static readonly SymbolDisplayFormat SourceFormat = SymbolDisplayFormat.FullyQualifiedFormat;

    private readonly CSharpCompilation _compilation;
    private readonly Lazy<SourceBuilder> _map;
    private readonly IReadOnlyList<string> _defines;

    /// <param name="compilation">Has the references and no file.</param>
    /// <param name="map">The probe's text.</param>
    /// <param name="defines">Preprocessor symbols.</param>
    public ProbeModel(CSharpCompilation compilation, Lazy<SourceBuilder> map, IReadOnlyList<string> defines)
    {
        _compilation = compilation;
        _map = map;
        _defines = defines;
    }

    private SemanticModel Model => field ??= Bind();

    private SyntaxNode Root => field ??= Model.SyntaxTree.GetRoot();

    private SemanticModel Bind()
    {
        var tree = CellEmitter.Parse(_map.Value.ToString(), _defines, CancellationToken.None);
        return _compilation.AddSyntaxTrees(tree).GetSemanticModel(tree);
    }

    /// <summary>The type of a variable that the cell declares; null when it could not be bound.</summary>
    public ITypeSymbol? TypeOf(CellVariable variable)
    {
        if (PlainType.Of(variable) is var plain and not SpecialType.None) return _compilation.GetSpecialType(plain);
        var identifier = variable.Node is VariableDeclaratorSyntax declarator ? declarator.Identifier : ((SingleVariableDesignationSyntax)variable.Node).Identifier;
        var node = NodeAt(identifier.SpanStart);
        while (node is not (null or VariableDeclaratorSyntax or SingleVariableDesignationSyntax)) node = node.Parent;
        var type = node is null ? null : (Model.GetDeclaredSymbol(node) as ILocalSymbol)?.Type;
        return type is null || HasError(type) ? null : type;
    }

    /// <summary>Why the type of a variable declared with <c>var</c> is not known.</summary>
    /// <param name="variable">The variable.</param>
    /// <param name="isEarlier">Whether an earlier cell has a variable of a name, which may be read above its new declaration.</param>
    public IReadOnlyList<Diagnostic> ErrorsOf(CellVariable variable, Func<string, bool> isEarlier)
    {
        var node = NodeAt(variable.Node.SpanStart)?.FirstAncestorOrSelf<VariableDeclaratorSyntax>();
        return node is null ? [] : [.. Model.GetDiagnostics(node.Span)
            .Where(d => d.Severity == DiagnosticSeverity.Error && !(d.Id == UsedBeforeDeclared && isEarlier(Root.FindToken(d.Location.SourceSpan.Start).ValueText)))];
    }

    private const string UsedBeforeDeclared = "CS0841";

    /// <summary>Whether the declared variable is a local that may not leave its cell: by-ref-like, or a pointer.</summary>
    public static bool StaysInCell(ITypeSymbol type) =>
        type.IsRefLikeType || type.TypeKind is TypeKind.Pointer or TypeKind.FunctionPointer;

    /// <summary>False for delegate types that the compiler makes up for lambdas with ref parameters and the like.</summary>
    public static bool CanBeSpelled(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => CanBeSpelled(array.ElementType),
        INamedTypeSymbol named => (named.CanBeReferencedByName || named.IsTupleType) && named.TypeArguments.All(CanBeSpelled),
        _ => true,
    };

    public static string Spell(ITypeSymbol type) => type.ToDisplayString(SourceFormat);

    /// <summary>What an identifier of the cell means; null when unknown.</summary>
    public ISymbol? SymbolAt(int position)
    {
        var node = NodeAt(position);
        if (node is null) return null;
        var info = Model.GetSymbolInfo(node);
        return info.Symbol ?? (info.CandidateSymbols.Length > 0 ? info.CandidateSymbols[0] : null);
    }

    /// <summary>The method or constructor that is called with the arguments that begin at this place; null when unknown.</summary>
    public IMethodSymbol? MethodCalledAt(int openParenthesis) =>
        NodeAt(openParenthesis) is ArgumentListSyntax { Parent: { } call } ? Model.GetSymbolInfo(call).Symbol as IMethodSymbol : null;

    /// <summary>The type that a <c>new</c> at this place creates; null when unknown.</summary>
    public ITypeSymbol? ConstructedType(int newKeyword) =>
        NodeAt(newKeyword)?.FirstAncestorOrSelf<BaseObjectCreationExpressionSyntax>() is { } creation ? Model.GetTypeInfo(creation).Type : null;

    /// <summary>Whether an identifier with the name of a top-level variable really is that variable, and not a local or a member that hides it.</summary>
    public bool IsTopLevelVariable(int position, IReadOnlySet<int> declaredAt)
    {
        switch (SymbolAt(position))
        {
            case ILocalSymbol local:
                var place = local.Locations.FirstOrDefault(l => l.IsInSource);
                return place is not null && declaredAt.Contains(_map.Value.ToOriginal(place.SourceSpan.Start));
            case IPropertySymbol property:
                return IsEarlierVariable(property);
            case IParameterSymbol or IFieldSymbol or IEventSymbol:
                return false;
            default:
                return true; // a variable of this very cell, which a method cannot see in the probe
        }
    }

    /// <summary>Whether a property stands for a variable of an earlier cell.</summary>
    public static bool IsEarlierVariable(IPropertySymbol property) => property.ContainingType.Name.StartsWith("v_", StringComparison.Ordinal);

    /// <summary>What a loop means; null when that is not known.</summary>
    public IForLoopOperation? OperationOf(ForStatementSyntax loop) =>
        NodeAt(loop.SpanStart) is ForStatementSyntax bound ? Model.GetOperation(bound) as IForLoopOperation : null;

    public bool IsVoid(ExpressionSyntax expression)
    {
        var at = _map.Value.ToGenerated(expression.SpanStart);
        if (at < 0) return false;
        var statement = Root.FindToken(at).Parent?.FirstAncestorOrSelf<ExpressionStatementSyntax>();
        return statement is not null && Model.GetTypeInfo(statement.Expression).Type?.SpecialType == SpecialType.System_Void;
    }

    public bool IsExpressionTree(AnonymousFunctionExpressionSyntax lambda)
    {
        var node = NodeAt(lambda.SpanStart);
        while (node is not (null or AnonymousFunctionExpressionSyntax)) node = node.Parent;
        return node is not null && Model.GetTypeInfo(node).ConvertedType is INamedTypeSymbol { Name: "Expression", Arity: 1 };
    }

    public bool IsQueryable(QueryExpressionSyntax query)
    {
        var node = NodeAt(query.SpanStart)?.FirstAncestorOrSelf<QueryExpressionSyntax>();
        return node is not null && Model.GetTypeInfo(node).Type is { } type
            && (type.Name is "IQueryable" or "IOrderedQueryable" || type.AllInterfaces.Any(i => i.Name == "IQueryable"));
    }

    /// <summary>Whether a lambda gives a value; null when that is not known.</summary>
    public bool? ReturnsValue(AnonymousFunctionExpressionSyntax lambda)
    {
        var node = NodeAt(lambda.SpanStart)?.FirstAncestorOrSelf<AnonymousFunctionExpressionSyntax>();
        if (node is null || Model.GetSymbolInfo(node).Symbol is not IMethodSymbol method) return null;
        return method.IsAsync ? method.ReturnType is INamedTypeSymbol { Arity: 1 } : !method.ReturnsVoid;
    }

    /// <summary>Whether a name or an element access may mean a property or indexer that the cell itself declares.</summary>
    public bool MayBeOwnProperty(SyntaxNode node)
    {
        var at = _map.Value.ToGenerated(node is ElementAccessExpressionSyntax access ? access.ArgumentList.SpanStart : node.SpanStart);
        var found = at < 0 ? null : Root.FindToken(at).Parent;
        if (node is ElementAccessExpressionSyntax) found = found?.FirstAncestorOrSelf<ElementAccessExpressionSyntax>();
        if (found is null || Model.GetSymbolInfo(found).Symbol is not { } symbol) return true;
        return symbol is IPropertySymbol && SymbolEqualityComparer.Default.Equals(symbol.ContainingAssembly, Model.Compilation.Assembly);
    }

    private SyntaxNode? NodeAt(int position)
    {
        var at = _map.Value.ToGenerated(position);
        return at < 0 ? null : Root.FindToken(at).Parent;
    }

    private static bool HasError(ITypeSymbol type) => type switch
    {
        IErrorTypeSymbol => true,
        IArrayTypeSymbol array => HasError(array.ElementType),
        INamedTypeSymbol named => named.TypeArguments.Any(HasError),
        _ => type.SpecialType == SpecialType.System_Void,
    };
}
