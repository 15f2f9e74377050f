using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Distribute.Compiler.Generation;

/// <summary>
/// Finds the functions of a cell that may call themselves, by name. Only these need a stop check at their entry: any other
/// endless run goes through a loop. Small functions without one stay as quick as they were.
/// </summary>
internal sealed class Recursion
{
    private readonly HashSet<string> _recursive = new(StringComparer.Ordinal);

    public Recursion(SyntaxNode root)
    {
        var calls = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (var node in root.DescendantNodes())
        {
            if (NameOf(node) is not { } name) continue;
            if (!calls.TryGetValue(name, out var called)) calls.Add(name, called = new(StringComparer.Ordinal));
            foreach (var invocation in node.DescendantNodes().OfType<InvocationExpressionSyntax>())
                if (Called(invocation) is { } target) called.Add(target);
        }

        foreach (var name in calls.Keys)
            if (Reaches(name, calls)) _recursive.Add(name);
    }

    public bool Contains(SyntaxNode function) => NameOf(function) is { } name && _recursive.Contains(name);

    private static bool Reaches(string start, Dictionary<string, HashSet<string>> calls)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>(calls[start]);
        while (open.TryPop(out var name))
        {
            if (name == start) return true;
            if (!seen.Add(name) || !calls.TryGetValue(name, out var next)) continue;
            foreach (var target in next) open.Push(target);
        }

        return false;
    }

    private static string? NameOf(SyntaxNode node) => node switch
    {
        MethodDeclarationSyntax method => method.Identifier.ValueText,
        LocalFunctionStatementSyntax function => function.Identifier.ValueText,
        AnonymousFunctionExpressionSyntax { Parent: EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax variable } } => variable.Identifier.ValueText,
        AnonymousFunctionExpressionSyntax { Parent: AssignmentExpressionSyntax { Left: IdentifierNameSyntax variable } } => variable.Identifier.ValueText,
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
}
