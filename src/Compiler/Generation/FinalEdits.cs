using Distribute.Compiler.Analysis;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Distribute.Compiler.Generation;

/// <summary>
/// The edits of the final file: declarations become assignments to slots, assigned names their setters, loops and recursive
/// functions get stop checks, and calls that would end or redirect the host go to the runtime's guards.
/// </summary>
internal sealed class FinalEdits : CSharpSyntaxWalker
{
    private readonly CellMembers _members;
    private readonly ProbeModel _probe;
    private readonly TextEdits _edits;
    private readonly Recursion _recursion;
    private readonly Guards _guards;
    private readonly IReadOnlyDictionary<string, string> _types;
    private readonly IReadOnlySet<string> _unbound;
    private readonly IReadOnlyDictionary<string, LocalCopy> _copies;
    private readonly HashSet<int> _declaredAt;
    private readonly HashSet<SyntaxNode> _persisted;
    private readonly Stack<FunctionFrame> _functions = new();
    private readonly Dictionary<string, string> _renamed = new(StringComparer.Ordinal);
    private int _flags;
    private bool _valueReads;

    /// <param name="members">What the cell declares.</param>
    /// <param name="probe">The bound probe.</param>
    /// <param name="edits">Receives the edits.</param>
    /// <param name="types">Type source of every variable in a slot that the cell declares or uses.</param>
    /// <param name="persisted">The declared variables that live in slots.</param>
    /// <param name="unbound">Those among them whose type is not known.</param>
    /// <param name="copies">Those that are kept in a local as well.</param>
    public FinalEdits(
        CellMembers members, ProbeModel probe, TextEdits edits, SyntaxNode root,
        IReadOnlyDictionary<string, string> types, IEnumerable<CellVariable> persisted, IReadOnlySet<string> unbound,
        IReadOnlyDictionary<string, LocalCopy> copies)
    {
        _copies = copies;
        _unbound = unbound;
        _members = members;
        _probe = probe;
        _edits = edits;
        _types = types;
        _recursion = new Recursion(root);
        _guards = new Guards(probe, edits);
        _persisted = persisted.Select(v => v.Node).ToHashSet();
        _declaredAt = members.Variables.Select(v => v.Node is VariableDeclaratorSyntax d ? d.Identifier.SpanStart : v.Node.SpanStart).ToHashSet();
        _functions.Push(new FunctionFrame(0, UsesFlag: true));
    }

    /// <summary>Names that the cell's text declares or assigns, in order of appearance.</summary>
    public List<string> Assigned { get; } = [];

