using Distribute.Compiler.Analysis;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Distribute.Compiler.Generation;

// Loops and functions: where stop checks go, and what of the variables outlives the run.
internal sealed partial class FinalEdits
{
    public override void VisitWhileStatement(WhileStatementSyntax node) => Weave(node.Statement, () => base.VisitWhileStatement(node));

    public override void VisitDoStatement(DoStatementSyntax node) => Weave(node.Statement, () => base.VisitDoStatement(node));

    public override void VisitForStatement(ForStatementSyntax node) => Weave(node.Statement, () => base.VisitForStatement(node));

    public override void VisitForEachStatement(ForEachStatementSyntax node) => Weave(node.Statement, () => base.VisitForEachStatement(node));

    public override void VisitForEachVariableStatement(ForEachVariableStatementSyntax node) => Weave(node.Statement, () => base.VisitForEachVariableStatement(node));

    public override void VisitLabeledStatement(LabeledStatementSyntax node)
    {
        IsHot = true;
        _edits.Insert(node.Statement.SpanStart, Poll() + " ");
        base.VisitLabeledStatement(node);
    }

    private void Weave(StatementSyntax body, Action visit)
    {
        IsHot = true;
        var loop = (StatementSyntax)body.Parent!;
        var floating = IsTopLevel && _renamed.Count == 0 && LocalCopy.IsWorthOwn(loop) ? FloatingIn(loop) : [];
        if (floating.Count == 0)
        {
            WeaveVersions(loop, body, visit);
            return;
        }

        var number = ++_flags;
        foreach (var name in floating) _renamed.Add(name, $"__c{number}_{name}");
        _edits.Insert(loop.SpanStart, "{ " + string.Concat(floating.Select(name => $"var {_renamed[name]} = {Names.Escape(name)}; ")));
        WeaveVersions(loop, body, visit);
        _edits.Insert(loop.Span.End, string.Concat(floating.Select(name => $" {Names.Escape(name)} = {_renamed[name]};")) + " }" + TextEdits.Closing);
        _renamed.Clear();
    }

    private List<string> FloatingIn(StatementSyntax loop) =>
        [.. loop.DescendantNodes().OfType<IdentifierNameSyntax>().Select(n => n.Identifier.ValueText)
            .Where(name => _copies.TryGetValue(name, out var copy) && copy.IsFloating).Distinct()];

    // A loop of few short turns has a version without checks.
    private void WeaveVersions(StatementSyntax loop, StatementSyntax body, Action visit)
    {
        if (loop is not ForStatementSyntax counted || CountedLoops.FewTurnsCondition(counted, _probe) is not { } areFew)
        {
            WeaveBody(body, visit);
            return;
        }

        _edits.Insert(loop.SpanStart, $"{{ if ({areFew})");
        var from = _edits.Count;
        WeaveBody(body, visit);
        _edits.InsertVersion(loop.SpanStart, new TextEdits.Version(loop.SpanStart, loop.Span.End, from, _edits.Count), "else ");
        _edits.Insert(loop.Span.End, " }" + TextEdits.Closing);
    }

    private void WeaveBody(StatementSyntax body, Action visit)
    {
        // A finally block whose end cannot be reached makes the JIT fail where the try block's end cannot be either.
        var check = Poll();
        if (body.Ancestors().TakeWhile(a => a is StatementSyntax or FinallyClauseSyntax or ElseClauseSyntax or CatchClauseSyntax).Any(a => a is FinallyClauseSyntax))
            check = Leave() + " " + check;
        if (body is BlockSyntax block)
        {
            _edits.InsertCheck(block.OpenBraceToken.Span.End, $" {check} ");
            visit();
            return;
        }

        _edits.Insert(body.SpanStart, "{ ");
        _edits.InsertCheck(body.SpanStart, check + " ");
        visit();
        _edits.Insert(body.Span.End, " }" + TextEdits.Closing);
    }

    // A way out of a loop that is never taken: the flag is 0 or 1.
    private string Leave() => _functions.Peek() is { UsesFlag: true } function ? $"if ({Names.FlagOf(function.Number)} < 0) break;" : $"if ({Names.RankFlag} < 0) break;";

