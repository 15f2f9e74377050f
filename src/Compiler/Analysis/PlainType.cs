using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Distribute.Compiler.Analysis;

/// <summary>The types of variables that show in the text alone, so that nothing needs to be bound for them: <c>int n</c>, <c>var s = "a"</c>.</summary>
internal static class PlainType
{
    /// <summary>The type; None where the text does not tell.</summary>
    public static SpecialType Of(CellVariable variable)
    {
        if (variable.Node is not VariableDeclaratorSyntax declarator || declarator.ArgumentList is not null) return SpecialType.None;
        return variable.Type switch
        {
            PredefinedTypeSyntax named => OfKeyword(named.Keyword.Kind()),
            { IsVar: true } => OfValue(declarator.Initializer?.Value),
            _ => SpecialType.None,
        };
    }

    private static SpecialType OfValue(ExpressionSyntax? value) => value switch
    {
        InterpolatedStringExpressionSyntax => SpecialType.System_String,
        LiteralExpressionSyntax literal => OfLiteral(literal),
        // Not of unsigned ones: -2147483648 is an int, -3000000000 a long.
        PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.UnaryMinusExpression, Operand: LiteralExpressionSyntax { Token.Value: int or long or double or float or decimal } literal } =>
            OfLiteral(literal),
        _ => SpecialType.None,
    };

    private static SpecialType OfLiteral(LiteralExpressionSyntax literal) => literal.Kind() switch
    {
        SyntaxKind.StringLiteralExpression => SpecialType.System_String,
        SyntaxKind.CharacterLiteralExpression => SpecialType.System_Char,
        SyntaxKind.TrueLiteralExpression or SyntaxKind.FalseLiteralExpression => SpecialType.System_Boolean,
        SyntaxKind.NumericLiteralExpression => OfNumber(literal.Token.Value),
        _ => SpecialType.None,
    };

    private static SpecialType OfNumber(object? value) => value switch
    {
        int => SpecialType.System_Int32,
        uint => SpecialType.System_UInt32,
        long => SpecialType.System_Int64,
        ulong => SpecialType.System_UInt64,
        float => SpecialType.System_Single,
        double => SpecialType.System_Double,
        decimal => SpecialType.System_Decimal,
        _ => SpecialType.None,
    };

    private static SpecialType OfKeyword(SyntaxKind keyword) => keyword switch
    {
        SyntaxKind.BoolKeyword => SpecialType.System_Boolean,
        SyntaxKind.CharKeyword => SpecialType.System_Char,
        SyntaxKind.SByteKeyword => SpecialType.System_SByte,
        SyntaxKind.ByteKeyword => SpecialType.System_Byte,
        SyntaxKind.ShortKeyword => SpecialType.System_Int16,
        SyntaxKind.UShortKeyword => SpecialType.System_UInt16,
        SyntaxKind.IntKeyword => SpecialType.System_Int32,
        SyntaxKind.UIntKeyword => SpecialType.System_UInt32,
        SyntaxKind.LongKeyword => SpecialType.System_Int64,
        SyntaxKind.ULongKeyword => SpecialType.System_UInt64,
        SyntaxKind.FloatKeyword => SpecialType.System_Single,
        SyntaxKind.DoubleKeyword => SpecialType.System_Double,
        SyntaxKind.DecimalKeyword => SpecialType.System_Decimal,
        SyntaxKind.StringKeyword => SpecialType.System_String,
        SyntaxKind.ObjectKeyword => SpecialType.System_Object,
        _ => SpecialType.None,
    };
}
