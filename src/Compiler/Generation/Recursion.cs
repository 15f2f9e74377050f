using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Distribute.Compiler.Generation;

/// <summary>
/// Finds the functions of a cell that may call themselves, by name: methods, local functions, lambdas, constructors, and the
/// accessors of properties and indexers. Only these need a stop check at their entry: any other endless run goes through a
/// loop. So do overrides that call anything, because libraries call them back. Other functions stay as quick as they were.
/// </summary>
internal sealed class Recursion
{
    private const string Constructor = "new ";
    private const string Indexer = "this[]";

    private readonly Dictionary<string, HashSet<string>> _calls = new(StringComparer.Ordinal);
    private readonly HashSet<string> _recursive = new(StringComparer.Ordinal);
    private readonly HashSet<string> _values = new(StringComparer.Ordinal);
    private readonly Func<SyntaxNode, bool> _isOwn;

    /// <param name="root">The cell.</param>
    /// <param name="isOwn">Whether a name may mean a member that the cell itself declares; asked only where names are equal.</param>
    public Recursion(SyntaxNode root, Func<SyntaxNode, bool> isOwn)
    {
        _isOwn = isOwn;
        var functions = root.DescendantNodes().Select(node => (Node: node, Name: NameOf(node))).Where(function => function.Name is not null).ToArray();
        // Members that are called by being mentioned.
        foreach (var (node, name) in functions)
            if (node is AccessorDeclarationSyntax or BasePropertyDeclarationSyntax) _values.Add(name!);
        foreach (var (node, name) in functions) Add(name!, node);
        foreach (var type in root.DescendantNodes().OfType<TypeDeclarationSyntax>()) AddConstruction(type);
        foreach (var name in _calls.Keys)
            if (Reaches(name)) _recursive.Add(name);
        foreach (var (node, name) in functions)
            if (node is MethodDeclarationSyntax method && IsCalledByLibraries(method) && CallsAnything(method)) _recursive.Add(name!);
    }

    /// <summary>Whether a function may call itself.</summary>
    public bool Contains(SyntaxNode function) => _recursive.Count > 0 && NameOf(function) is { } name && _recursive.Contains(name);

    /// <summary>Whether an object that a field's or a property's initializer creates may create itself again.</summary>
    public bool ContainsCreation(BaseObjectCreationExpressionSyntax creation) =>
        _recursive.Count > 0 && Created(creation) is { } type && _recursive.Contains(Constructor + type);

    // ToString of a list calls that of its elements: the way back to the method leads through code that cannot be seen here.
    private static bool IsCalledByLibraries(MethodDeclarationSyntax method) =>
        method.Modifiers.Any(SyntaxKind.OverrideKeyword) || method.ExplicitInterfaceSpecifier is not null
        || (method.Modifiers.Any(SyntaxKind.PublicKeyword) && method.Identifier.ValueText is "Compare" or "CompareTo" or "Equals" or "GetHashCode");