    private string Poll()
    {
        var function = _functions.Peek();
        if (!function.UsesFlag) return Names.Poll;
        function.Polled = true;
        return Names.PollFlag(function.Number);
    }

    public override void VisitMethodDeclaration(MethodDeclarationSyntax node) =>
        InFunction(node, node.Body, node.ExpressionBody, ReturnsValue(node.ReturnType, node.Modifiers), () => base.VisitMethodDeclaration(node));

    public override void VisitLocalFunctionStatement(LocalFunctionStatementSyntax node) =>
        InFunction(node, node.Body, node.ExpressionBody, ReturnsValue(node.ReturnType, node.Modifiers), () => base.VisitLocalFunctionStatement(node));

    public override void VisitConstructorDeclaration(ConstructorDeclarationSyntax node) =>
        InFunction(node, node.Body, node.ExpressionBody, false, () => base.VisitConstructorDeclaration(node));

    public override void VisitOperatorDeclaration(OperatorDeclarationSyntax node) =>
        InFunction(node, node.Body, null, true, () => base.VisitOperatorDeclaration(node));

    public override void VisitConversionOperatorDeclaration(ConversionOperatorDeclarationSyntax node) =>
        InFunction(node, node.Body, null, true, () => base.VisitConversionOperatorDeclaration(node));

    public override void VisitDestructorDeclaration(DestructorDeclarationSyntax node) =>
        InFunction(node, node.Body, null, false, () => base.VisitDestructorDeclaration(node));

    public override void VisitAccessorDeclaration(AccessorDeclarationSyntax node) =>
        InFunction(node, node.Body, node.ExpressionBody, node.IsKind(SyntaxKind.GetAccessorDeclaration), () => base.VisitAccessorDeclaration(node));

    public override void VisitParenthesizedLambdaExpression(ParenthesizedLambdaExpressionSyntax node) =>
        InLambda(node, () => base.VisitParenthesizedLambdaExpression(node));

    public override void VisitSimpleLambdaExpression(SimpleLambdaExpressionSyntax node) =>
        InLambda(node, () => base.VisitSimpleLambdaExpression(node));

    public override void VisitAnonymousMethodExpression(AnonymousMethodExpressionSyntax node) =>
        InLambda(node, () => base.VisitAnonymousMethodExpression(node));

    public override void VisitQueryExpression(QueryExpressionSyntax node)
    {
        IsHot = true;
        var before = _valueReads;
        _valueReads |= _probe.IsQueryable(node);
        Visit(node.FromClause.Expression);
        _functions.Push(new FunctionFrame(-1, UsesFlag: false));
        base.VisitQueryBody(node.Body);
        _functions.Pop();
        _valueReads = before;
    }

    public override void VisitClassDeclaration(ClassDeclarationSyntax node) => InType(() => base.VisitClassDeclaration(node));

    public override void VisitStructDeclaration(StructDeclarationSyntax node) => InType(() => base.VisitStructDeclaration(node));

    public override void VisitRecordDeclaration(RecordDeclarationSyntax node) => InType(() => base.VisitRecordDeclaration(node));

    public override void VisitInterfaceDeclaration(InterfaceDeclarationSyntax node) => InType(() => base.VisitInterfaceDeclaration(node));

    public override void VisitExtensionBlockDeclaration(ExtensionBlockDeclarationSyntax node) => InType(() => base.VisitExtensionBlockDeclaration(node));

    public override void VisitPropertyDeclaration(PropertyDeclarationSyntax node)
    {
        EditGetter(node, node.ExpressionBody);
        if (node.Parent is CompilationUnitSyntax) InType(() => base.VisitPropertyDeclaration(node));
        else base.VisitPropertyDeclaration(node);
    }

    public override void VisitIndexerDeclaration(IndexerDeclarationSyntax node)
    {
        EditGetter(node, node.ExpressionBody);
        base.VisitIndexerDeclaration(node);
    }

