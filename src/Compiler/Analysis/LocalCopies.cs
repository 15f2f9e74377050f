using Distribute.Contracts.Compilation;
using Distribute.Contracts.Images;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Distribute.Compiler.Analysis;

/// <summary>A top-level variable that a cell keeps in a local as well.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsDeclared">Declared by this cell; else it comes with a value from earlier.</param>
/// <param name="IsFloating">A float or double: no register keeps it across a call.</param>
internal sealed record LocalCopy(string Name, bool IsDeclared, bool IsFloating)
{
    private static readonly HashSet<string> Instructions = ["Sqrt", "Abs", "Min", "Max", "Floor", "Ceiling", "FusedMultiplyAdd"];

    /// <summary>
    /// Whether a loop should have copies of its own of floating-point variables: it calls nothing, and what is around it does.
    /// A value that lives across a call anywhere has its home in memory everywhere.
    /// </summary>
    public static bool IsWorthOwn(StatementSyntax loop) => IsCallFree(loop) && !loop.Ancestors().Any(a => IsLoop(a) && IsCallFree(a));

    public static bool IsLoop(SyntaxNode node) => node is WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax or CommonForEachStatementSyntax;

    private static bool IsCallFree(SyntaxNode node) => !node.DescendantNodes().Any(n =>
        n is BaseObjectCreationExpressionSyntax or InterpolatedStringExpressionSyntax
        || (n is InvocationExpressionSyntax call && !(call.Expression is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "Math" or "MathF" } } math
            && Instructions.Contains(math.Name.Identifier.ValueText))));
}

/// <summary>
/// Finds the variables that top-level loops may read from a local. Every assignment is written through to the slot at once, so
/// that nothing is lost by a throw or a stop; but a read needs no memory, and a loop runs as it would inside a method.
/// </summary>
/// <remarks>
/// Only where no other code can see or change the variable meanwhile: nothing captures it, here or in earlier cells. Copying
/// in and writing back in a finally block would do too, but the JIT keeps such locals in memory: it was 4 to 6 times slower.
/// </remarks>
internal sealed class LocalCopies(CompilationUnitSyntax root, CellMembers members, ProbeModel probe, CompileRequest request)
{
    /// <summary>The variables, by name.</summary>
    /// <param name="used">Variables of earlier cells that the cell mentions.</param>
    /// <param name="types">Types of the variables that the cell declares.</param>
    public IReadOnlyDictionary<string, LocalCopy> Find(IEnumerable<CellSymbol> used, IReadOnlyDictionary<string, ITypeSymbol> types)
    {
        var copies = new Dictionary<string, LocalCopy>(StringComparer.Ordinal);
        if (members.IsAsync) return copies;
        var uses = new Dictionary<string, List<IdentifierNameSyntax>>(StringComparer.Ordinal);
        if (!CollectUses(uses)) return copies;
        foreach (var variable in members.Variables)
        {
            if (!variable.IsStatement || variable.Node.Parent?.Parent is not BaseFieldDeclarationSyntax || !uses.TryGetValue(variable.Name, out var places)) continue;
            if (!types.TryGetValue(variable.Name, out var type) || request.Scope.OwnVariable(variable.Name) is { Captured: true }) continue;
            if (IsSimple(type) && places.TrueForAll(p => p.SpanStart > variable.Node.Span.End && IsPlain(p)) && IsDeclaredOnce(variable.Name, 1))
                copies.Add(variable.Name, new LocalCopy(variable.Name, IsDeclared: true, IsFloating(type)));
        }

        foreach (var symbol in used)
        {
            if (symbol.Captured || !request.Assigned.Contains(symbol.SlotId) || !uses.TryGetValue(symbol.Name, out var places)) continue;
            if (probe.SymbolAt(places[0].SpanStart) is IPropertySymbol property && IsSimple(property.Type) && places.TrueForAll(IsPlain) && IsDeclaredOnce(symbol.Name, 0))
                copies.Add(symbol.Name, new LocalCopy(symbol.Name, IsDeclared: false, IsFloating(property.Type)));
        }

        return copies;
    }

