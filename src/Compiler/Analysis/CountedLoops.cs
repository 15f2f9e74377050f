using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Distribute.Compiler.Analysis;

/// <summary>
/// Finds the loops that may run without stop checks when their turns are few: a counter goes by steps towards a bound that
/// stays, and a turn is arithmetic on variables, fields and arrays alone, so that each takes nanoseconds.
/// </summary>
/// <remarks>
/// A check is a load, a comparison and a jump a turn, and keeps a register: in a loop of thirty instructions, such as the
/// inner one of a matrix product, a tenth to a fifth of the time.
/// </remarks>
internal static class CountedLoops
{
    /// <summary>The most turns that run without a check: milliseconds, or a tenth of a second where every turn waits for memory.</summary>
    private const int FewTurns = 1 << 20;

    /// <summary>What must hold before the loop for its turns to be few, as C#; null when nothing can tell.</summary>
    public static string? FewTurnsCondition(ForStatementSyntax loop, ProbeModel probe)
    {
        if (!MayBe(loop) || probe.OperationOf(loop) is not { Condition: not null, AtLoopBottom: [IExpressionStatementOperation last] } bound) return null;
        if (Step(last.Operation) is not { } step || Comparison(bound.Condition) is not { } comparison) return null;
        var isLeft = Local(comparison.LeftOperand) is { } left && Same(left, step.Counter);
        if (!isLeft && !(Local(comparison.RightOperand) is { } right && Same(right, step.Counter))) return null;
        var limit = isLeft ? comparison.RightOperand : comparison.LeftOperand;
        if (IsUpward(comparison.OperatorKind, isLeft) is not { } upward || upward != step.IsUpward) return null;

        var body = new TurnReader(step.Counter);
        if (!body.Read(bound) || !body.Stays(limit) || (step.Size is { } size && !body.Stays(size))) return null;
        if (Start(bound, step.Counter, body) is not { } start) return null;
        var isStrict = comparison.OperatorKind is BinaryOperatorKind.LessThan or BinaryOperatorKind.GreaterThan;
        return Condition(upward, start, limit.Syntax.ToString(), step.Size?.Syntax.ToString(), isStrict);
    }

    private static string Condition(bool upward, string start, string limit, string? size, bool isStrict)
    {
        var (low, high) = upward ? (start, limit) : (limit, start);
        // As unsigned numbers the difference is right however far apart the two are; where the loop is not entered at all it does not matter.
        var few = $"unchecked((uint)(({high}) - ({low}))) <= {FewTurns}";
        // Steps of one that end before the bound never go round the number's end; others must be kept from it.
        if (size is null && isStrict) return few;
        if (!upward && size == limit) return $"({size}) > 0 && {few}";
        var far = upward ? $"({limit}) <= int.MaxValue - ({size ?? "1"})" : $"({limit}) >= int.MinValue + ({size ?? "1"})";
        return size is null ? $"{few} && {far}" : $"({size}) > 0 && {few} && {far}";
    }

    // By its looks, before anything is bound.
    private static bool MayBe(ForStatementSyntax loop) =>
        loop is { Condition: not null, Incrementors.Count: 1, ContainsDirectives: false } && !loop.DescendantNodes().Any(node =>
            node is BaseObjectCreationExpressionSyntax or AnonymousFunctionExpressionSyntax or LabeledStatementSyntax or TryStatementSyntax || LocalCopy.IsLoop(node))
        && !loop.Ancestors().Any(node => node is FinallyClauseSyntax);

    private static (ILocalSymbol Counter, IOperation? Size, bool IsUpward)? Step(IOperation operation) => operation switch
    {
        IIncrementOrDecrementOperation { Target: ILocalReferenceOperation { Local: var counter } } one when IsCounter(counter) =>
            (counter, null, one.Kind == OperationKind.Increment),
        ICompoundAssignmentOperation { OperatorMethod: null, OperatorKind: BinaryOperatorKind.Add or BinaryOperatorKind.Subtract, Target: ILocalReferenceOperation { Local: var counter } } by
            when IsCounter(counter) && IsInt(by.Value) => (counter, by.Value, by.OperatorKind == BinaryOperatorKind.Add),
        _ => null,
    };

    private static bool IsCounter(ILocalSymbol local) => local is { Type.SpecialType: SpecialType.System_Int32, RefKind: RefKind.None };

    private static bool IsInt(IOperation operation) => operation.Type?.SpecialType == SpecialType.System_Int32;

    // The first condition of those that must all hold.
    private static IBinaryOperation? Comparison(IOperation condition)
    {
        while (condition is IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } both) condition = both.LeftOperand;
        return condition is IBinaryOperation comparison && IsInt(comparison.LeftOperand) && IsInt(comparison.RightOperand) ? comparison : null;
    }

    private static bool? IsUpward(BinaryOperatorKind kind, bool counterIsLeft) => kind switch
    {
        BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual => counterIsLeft,
        BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual => !counterIsLeft,
        _ => null,
    };

    // Where the counter begins: what the loop gives it, else what it has.
    private static string? Start(IForLoopOperation loop, ILocalSymbol counter, TurnReader body)
    {
        foreach (var before in loop.Before)
        {
            if (before is IExpressionStatementOperation) return null;
            if (before is not IVariableDeclarationGroupOperation group) continue;
            var declared = group.Declarations.SelectMany(declaration => declaration.Declarators).FirstOrDefault(declarator => Same(declarator.Symbol, counter));
            if (declared is not null) return declared.Initializer?.Value is { } value && body.Stays(value) ? value.Syntax.ToString() : null;
        }

        return Names.Escape(counter.Name);
    }

    private static ILocalSymbol? Local(IOperation operation) => (operation as ILocalReferenceOperation)?.Local;

    private static bool Same(ISymbol a, ISymbol b) => SymbolEqualityComparer.Default.Equals(a, b);
}
