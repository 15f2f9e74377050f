using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Distribute.Compiler.Parsing;

/// <summary>
/// Script syntax reads a trailing <c>r with { A = 2 }</c> as a property named "with". This reads it as the expression that
/// it is, at the same positions.
/// </summary>
internal static class TrailingExpression
{
    private const string With = "with";

    /// <summary>The tree with the trailing with expression in place of what was read; the same tree when there is none.</summary>
    public static SyntaxTree Repair(SyntaxTree tree, string text)
    {
        if (!text.Contains(With, StringComparison.Ordinal)) return tree;
        var root = (CompilationUnitSyntax)tree.GetRoot();
        var first = root.Members.IndexOf(member => member.ContainsDiagnostics || member is PropertyDeclarationSyntax { Identifier.ValueText: With });
        if (first < 0) return tree;
        var start = root.Members[first].FullSpan.Start;
        var end = root.Members[^1].FullSpan.End;
        var expression = SyntaxFactory.ParseExpression(text[start..end], options: ParsedCell.ScriptOptions);
        if (expression is not WithExpressionSyntax || expression.ContainsDiagnostics || expression.FullSpan.Length != end - start) return tree;
        var statement = SyntaxFactory.GlobalStatement(
            SyntaxFactory.ExpressionStatement(expression, SyntaxFactory.MissingToken(SyntaxKind.SemicolonToken)));
        var members = root.Members.Take(first).Append(statement);
        return tree.WithRootAndOptions(root.WithMembers(SyntaxFactory.List<MemberDeclarationSyntax>(members)), ParsedCell.ScriptOptions);
    }
}