    private static bool CallsAnything(MethodDeclarationSyntax method) => method.DescendantNodes().Any(node =>
        node is InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax or InterpolatedStringExpressionSyntax or BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression });

    private void Add(string name, SyntaxNode function)
    {
        if (!_calls.TryGetValue(name, out var called)) _calls.Add(name, called = new(StringComparer.Ordinal));
        called.UnionWith(function.DescendantNodes().Select(Called).OfType<string>());
    }

    // What runs before a constructor's body, or without one: initializers, and the base type's constructor.
    private void AddConstruction(TypeDeclarationSyntax type)
    {
        var name = Constructor + type.Identifier.ValueText;
        if (!_calls.TryGetValue(name, out var called)) _calls.Add(name, called = new(StringComparer.Ordinal));
        foreach (var initializer in type.Members.SelectMany(Initializers))
            called.UnionWith(initializer.DescendantNodesAndSelf().Select(Called).OfType<string>());
        foreach (var basic in type.BaseList?.Types ?? [])
            if (LastName(basic.Type) is { } parent) called.Add(Constructor + parent);
    }

    private static IEnumerable<ExpressionSyntax> Initializers(MemberDeclarationSyntax member) => member switch
    {
        FieldDeclarationSyntax field => field.Declaration.Variables.Select(variable => variable.Initializer?.Value).OfType<ExpressionSyntax>(),
        PropertyDeclarationSyntax { Initializer.Value: { } value } => [value],
        _ => [],
    };

    private bool Reaches(string start)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>(_calls[start]);
        while (open.TryPop(out var name))
        {
            if (name == start) return true;
            if (!seen.Add(name) || !_calls.TryGetValue(name, out var next)) continue;
            foreach (var target in next) open.Push(target);
        }

        return false;
    }

    private static string? NameOf(SyntaxNode node) => node switch
    {
        MethodDeclarationSyntax method => method.Identifier.ValueText,
        LocalFunctionStatementSyntax function => function.Identifier.ValueText,
        AnonymousFunctionExpressionSyntax lambda => Receiver(lambda),
        ConstructorDeclarationSyntax constructor => Constructor + constructor.Identifier.ValueText,
        AccessorDeclarationSyntax { Parent.Parent: BasePropertyDeclarationSyntax property } => NameOfProperty(property),
        BasePropertyDeclarationSyntax property => NameOfProperty(property),
        _ => null,
    };

    private static string? NameOfProperty(BasePropertyDeclarationSyntax node) => node switch
    {
        PropertyDeclarationSyntax property => property.Identifier.ValueText,
        IndexerDeclarationSyntax => Indexer,
        _ => null,
    };

    // The variable or property that a lambda goes to, also when it stands deeper in the assigned expression.
    private static string? Receiver(AnonymousFunctionExpressionSyntax lambda)
    {
        for (var node = lambda.Parent; node is not (null or StatementSyntax or AnonymousFunctionExpressionSyntax or MemberDeclarationSyntax); node = node.Parent)
        {
            if (node is VariableDeclaratorSyntax variable) return variable.Identifier.ValueText;
            if (node is AssignmentExpressionSyntax { Left: var left }) return LastName(left);
        }

        return null;
    }

    private string? Called(SyntaxNode node) => node switch
    {
        InvocationExpressionSyntax invocation => Called(invocation),
        // A method that is handed on may be called by whoever gets it.
        ArgumentSyntax { Expression: IdentifierNameSyntax handed } => handed.Identifier.ValueText,
        IdentifierNameSyntax name when _values.Contains(name.Identifier.ValueText) && _isOwn(name) => name.Identifier.ValueText,
        ElementAccessExpressionSyntax access when _values.Contains(Indexer) && _isOwn(access) => Indexer,
        ConstructorInitializerSyntax { RawKind: (int)SyntaxKind.ThisConstructorInitializer, Parent: ConstructorDeclarationSyntax own } => Constructor + own.Identifier.ValueText,
        BaseObjectCreationExpressionSyntax creation when Created(creation) is { } type => Constructor + type,
        _ => null,
    };

    private static string? Called(InvocationExpressionSyntax invocation) => invocation.Expression switch
    {
        SimpleNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Invoke", Expression: IdentifierNameSyntax target } => target.Identifier.ValueText,
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        MemberBindingExpressionSyntax binding => binding.Name.Identifier.ValueText,
        _ => null,
    };

    // Where new() stands without a type, that of the field or property tells it; elsewhere it is not known here.
    private static string? Created(BaseObjectCreationExpressionSyntax creation) => creation switch
    {
        ObjectCreationExpressionSyntax named => LastName(named.Type),
        { Parent: EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax declaration } } } => LastName(declaration.Type),
        { Parent: EqualsValueClauseSyntax { Parent: PropertyDeclarationSyntax property } } => LastName(property.Type),
        { Parent: AssignmentExpressionSyntax or ReturnStatementSyntax or ArrowExpressionClauseSyntax or ArgumentSyntax } =>
            creation.FirstAncestorOrSelf<TypeDeclarationSyntax>()?.Identifier.ValueText,
        _ => null,
    };

    private static string? LastName(ExpressionSyntax expression) => expression switch
    {
        SimpleNameSyntax name => name.Identifier.ValueText,
        QualifiedNameSyntax qualified => qualified.Right.Identifier.ValueText,
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        NullableTypeSyntax nullable => LastName(nullable.ElementType),
        _ => null,
    };
}