    private void EditGetter(BasePropertyDeclarationSyntax node, ArrowExpressionClauseSyntax? arrow)
    {
        if (arrow is not null && _recursion.Contains(node)) EditArrow(arrow, returnsValue: true, "get { ", " }");
    }

    private void InType(Action visit)
    {
        _functions.Push(new FunctionFrame(-1, UsesFlag: false));
        visit();
        _functions.Pop();
    }

    private void InLambda(AnonymousFunctionExpressionSyntax node, Action visit)
    {
        IsHot = true;
        var before = _valueReads;
        _valueReads |= _probe.IsExpressionTree(node);
        bool? returnsValue = node.ExpressionBody is not null && !_valueReads && _recursion.Contains(node) ? _probe.ReturnsValue(node) : null;
        if (returnsValue is { } returns) _edits.Insert(node.ExpressionBody!.SpanStart, $"{{ {Names.PollRecursion} {Return(node.ExpressionBody, returns)}");
        InFunction(node, node.Block, null, false, visit);
        if (returnsValue is not null) _edits.Insert(node.ExpressionBody!.Span.End, "; }" + TextEdits.Closing);
        _valueReads = before;
    }

    // Initializers run before a constructor's body can check anything, and have no place for a statement but in a lambda.
    private void InCreation(BaseObjectCreationExpressionSyntax node, TypeSyntax? type, Action visit)
    {
        var declared = InitializedIn(node);
        if (declared is null || !_recursion.ContainsCreation(node))
        {
            visit();
            return;
        }

        var made = (type ?? declared).ToString().TrimEnd('?');
        _edits.Insert(node.SpanStart, $"((global::System.Func<{made}>)(() => {{ {Names.PollRecursion} return ");
        if (type is null) _edits.Insert(node.NewKeyword.Span.End, " " + made);
        visit();
        _edits.Insert(node.Span.End, "; }))()" + TextEdits.Closing);
    }

    // The type of the field or property of a type whose initializer the expression belongs to.
    private static TypeSyntax? InitializedIn(ExpressionSyntax expression)
    {
        var owner = expression.Ancestors().FirstOrDefault(node => node is AnonymousFunctionExpressionSyntax or StatementSyntax or MemberDeclarationSyntax);
        if (owner?.Parent is not TypeDeclarationSyntax) return null;
        return owner switch
        {
            FieldDeclarationSyntax field => field.Declaration.Type,
            PropertyDeclarationSyntax { Initializer: { } value } property when value.Span.Contains(expression.Span) => property.Type,
            _ => null,
        };
    }

    private static string Return(ExpressionSyntax expression, bool returnsValue) => returnsValue && expression is not ThrowExpressionSyntax ? "return " : "";

    private static bool ReturnsValue(TypeSyntax returns, SyntaxTokenList modifiers)
    {
        var text = returns.ToString();
        return text != "void" && !(modifiers.Any(SyntaxKind.AsyncKeyword) && text.EndsWith("Task", StringComparison.Ordinal));
    }

    private void InFunction(
        SyntaxNode node, BlockSyntax? body, ArrowExpressionClauseSyntax? arrow, bool returnsValue, Action visit)
    {
        var function = new FunctionFrame(++_flags, UsesFlag: body is not null);
        var recursive = _recursion.Contains(node);
        if (arrow is not null && recursive) EditArrow(arrow, returnsValue);
        _functions.Push(function);
        visit();
        _functions.Pop();
        if (body is null) return;
        if (function.Polled) _edits.Insert(body.OpenBraceToken.Span.End, " " + Names.Flag(function.Number));
        if (recursive) _edits.Insert(body.OpenBraceToken.Span.End, " " + Names.PollRecursion);
    }

    private void EditArrow(ArrowExpressionClauseSyntax arrow, bool returnsValue, string opening = "", string closing = "")
    {
        _edits.Replace(arrow.ArrowToken.SpanStart, arrow.ArrowToken.Span.End, $"{{ {opening}{Names.PollRecursion} {Return(arrow.Expression, returnsValue)}");
        var end = arrow.GetLastToken().GetNextToken();
        _edits.Replace(end.SpanStart, end.Span.End, $"; }}{closing}" + TextEdits.Closing);
    }
}
