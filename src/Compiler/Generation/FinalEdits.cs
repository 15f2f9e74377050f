using Distribute.Compiler.Analysis;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Distribute.Compiler.Generation;

/// <summary>
/// The edits of the final file: declarations become assignments to slots, assigned names their setters, loops and recursive
/// functions get stop checks, and calls that would end or redirect the host go to the runtime's guards.
/// </summary>
internal sealed partial class FinalEdits : CSharpSyntaxWalker
{
    private readonly CellMembers _members;
    private readonly ProbeModel _probe;
    private readonly TextEdits _edits;
    private readonly Recursion _recursion;
    private readonly Guards _guards;
    private readonly IReadOnlyDictionary<string, string> _types;
    private readonly IReadOnlySet<string> _unbound;
    private readonly IReadOnlyDictionary<string, LocalCopy> _copies;
    private readonly IReadOnlySet<string> _readOnly;
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
    /// <param name="readOnly">Variables that only their declaration may assign.</param>
    public FinalEdits(
        CellMembers members, ProbeModel probe, TextEdits edits, SyntaxNode root,
        IReadOnlyDictionary<string, string> types, IEnumerable<CellVariable> persisted, IReadOnlySet<string> unbound,
        IReadOnlyDictionary<string, LocalCopy> copies, IReadOnlySet<string> readOnly)
    {
        _readOnly = readOnly;
        _copies = copies;
        _unbound = unbound;
        _members = members;
        _probe = probe;
        _edits = edits;
        _types = types;
        _recursion = new Recursion(root, probe.MayBeOwnProperty);
        _guards = new Guards(probe, edits);
        _persisted = persisted.Select(v => v.Node).ToHashSet();
        _declaredAt = members.Variables.Select(v => v.Node is VariableDeclaratorSyntax d ? d.Identifier.SpanStart : v.Node.SpanStart).ToHashSet();
        _functions.Push(new FunctionFrame(0, UsesFlag: true));
    }

    /// <summary>Names that the cell's text declares or assigns, in order of appearance.</summary>
    public List<string> Assigned { get; } = [];

    /// <summary>Places that assign a variable which only its declaration may assign.</summary>
    public List<IdentifierNameSyntax> ReadOnlyWrites { get; } = [];

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
        InCreation(node, node.Type, () => base.VisitObjectCreationExpression(node));
    }

    public override void VisitImplicitObjectCreationExpression(ImplicitObjectCreationExpressionSyntax node)
    {
        _guards.Visit(node);
        InCreation(node, null, () => base.VisitImplicitObjectCreationExpression(node));
    }

    public override void VisitReturnStatement(ReturnStatementSyntax node)
    {
        if (IsTopLevel && node.Expression is null) _edits.Insert(node.ReturnKeyword.Span.End, " " + Names.NoResult);
        base.VisitReturnStatement(node);
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