    // Names that top-level loops use, with all their places; false when there is nothing to gain or jumps make order unclear.
    private bool CollectUses(Dictionary<string, List<IdentifierNameSyntax>> uses)
    {
        var inLoops = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in root.DescendantNodes())
        {
            if (node is LabeledStatementSyntax) return false;
            if (node is not IdentifierNameSyntax name || IsMemberName(name)) continue;
            var text = name.Identifier.ValueText;
            if (!uses.TryGetValue(text, out var places)) uses.Add(text, places = []);
            places.Add(name);
            if (name.Ancestors().Any(LocalCopy.IsLoop)) inLoops.Add(text);
        }

        foreach (var name in uses.Keys.Except(inLoops).ToArray()) uses.Remove(name);
        return inLoops.Count > 0;
    }

    // A use at top level that reads, or writes in a way that can be written through.
    private static bool IsPlain(IdentifierNameSyntax name)
    {
        foreach (var ancestor in name.Ancestors())
        {
            if (ancestor is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or QueryBodySyntax or MethodDeclarationSyntax
                or BaseTypeDeclarationSyntax or PropertyDeclarationSyntax or BaseNamespaceDeclarationSyntax) return false;
        }

        return name.Parent switch
        {
            ArgumentSyntax argument => argument.RefKindKeyword.RawKind == 0 && !IsDeconstructed(argument),
            RefExpressionSyntax or MakeRefExpressionSyntax => false,
            PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.AddressOfExpression } => false,
            PostfixUnaryExpressionSyntax step => step.Kind() is not (SyntaxKind.PostIncrementExpression or SyntaxKind.PostDecrementExpression) || IsStatement(step),
            EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Type: RefTypeSyntax } } } => false,
            _ => true,
        };
    }

    /// <summary>Whether an expression's value is not used.</summary>
    public static bool IsStatement(ExpressionSyntax expression) => expression.Parent is ExpressionStatementSyntax or ForStatementSyntax;

    private static bool IsDeconstructed(ArgumentSyntax argument)
    {
        SyntaxNode? node = argument.Parent;
        while (node is TupleExpressionSyntax or ArgumentSyntax)
        {
            if (node is TupleExpressionSyntax && node.Parent is AssignmentExpressionSyntax assignment && assignment.Left == node) return true;
            if (node is TupleExpressionSyntax && node.Parent is ForEachVariableStatementSyntax) return true;
            node = node.Parent;
        }

        return false;
    }

    private static bool IsMemberName(IdentifierNameSyntax name) =>
        (name.Parent is MemberAccessExpressionSyntax access && access.Name == name)
        || name.Parent is MemberBindingExpressionSyntax or NameColonSyntax or NameEqualsSyntax or QualifiedNameSyntax
        || (name.Parent is AssignmentExpressionSyntax { Parent: InitializerExpressionSyntax { RawKind: not (int)SyntaxKind.ArrayInitializerExpression } } member && member.Left == name);

    // A method of a struct may change it in place, which could not be written through.
    private static bool IsSimple(ITypeSymbol type) =>
        type.TypeKind != TypeKind.Dynamic
        && (type.IsReferenceType || type.TypeKind == TypeKind.Enum || type is INamedTypeSymbol { IsReadOnly: true }
            || type.SpecialType is >= SpecialType.System_Boolean and <= SpecialType.System_Double);

    private static bool IsFloating(ITypeSymbol type) => type.SpecialType is SpecialType.System_Single or SpecialType.System_Double;

    // A local of the same name in an inner scope would clash with the copy.
    private bool IsDeclaredOnce(string name, int times) => root.DescendantTokens().Count(token => token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText == name
        && token.Parent is VariableDeclaratorSyntax or SingleVariableDesignationSyntax or ForEachStatementSyntax or ParameterSyntax or CatchDeclarationSyntax
            or LocalFunctionStatementSyntax or FromClauseSyntax or LetClauseSyntax or JoinClauseSyntax or QueryContinuationSyntax) == times;
}
