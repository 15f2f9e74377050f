using Distribute.Compiler.Parsing;
using Distribute.Contracts.Assistance;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Distribute.Compiler.Assistance;

/// <summary>Takes from code what it declares beside variables.</summary>
internal static class DeclarationText
{
    public static CellDeclarations Of(string text)
    {
        var root = (CompilationUnitSyntax)CSharpSyntaxTree.ParseText(text, ParsedCell.ScriptOptions).GetRoot();
        var types = root.Members.Where(member => member is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax or BaseNamespaceDeclarationSyntax || IsConstant(member)).ToList();
        var methods = root.Members.Where(member => member is MethodDeclarationSyntax or BasePropertyDeclarationSyntax).ToList();
        return new CellDeclarations(
            Only(text, root.Usings.Cast<SyntaxNode>().Concat(types)), Only(text, methods), [.. types.Concat(methods).SelectMany(NamesOf).Where(name => name.Length > 0).Distinct()]);
    }

    private static bool IsConstant(MemberDeclarationSyntax member) => member is FieldDeclarationSyntax field && field.Modifiers.Any(SyntaxKind.ConstKeyword);

    private static IEnumerable<string> NamesOf(MemberDeclarationSyntax member) => member switch
    {
        BaseTypeDeclarationSyntax type => [type.Identifier.ValueText],
        DelegateDeclarationSyntax type => [type.Identifier.ValueText],
        MethodDeclarationSyntax method => [method.Identifier.ValueText],
        PropertyDeclarationSyntax property => [property.Identifier.ValueText],
        FieldDeclarationSyntax field => field.Declaration.Variables.Select(variable => variable.Identifier.ValueText),
        BaseNamespaceDeclarationSyntax space => space.Members.SelectMany(NamesOf),
        _ => [],
    };

    private static string Only(string text, IEnumerable<SyntaxNode> nodes)
    {
        var kept = text.ToCharArray();
        var at = 0;
        foreach (var span in nodes.Select(node => node.Span).Append(new TextSpan(text.Length, 0)))
        {
            for (; at < span.Start; at++)
                if (kept[at] is not ('\r' or '\n')) kept[at] = ' ';
            at = Math.Max(at, span.End);
        }

        return string.IsNullOrWhiteSpace(new string(kept)) ? "" : new string(kept);
    }
}
