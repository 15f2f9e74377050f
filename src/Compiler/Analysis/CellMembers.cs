using Distribute.Compiler.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Distribute.Compiler.Analysis;

/// <summary>A variable that a cell declares at top level.</summary>
/// <param name="Name">Its name, without @.</param>
/// <param name="Node">The declarator or designation.</param>
/// <param name="Type">The type as written; null or var where it is inferred.</param>
internal sealed record CellVariable(string Name, SyntaxNode Node, TypeSyntax? Type)
{
    /// <summary>Declared by a statement of its own, not inside an expression.</summary>
    public bool IsStatement => Node is VariableDeclaratorSyntax;

    /// <summary>Declared with the word readonly.</summary>
    public bool IsReadOnly => Node.Parent?.Parent is BaseFieldDeclarationSyntax member && member.Modifiers.Any(SyntaxKind.ReadOnlyKeyword);

    /// <summary>Declared inside a pattern (<c>x is int n</c>).</summary>
    public bool IsPattern => Node.Parent is PatternSyntax;
}

/// <summary>A method at top level.</summary>
/// <param name="Syntax">The declaration.</param>
/// <param name="Holder">The class that it goes into.</param>
internal sealed record CellMethod(MethodDeclarationSyntax Syntax, string Holder)
{
    public string Name => Syntax.Identifier.ValueText;

    /// <summary>The class that the body goes into when there are other methods of the name that it may call.</summary>
    public string Body => Holder + "_body";

    /// <summary>Whether this cell or an earlier one has another method of the name.</summary>
    public bool IsOverloaded { get; set; }

    public bool IsExtension => Syntax.ParameterList.Parameters.FirstOrDefault()?.Modifiers.Any(SyntaxKind.ThisKeyword) == true;

    /// <summary>What tells overloads apart, from the text: parameter types with their ref kinds, and the arity.</summary>
    public string Signature =>
        "(" + string.Join(",", Syntax.ParameterList.Parameters.Select(p =>
            (p.Modifiers.Any(m => m.IsKind(SyntaxKind.RefKeyword) || m.IsKind(SyntaxKind.OutKeyword) || m.IsKind(SyntaxKind.InKeyword)) ? "ref " : "")
            + p.Type?.ToString().Replace(" ", "", StringComparison.Ordinal)))
        + ")`" + (Syntax.TypeParameterList?.Parameters.Count ?? 0);
}

/// <summary>The types of one name at top level: parts and arities.</summary>
/// <param name="Name">The name.</param>
/// <param name="Declarations">Its declarations in order.</param>
internal sealed record CellTypes(string Name, IReadOnlyList<MemberDeclarationSyntax> Declarations)
{
    public string Namespace => "t_" + Name;

    /// <summary>Visible in its own cell only.</summary>
    public bool IsFileLocal => Declarations[0].Modifiers.Any(SyntaxKind.FileKeyword);
}

/// <summary>What a cell declares and does at top level, by syntax alone.</summary>
internal sealed class CellMembers
{
    public List<CellVariable> Variables { get; } = [];

    /// <summary>Names of using declarations and ref locals, which live for their cell.</summary>
    public List<string> HiddenLocals { get; } = [];

    public List<CellMethod> Methods { get; } = [];

    public List<CellTypes> Types { get; } = [];

    public List<PropertyDeclarationSyntax> Properties { get; } = [];

    public List<VariableDeclaratorSyntax> Constants { get; } = [];

    public List<ExtensionBlockDeclarationSyntax> ExtensionBlocks { get; } = [];

    public List<BaseNamespaceDeclarationSyntax> Namespaces { get; } = [];

    /// <summary>Fields, global statements and properties with initializers, in order: what the cell does.</summary>
    public List<MemberDeclarationSyntax> Actions { get; } = [];

    /// <summary>Members that have no meaning at top level.</summary>
    public List<MemberDeclarationSyntax> Misplaced { get; } = [];

    /// <summary>The expression without a semicolon at the end; null when there is none.</summary>
    public ExpressionStatementSyntax? Result { get; private set; }

    public bool IsAsync { get; private set; }

    public static CellMembers Read(ParsedCell cell)
    {
        var members = new CellMembers();
        var types = new Dictionary<string, List<MemberDeclarationSyntax>>(StringComparer.Ordinal);
        foreach (var member in cell.Root.Members) members.Add(cell, member, types);
        foreach (var (name, declarations) in types) members.Types.Add(new CellTypes(name, declarations));
        if (cell.Root.Members.LastOrDefault() is GlobalStatementSyntax { Statement: ExpressionStatementSyntax { SemicolonToken.IsMissing: true } last })
            members.Result = last;
        members.IsAsync = members.IsAsync || members.Actions.Any(HasAwait);
        return members;
    }