    /// <summary>Names that code which may outlive the run uses.</summary>
    public HashSet<string> Captured { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether there is code that may run long or be called by later cells that do: loops, lambdas, queries, methods, types.</summary>
    public bool IsHot { get; private set; }

    /// <summary>What the file must import for the guards.</summary>
    public string Imports => _guards.UsesExtensions ? $"using static {Names.Runtime}.ProcessGuards; " : "";

    private sealed record FunctionFrame(int Number, bool UsesFlag)
    {
        public bool Polled { get; set; }
    }

    private bool IsTopLevel => _functions.Count == 1;

    public void Run(CompilationUnitSyntax root)
    {
        if (_members.Result is { } result && !_probe.IsVoid(result.Expression)) _edits.Insert(result.SpanStart, "return ");
        IsHot = _members.Methods.Count > 0 || _members.Types.Count > 0 || _members.Namespaces.Count > 0 || _members.ExtensionBlocks.Count > 0;
        foreach (var member in root.Members) Visit(member);
    }

    public override void VisitFieldDeclaration(FieldDeclarationSyntax node)
    {
        if (node.Parent is CompilationUnitSyntax) EditDeclaration(node.Declaration);
        else base.VisitFieldDeclaration(node);
    }

    public override void VisitEventFieldDeclaration(EventFieldDeclarationSyntax node)
    {
        if (node.Parent is CompilationUnitSyntax) EditDeclaration(node.Declaration);
        else base.VisitEventFieldDeclaration(node);
    }

    public override void VisitVariableDeclaration(VariableDeclarationSyntax node)
    {
        if (node.Variables.Any(_persisted.Contains)) EditDeclaration(node);
        else base.VisitVariableDeclaration(node);
    }

    private void EditDeclaration(VariableDeclarationSyntax declaration)
    {
        if (!_persisted.Contains(declaration.Variables[0]))
        {
            foreach (var variable in declaration.Variables) Visit(variable.Initializer);
            return;
        }

        // A type that could not be bound stays in the text, so that its error is told where it stands.
        var first = declaration.Variables[0];
        if (_unbound.Contains(first.Identifier.ValueText) && !declaration.Type.IsVar) _edits.Insert(first.SpanStart, $"__t_{first.Identifier.ValueText} = default!; ");
        else _edits.Delete(declaration.Type.SpanStart, first.SpanStart);
        foreach (var variable in declaration.Variables)
        {
            var name = variable.Identifier.ValueText;
            NoteAssigned(name);
            _edits.Replace(variable.Identifier.SpanStart, variable.Identifier.Span.End,
                _copies.ContainsKey(name) ? $"{Names.CopySlot(name)}.Assign = {Names.Escape(name)}" : Names.Assign(name));
            if (variable.Initializer is null) _edits.Insert(variable.Span.End, " = default!" + TextEdits.Closing);
            else
            {
                if (variable.Initializer.Value is InitializerExpressionSyntax)
                    _edits.Insert(variable.Initializer.Value.SpanStart, $"new {declaration.Type} ");
                Visit(variable.Initializer);
            }
        }

        foreach (var comma in declaration.Variables.GetSeparators()) _edits.Replace(comma.SpanStart, comma.Span.End, ";");
    }

    public override void VisitDeclarationExpression(DeclarationExpressionSyntax node)
    {
        switch (node.Designation)
        {
            case SingleVariableDesignationSyntax single when _persisted.Contains(single):
                var isOut = node.Parent is ArgumentSyntax { RefKindKeyword.RawKind: (int)SyntaxKind.OutKeyword };
                var name = single.Identifier.ValueText;
                NoteAssigned(name);
                _edits.Replace(node.SpanStart, node.Span.End, isOut ? Names.Out(name) : Names.Assign(name));
                return;
            case ParenthesizedVariableDesignationSyntax parts when parts.DescendantNodes().Any(_persisted.Contains):
                _edits.Delete(node.Type.SpanStart, parts.SpanStart);
                foreach (var part in parts.DescendantNodes().OfType<SingleVariableDesignationSyntax>())
                {
                    NoteAssigned(part.Identifier.ValueText);
                    _edits.Replace(part.SpanStart, part.Span.End, Names.Assign(part.Identifier.ValueText));
                }

                return;
            default:
                base.VisitDeclarationExpression(node);
                return;
        }
    }

    // A pattern can't declare into a slot: it declares a local, and the match carries it over.
    public override void VisitIsPatternExpression(IsPatternExpressionSyntax node)
    {
        var captured = node.Pattern.DescendantNodes(n => n is not ExpressionSyntax).OfType<SingleVariableDesignationSyntax>()
            .Where(_persisted.Contains).ToArray();
        if (captured.Length == 0)
        {
            base.VisitIsPatternExpression(node);
            return;
        }

        _edits.Insert(node.SpanStart, "(");
        base.VisitIsPatternExpression(node);
        var negated = IsNegated(node.Pattern);
        var carry = new List<string>();
        foreach (var designation in captured)
        {
            var name = designation.Identifier.ValueText;
            NoteAssigned(name);
            _edits.Replace(designation.SpanStart, designation.Span.End, "__p_" + name);
            carry.Add($"{(negated ? "!" : "")}{Names.Slot(name)}.Capture(__p_{name})");
        }

        _edits.Insert(node.Span.End, (negated ? " || " : " && ") + string.Join(negated ? " || " : " && ", carry) + ")" + TextEdits.Closing);
    }

    private static bool IsNegated(PatternSyntax pattern) => pattern switch
    {
        ParenthesizedPatternSyntax inner => IsNegated(inner.Pattern),
        UnaryPatternSyntax not => !IsNegated(not.Pattern),
        _ => false,
    };

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
                NoteAssigned(name.Identifier.ValueText);
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
        NoteAssigned(variable);
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
            NoteAssigned(name.Identifier.ValueText);
            if (_copies.ContainsKey(name.Identifier.ValueText)) StepThrough(node, name.Identifier.ValueText);
        }

