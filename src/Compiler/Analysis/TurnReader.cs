using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Distribute.Compiler.Analysis;

/// <summary>Reads what one turn of a loop does: whether it is arithmetic alone, and what it changes.</summary>
/// <param name="counter">The loop's counter, which only the loop's own step may change.</param>
internal sealed class TurnReader(ILocalSymbol counter)
{
    private readonly HashSet<ISymbol> _changed = new(SymbolEqualityComparer.Default);

    /// <summary>Reads a loop.</summary>
    /// <returns>False when a turn may take long, or changes the counter but by the loop's step.</returns>
    public bool Read(IForLoopOperation loop)
    {
        var steps = 0;
        foreach (var operation in loop.Descendants())
        {
            if (!IsShort(operation)) return false;
            if (Target(operation) is not { } target) continue;
            if (!Note(target)) return false;
            if (_changed.Remove(counter)) steps++;
        }

        return steps == 1;
    }

    /// <summary>Whether an integer has the same value in every turn, as far as this code goes, and can be read at no cost.</summary>
    public bool Stays(IOperation value) => value switch
    {
        { Type.SpecialType: not SpecialType.System_Int32 } => false,
        { ConstantValue.HasValue: true } => true,
        ILocalReferenceOperation { Local: { RefKind: RefKind.None } local } => !_changed.Contains(local) && !SymbolEqualityComparer.Default.Equals(local, counter),
        IParameterReferenceOperation { Parameter: { RefKind: RefKind.None } parameter } => !_changed.Contains(parameter),
        IPropertyReferenceOperation { Property.Name: "Length", Instance: { } whole } length => IsLength(length.Property, whole) && StaysWhole(whole),
        IPropertyReferenceOperation { Property: var property } when ProbeModel.IsEarlierVariable(property) => !_changed.Contains(property),
        IBinaryOperation { OperatorMethod: null, IsChecked: false, OperatorKind: BinaryOperatorKind.Add or BinaryOperatorKind.Subtract } sum => Stays(sum.LeftOperand) && Stays(sum.RightOperand),
        IParenthesizedOperation inner => Stays(inner.Operand),
        _ => false,
    };

    private bool StaysWhole(IOperation whole) => whole switch
    {
        ILocalReferenceOperation { Local: { RefKind: RefKind.None } local } => !_changed.Contains(local),
        IParameterReferenceOperation { Parameter: { RefKind: RefKind.None } parameter } => !_changed.Contains(parameter),
        IPropertyReferenceOperation { Property: var property } => ProbeModel.IsEarlierVariable(property) && !_changed.Contains(property),
        _ => false,
    };

    private static IOperation? Target(IOperation operation) => operation switch
    {
        IAssignmentOperation assignment => assignment.Target,
        IIncrementOrDecrementOperation step => step.Target,
        _ => null,
    };

    // Elements and fields may change: no bound is read from them.
    private bool Note(IOperation target)
    {
        switch (target)
        {
            case ILocalReferenceOperation { Local: { RefKind: RefKind.None } local }:
                _changed.Add(local);
                return true;
            case IParameterReferenceOperation { Parameter: { RefKind: RefKind.None } parameter }:
                _changed.Add(parameter);
                return true;
            case IPropertyReferenceOperation { Property: var property } when ProbeModel.IsEarlierVariable(property):
                _changed.Add(property);
                return true;
            case ITupleOperation tuple:
                return tuple.Elements.All(Note);
            default:
                return target is IFieldReferenceOperation or IArrayElementReferenceOperation or IPropertyReferenceOperation or IDiscardOperation;
        }
    }

    private static bool IsShort(IOperation operation) => operation switch
    {
        IBinaryOperation binary => binary.OperatorMethod is null && IsNumber(binary.LeftOperand.Type) && IsNumber(binary.RightOperand.Type),
        IUnaryOperation unary => unary.OperatorMethod is null,
        ICompoundAssignmentOperation compound => compound.OperatorMethod is null && IsNumber(compound.Type),
        IIncrementOrDecrementOperation step => step.OperatorMethod is null,
        ISimpleAssignmentOperation assignment => !assignment.IsRef,
        IConversionOperation conversion => conversion.OperatorMethod is null && !(conversion.Type is { IsReferenceType: true } && conversion.Operand.Type is { IsValueType: true }),
        IPropertyReferenceOperation property => IsRead(property),
        IInvocationOperation call => call.TargetMethod is { IsStatic: true, ContainingType: { Name: "Math" or "MathF" or "BitOperations", ContainingNamespace.Name: "System" or "Numerics" } },
        IDeconstructionAssignmentOperation { Value: ITupleOperation or IConversionOperation { Operand: ITupleOperation } } => true,
        _ => operation.Kind is OperationKind.Block or OperationKind.VariableDeclarationGroup or OperationKind.VariableDeclaration or OperationKind.VariableDeclarator
            or OperationKind.VariableInitializer or OperationKind.ExpressionStatement or OperationKind.Empty or OperationKind.Branch or OperationKind.Conditional
            or OperationKind.Literal or OperationKind.LocalReference or OperationKind.ParameterReference or OperationKind.FieldReference
            or OperationKind.ArrayElementReference or OperationKind.InstanceReference or OperationKind.Parenthesized
            or OperationKind.Argument or OperationKind.Tuple or OperationKind.Discard or OperationKind.DefaultValue
            or OperationKind.IsPattern or OperationKind.ConstantPattern or OperationKind.RelationalPattern or OperationKind.BinaryPattern or OperationKind.NegatedPattern
            or OperationKind.Switch or OperationKind.SwitchCase or OperationKind.CaseClause or OperationKind.SwitchExpression or OperationKind.SwitchExpressionArm or OperationKind.DiscardPattern,
    };

    private static bool IsNumber(ITypeSymbol? type) =>
        type is { TypeKind: TypeKind.Enum } or { SpecialType: >= SpecialType.System_Boolean and <= SpecialType.System_UInt64 or SpecialType.System_Single or SpecialType.System_Double };

    // What reads like a field: lengths, elements of lists and strings, and the variables of earlier cells.
    private static bool IsRead(IPropertyReferenceOperation read) =>
        ProbeModel.IsEarlierVariable(read.Property)
        || (read.Instance is { } whole && (IsLength(read.Property, whole) || (read.Property.IsIndexer && IsSequence(whole.Type))));

    private static bool IsLength(IPropertySymbol property, IOperation whole) => property.Name is "Length" or "Count" && (whole.Type is IArrayTypeSymbol || IsSequence(whole.Type));

    private static bool IsSequence(ITypeSymbol? type) =>
        type is { SpecialType: SpecialType.System_String } or { Name: "Span" or "ReadOnlySpan", ContainingNamespace.Name: "System" } or { Name: "List", ContainingNamespace.Name: "Generic" };
}