    /// <summary>Every name that the cell declares at top level.</summary>
    public IEnumerable<string> DeclaredNames =>
        Variables.Select(v => v.Name).Concat(HiddenLocals).Concat(Constants.Select(c => c.Identifier.ValueText))
            .Concat(Properties.Select(p => p.Identifier.ValueText)).Concat(Types.Select(t => t.Name)).Concat(Methods.Select(m => m.Name));

    private void Add(ParsedCell cell, MemberDeclarationSyntax member, Dictionary<string, List<MemberDeclarationSyntax>> types)
    {
        switch (member)
        {
            case BaseTypeDeclarationSyntax type when type is not ExtensionBlockDeclarationSyntax:
                AddType(types, type.Identifier.ValueText, type);
                break;
            case DelegateDeclarationSyntax type:
                AddType(types, type.Identifier.ValueText, type);
                break;
            case ExtensionBlockDeclarationSyntax block:
                ExtensionBlocks.Add(block);
                break;
            case BaseNamespaceDeclarationSyntax space:
                Namespaces.Add(space);
                break;
            case MethodDeclarationSyntax method:
                Methods.Add(new CellMethod(method, $"m{Methods.Count}_{method.Identifier.ValueText}"));
                break;
            case PropertyDeclarationSyntax property:
                Properties.Add(property);
                if (property.Initializer is not null) Actions.Add(property);
                break;
            case BaseFieldDeclarationSyntax field:
                AddField(cell, field);
                break;
            case GlobalStatementSyntax global:
                AddStatement(cell, global);
                break;
            default:
                Misplaced.Add(member);
                break;
        }
    }

    private static void AddType(Dictionary<string, List<MemberDeclarationSyntax>> types, string name, MemberDeclarationSyntax type)
    {
        if (!types.TryGetValue(name, out var list)) types.Add(name, list = []);
        list.Add(type);
    }

    private void AddField(ParsedCell cell, BaseFieldDeclarationSyntax field)
    {
        if (field.Modifiers.Any(SyntaxKind.ConstKeyword))
        {
            Constants.AddRange(field.Declaration.Variables);
            return;
        }

        Actions.Add(field);
        var start = cell.HiddenStart(field);
        var hidden = start >= 0;
        IsAsync |= hidden && cell.Text.AsSpan(start).StartsWith("await");
        foreach (var declarator in field.Declaration.Variables)
        {
            if (hidden) HiddenLocals.Add(declarator.Identifier.ValueText);
            else Variables.Add(new CellVariable(declarator.Identifier.ValueText, declarator, field.Declaration.Type));
            if (declarator.Initializer is not null) AddDesignations(declarator.Initializer.Value);
        }
    }

    private void AddStatement(ParsedCell cell, GlobalStatementSyntax global)
    {
        Actions.Add(global);
        var statement = global.Statement;
        while (statement is LabeledStatementSyntax labeled) statement = labeled.Statement;
        switch (statement)
        {
            case LocalDeclarationStatementSyntax local:
                // Only behind a label: everything else parses as a field.
                foreach (var declarator in local.Declaration.Variables)
                {
                    Variables.Add(new CellVariable(declarator.Identifier.ValueText, declarator, local.Declaration.Type));
                    if (declarator.Initializer is not null) AddDesignations(declarator.Initializer.Value);
                }

                break;
            case ExpressionStatementSyntax expression:
                AddDesignations(expression.Expression);
                break;
            case IfStatementSyntax conditional:
                AddDesignations(conditional.Condition);
                break;
            case ReturnStatementSyntax { Expression: { } returned }:
                AddDesignations(returned);
                break;
            case ThrowStatementSyntax { Expression: { } thrown }:
                AddDesignations(thrown);
                break;
            case SwitchStatementSyntax choice:
                AddDesignations(choice.Expression);
                break;
            case LockStatementSyntax locked:
                AddDesignations(locked.Expression);
                break;
        }
    }

    // The names that script binding would make fields: those whose scope is the top level itself.
    private void AddDesignations(ExpressionSyntax expression)
    {
        foreach (var node in expression.DescendantNodesAndSelf(IsSameScope))
        {
            if (node is not SingleVariableDesignationSyntax designation) continue;
            var type = designation.Parent switch
            {
                DeclarationExpressionSyntax declaration => declaration.Type,
                DeclarationPatternSyntax pattern => pattern.Type,
                _ => null,
            };
            Variables.Add(new CellVariable(designation.Identifier.ValueText, designation, type));
        }
    }

    private static bool IsSameScope(SyntaxNode node) =>
        node is not (AnonymousFunctionExpressionSyntax or SwitchExpressionArmSyntax or QueryBodySyntax or StatementSyntax);

    private static bool HasAwait(SyntaxNode action) =>
        action.DescendantNodesAndSelf(node => node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax))
            .Any(node => node is AwaitExpressionSyntax
                || (node is CommonForEachStatementSyntax { AwaitKeyword.RawKind: not 0 })
                || (node is UsingStatementSyntax { AwaitKeyword.RawKind: not 0 })
                || (node is LocalDeclarationStatementSyntax { AwaitKeyword.RawKind: not 0 }));
}