        base.VisitPrefixUnaryExpression(node);
    }

    public override void VisitPostfixUnaryExpression(PostfixUnaryExpressionSyntax node)
    {
        var steps = node.Kind() is SyntaxKind.PostIncrementExpression or SyntaxKind.PostDecrementExpression;
        if (steps && node.Operand is IdentifierNameSyntax name && IsSlot(name))
        {
            NoteAssigned(name.Identifier.ValueText);
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
            NoteAssigned(name.Identifier.ValueText);
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

    public override void VisitIdentifierName(IdentifierNameSyntax node)
    {
        if (_renamed.Count > 0 && IsReadable(node)) Rename(node);
        NoteCaptured(node);
        if (_valueReads && IsReadable(node) && IsSlot(node))
            _edits.Replace(node.SpanStart, node.Span.End, Names.Get(node.Identifier.ValueText));
        _guards.Visit(node);
    }

    public override void VisitMemberAccessExpression(MemberAccessExpressionSyntax node)
    {
        if (!_guards.Visit(node)) base.VisitMemberAccessExpression(node);
    }

    public override void VisitObjectCreationExpression(ObjectCreationExpressionSyntax node)
    {
        _guards.Visit(node);
        base.VisitObjectCreationExpression(node);
    }

    public override void VisitImplicitObjectCreationExpression(ImplicitObjectCreationExpressionSyntax node)
    {
        _guards.Visit(node);
        base.VisitImplicitObjectCreationExpression(node);
    }

    public override void VisitReturnStatement(ReturnStatementSyntax node)
    {
        if (IsTopLevel && node.Expression is null) _edits.Insert(node.ReturnKeyword.Span.End, " " + Names.NoResult);
        base.VisitReturnStatement(node);
    }

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
            WeaveBody(body, visit);
            return;
        }

        var number = ++_flags;
        foreach (var name in floating) _renamed.Add(name, $"__c{number}_{name}");
        _edits.Insert(loop.SpanStart, "{ " + string.Concat(floating.Select(name => $"var {_renamed[name]} = {Names.Escape(name)}; ")));
        WeaveBody(body, visit);
        _edits.Insert(loop.Span.End, string.Concat(floating.Select(name => $" {Names.Escape(name)} = {_renamed[name]};")) + " }" + TextEdits.Closing);
        _renamed.Clear();
    }

    private List<string> FloatingIn(StatementSyntax loop) =>
        [.. loop.DescendantNodes().OfType<IdentifierNameSyntax>().Select(n => n.Identifier.ValueText)
            .Where(name => _copies.TryGetValue(name, out var copy) && copy.IsFloating).Distinct()];

    private void WeaveBody(StatementSyntax body, Action visit)
    {
        if (body is BlockSyntax block)
        {
            _edits.Insert(block.OpenBraceToken.Span.End, $" {Poll()} ");
            visit();
            return;
        }

        _edits.Insert(body.SpanStart, $"{{ {Poll()} ");
        visit();
        _edits.Insert(body.Span.End, " }" + TextEdits.Closing);
    }

    private string Poll()
    {
        var function = _functions.Peek();
        if (!function.UsesFlag) return Names.Poll;
        function.Polled = true;
        return Names.PollFlag(function.Number);
    }

    public override void VisitMethodDeclaration(MethodDeclarationSyntax node) =>
        InFunction(node, node.Body, node.ExpressionBody, node.ReturnType, node.Modifiers, () => base.VisitMethodDeclaration(node));

    public override void VisitLocalFunctionStatement(LocalFunctionStatementSyntax node) =>
        InFunction(node, node.Body, node.ExpressionBody, node.ReturnType, node.Modifiers, () => base.VisitLocalFunctionStatement(node));

    public override void VisitConstructorDeclaration(ConstructorDeclarationSyntax node) =>
        InFunction(node, node.Body, null, null, default, () => base.VisitConstructorDeclaration(node));

    public override void VisitOperatorDeclaration(OperatorDeclarationSyntax node) =>
        InFunction(node, node.Body, null, null, default, () => base.VisitOperatorDeclaration(node));

    public override void VisitConversionOperatorDeclaration(ConversionOperatorDeclarationSyntax node) =>
        InFunction(node, node.Body, null, null, default, () => base.VisitConversionOperatorDeclaration(node));

    public override void VisitDestructorDeclaration(DestructorDeclarationSyntax node) =>
        InFunction(node, node.Body, null, null, default, () => base.VisitDestructorDeclaration(node));

    public override void VisitAccessorDeclaration(AccessorDeclarationSyntax node) =>
        InFunction(node, node.Body, null, null, node.Modifiers, () => base.VisitAccessorDeclaration(node));

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
        if (node.Parent is CompilationUnitSyntax) InType(() => base.VisitPropertyDeclaration(node));
        else base.VisitPropertyDeclaration(node);
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
        InFunction(node, node.Block, null, null, node.Modifiers, visit);
        _valueReads = before;
    }

    private void InFunction(
        SyntaxNode node, BlockSyntax? body, ArrowExpressionClauseSyntax? arrow, TypeSyntax? returns, SyntaxTokenList modifiers, Action visit)
    {
        var isAsync = modifiers.Any(SyntaxKind.AsyncKeyword);
        var function = new FunctionFrame(++_flags, UsesFlag: body is not null);
        var recursive = _recursion.Contains(node);
        if (arrow is not null && recursive) EditArrow(arrow, returns!, isAsync);
        _functions.Push(function);
        visit();
        _functions.Pop();
        if (body is null) return;
        if (function.Polled) _edits.Insert(body.OpenBraceToken.Span.End, " " + Names.Flag(function.Number));
        if (recursive) _edits.Insert(body.OpenBraceToken.Span.End, " " + Names.Poll);
    }

    private void EditArrow(ArrowExpressionClauseSyntax arrow, TypeSyntax returns, bool isAsync)
    {
        var text = returns.ToString();
        var isVoid = text == "void" || (isAsync && (text.EndsWith("Task", StringComparison.Ordinal)));
        _edits.Replace(arrow.ArrowToken.SpanStart, arrow.ArrowToken.Span.End, $"{{ {Names.Poll} {(isVoid ? "" : "return ")}");
        var end = arrow.GetLastToken().GetNextToken();
        _edits.Replace(end.SpanStart, end.Span.End, "; }" + TextEdits.Closing);
    }

    private bool IsSlot(IdentifierNameSyntax name) =>
        _types.ContainsKey(name.Identifier.ValueText) && _probe.IsTopLevelVariable(name.SpanStart, _declaredAt);

    private static bool IsReadable(IdentifierNameSyntax node) =>
        node.Parent is not (NameColonSyntax or NameEqualsSyntax or QualifiedNameSyntax)
        && !(node.Parent is MemberAccessExpressionSyntax access && access.Name == node);

    private void NoteAssigned(string name)
    {
        if (!Assigned.Contains(name)) Assigned.Add(name);
    }

    private void NoteCaptured(IdentifierNameSyntax name)
    {
        if (!IsTopLevel && _types.ContainsKey(name.Identifier.ValueText)) Captured.Add(name.Identifier.ValueText);
    }
}
