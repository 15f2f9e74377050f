using Distribute.Compiler.Analysis;
using Distribute.Compiler.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Distribute.Compiler.Generation;

/// <summary>Edits that the probe and the final file have in common: modifiers that make top-level members public and static.</summary>
internal static class CellEdits
{
    public static void Apply(ParsedCell cell, CellMembers members, TextEdits edits)
    {
        foreach (var method in members.Methods)
        {
            MakeStatic(method.Syntax, method.Syntax.Modifiers, method.Syntax.ReturnType.SpanStart, edits);
            if (method.IsOverloaded) edits.Replace(method.Syntax.Identifier.SpanStart, method.Syntax.Identifier.Span.End, Names.Overload(method.Name));
        }

        foreach (var property in members.Properties)
        {
            MakeStatic(property, property.Modifiers, property.Type.SpanStart, edits);
            if (property.Initializer is { } initializer && HasSetter(property)) edits.Delete(initializer.SpanStart, property.SemicolonToken.Span.End);
        }

        foreach (var type in members.Types.SelectMany(t => t.Declarations)) MakePublic(type, edits);
        foreach (var type in members.Namespaces.SelectMany(n => n.DescendantNodes(d => d is BaseNamespaceDeclarationSyntax).OfType<MemberDeclarationSyntax>()))
            if (type is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax) MakePublic(type, edits);
        foreach (var member in members.ExtensionBlocks.SelectMany(b => b.Members))
            if (!member.Modifiers.Any(IsAccess)) edits.Insert(FirstWord(member), "public ");
        foreach (var field in members.Actions.OfType<BaseFieldDeclarationSyntax>())
        {
            if (cell.HiddenStart(field) >= 0) continue;
            var end = field.Declaration.SpanStart;
            if (end > field.SpanStart) edits.Delete(field.SpanStart, end); // modifiers, attributes and the word event
        }
    }

    public static bool HasSetter(PropertyDeclarationSyntax property) =>
        property.AccessorList?.Accessors.Any(a => a.IsKind(SyntaxKind.SetAccessorDeclaration)) == true;

    /// <summary>Whether it has storage of its own that code may set.</summary>
    public static bool KeepsValue(PropertyDeclarationSyntax property) =>
        HasSetter(property) && (property.AccessorList!.Accessors.Any(a => a.Body is null && a.ExpressionBody is null)
            || property.AccessorList.DescendantNodes().Any(node => node.IsKind(SyntaxKind.FieldExpression)));

    private static void MakeStatic(MemberDeclarationSyntax member, SyntaxTokenList modifiers, int typeStart, TextEdits edits)
    {
        edits.Insert(modifiers.Count > 0 ? modifiers[0].SpanStart : typeStart, "public static ");
        foreach (var modifier in modifiers)
            if (IsAccess(modifier) || modifier.Kind() is SyntaxKind.StaticKeyword or SyntaxKind.VirtualKeyword or SyntaxKind.OverrideKeyword
                or SyntaxKind.SealedKeyword or SyntaxKind.NewKeyword or SyntaxKind.ReadOnlyKeyword)
                edits.Delete(modifier.SpanStart, modifier.Span.End);
    }

    private static void MakePublic(MemberDeclarationSyntax type, TextEdits edits)
    {
        edits.Insert(FirstWord(type), "public ");
        foreach (var modifier in type.Modifiers)
            if (IsAccess(modifier) || modifier.IsKind(SyntaxKind.FileKeyword))
                edits.Delete(modifier.SpanStart, modifier.Span.End);
    }

    private static bool IsAccess(SyntaxToken modifier) =>
        modifier.Kind() is SyntaxKind.PublicKeyword or SyntaxKind.PrivateKeyword or SyntaxKind.ProtectedKeyword or SyntaxKind.InternalKeyword;

    private static int FirstWord(MemberDeclarationSyntax member)
    {
        var token = member.AttributeLists.Count > 0 ? member.AttributeLists.Last().GetLastToken().GetNextToken() : member.GetFirstToken();
        return token.SpanStart;
    }
}
