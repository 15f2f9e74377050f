using Distribute.Compiler.Analysis;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Distribute.Compiler.Generation;

// Writing to variables: assigned names get their setters, or are written through from a local to the slot.
internal sealed partial class FinalEdits
{
    public override void VisitAssignmentExpression(AssignmentExpressionSyntax node)
    {
        if (node.Parent is InitializerExpressionSyntax { RawKind: (int)SyntaxKind.ObjectInitializerExpression or (int)SyntaxKind.WithInitializerExpression })
        {
            Visit(node.Right);
            return;
        }

        if (node.IsKind(SyntaxKind.SimpleAssignmentExpression)) EditTarget(node.Left);
        else if (node.Left is IdentifierNameSyntax name && IsSlot(name)) EditCompound(node, name);
        else Visit(node.Left);
        Visit(node.Right);
        CloseCompound(node);
    }

    private void EditTarget(ExpressionSyntax target)
    {
        switch (target)
        {
            case IdentifierNameSyntax name when IsSlot(name):
                NoteWritten(name);
                NoteCaptured(name);
                if (_copies.ContainsKey(name.Identifier.ValueText))
                {
                    WriteThrough(name.SpanStart, name.Identifier.ValueText);
                    Rename(name);
                }
                else _edits.Replace(name.SpanStart, name.Span.End, Names.Assign(name.Identifier.ValueText));
                break;
            case TupleExpressionSyntax tuple:
                foreach (var argument in tuple.Arguments) EditTarget(argument.Expression);
                break;
            case ParenthesizedExpressionSyntax inner:
                EditTarget(inner.Expression);
                break;
            default:
                Visit(target);
                break;
        }
    }

    // x += await f() would hold a reference to the slot across the await, which C# does not allow.
    private void EditCompound(AssignmentExpressionSyntax node, IdentifierNameSyntax name)
    {
        var variable = name.Identifier.ValueText;
        NoteWritten(name);
        NoteCaptured(name);
        if (_copies.ContainsKey(variable))
        {
            WriteThrough(name.SpanStart, variable);
            Rename(name);
        }

        if (!Awaits(node.Right)) return;
        var text = node.OperatorToken.Text[..^1];
        var cast = text == "??" || _types[variable] == "dynamic" ? "" : $"({_types[variable]})";
        _edits.Replace(name.SpanStart, node.OperatorToken.Span.End, $"{Names.Assign(variable)} = {cast}({Names.Get(variable)} {text} (");
    }

    private void CloseCompound(AssignmentExpressionSyntax node)
    {
        if (!node.IsKind(SyntaxKind.SimpleAssignmentExpression) && node.Left is IdentifierNameSyntax name && IsSlot(name) && Awaits(node.Right))
            _edits.Insert(node.Span.End, "))" + TextEdits.Closing);
    }

    private static bool Awaits(ExpressionSyntax expression) =>
        expression.DescendantNodesAndSelf(n => n is not AnonymousFunctionExpressionSyntax).Any(n => n is AwaitExpressionSyntax);

    public override void VisitPrefixUnaryExpression(PrefixUnaryExpressionSyntax node)
    {
        var steps = node.Kind() is SyntaxKind.PreIncrementExpression or SyntaxKind.PreDecrementExpression;
        if (steps && node.Operand is IdentifierNameSyntax name && IsSlot(name))
        {
            NoteWritten(name);
            if (_copies.ContainsKey(name.Identifier.ValueText)) StepThrough(node, name.Identifier.ValueText);
        }

        base.VisitPrefixUnaryExpression(node);
    }

    public override void VisitPostfixUnaryExpression(PostfixUnaryExpressionSyntax node)
    {
        var steps = node.Kind() is SyntaxKind.PostIncrementExpression or SyntaxKind.PostDecrementExpression;
        if (steps && node.Operand is IdentifierNameSyntax name && IsSlot(name))
        {
            NoteWritten(name);
            if (_copies.ContainsKey(name.Identifier.ValueText))
            {
                // Its value is not used, so it may as well step first.
                WriteThrough(node.SpanStart, name.Identifier.ValueText);
                _edits.Insert(node.SpanStart, node.OperatorToken.Text);
                _edits.Delete(node.OperatorToken.SpanStart, node.OperatorToken.Span.End);
            }
        }

        base.VisitPostfixUnaryExpression(node);
    }

    private void StepThrough(PrefixUnaryExpressionSyntax node, string name)
    {
        var inner = !LocalCopies.IsStatement(node);
        if (inner) _edits.Insert(node.SpanStart, "(");
        WriteThrough(node.SpanStart, name);
        if (inner) _edits.Insert(node.Span.End, ")" + TextEdits.Closing);
    }

    // The local is what the cell reads; the slot hears of every assignment.
    private void WriteThrough(int position, string name) => _edits.Insert(position, $"{Names.CopySlot(name)}.Value = ");

    public override void VisitArgument(ArgumentSyntax node)
    {
        if (node.RefKindKeyword.Kind() is SyntaxKind.OutKeyword or SyntaxKind.RefKeyword && node.Expression is IdentifierNameSyntax name && IsSlot(name))
        {
            NoteWritten(name);
            NoteCaptured(name);
            if (node.RefKindKeyword.IsKind(SyntaxKind.OutKeyword)) _edits.Replace(name.SpanStart, name.Span.End, Names.Out(name.Identifier.ValueText));
            return;
        }

        base.VisitArgument(node);
    }

    private void Rename(IdentifierNameSyntax name)
    {
        if (_renamed.TryGetValue(name.Identifier.ValueText, out var own)) _edits.Replace(name.SpanStart, name.Span.End, own);
    }

    private void NoteWritten(IdentifierNameSyntax name)
    {
        NoteAssigned(name.Identifier.ValueText);
        if (_readOnly.Contains(name.Identifier.ValueText)) ReadOnlyWrites.Add(name);
    }
}
