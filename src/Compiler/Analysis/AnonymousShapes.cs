using System.Text;
using Distribute.Compiler.Generation;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Distribute.Compiler.Analysis;

/// <summary>
/// Anonymous objects become instances of one generic class for each list of property names, so that equal shapes are one
/// type in every cell and have a name that later cells can spell.
/// </summary>
internal static class AnonymousShapes
{
    /// <summary>Rewrites every <c>new { ... }</c> of a cell and gives the property lists that it needs.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Rewrite(CompilationUnitSyntax root, TextEdits edits)
    {
        var shapes = new List<IReadOnlyList<string>>();
        foreach (var node in root.DescendantNodes())
        {
            if (node is not AnonymousObjectCreationExpressionSyntax creation) continue;
            var names = creation.Initializers.Select(NameOf).ToArray();
            if (names.Contains(null)) continue; // left as it is: the compiler says what is wrong with it
            shapes.Add(names!);
            edits.Replace(creation.NewKeyword.SpanStart, creation.OpenBraceToken.Span.End, $"global::{Names.Root}.{ImageOf(names!)}.Shape.New(");
            foreach (var initializer in creation.Initializers)
                if (initializer.NameEquals is { } equals)
                    edits.Delete(equals.SpanStart, initializer.Expression.SpanStart);
            var last = creation.Initializers.SeparatorCount == creation.Initializers.Count && creation.Initializers.Count > 0
                ? creation.Initializers.GetSeparators().Last().SpanStart
                : creation.CloseBraceToken.SpanStart;
            edits.Replace(last, creation.CloseBraceToken.Span.End, ")");
        }

        return shapes;
    }

    public static string ImageOf(IReadOnlyList<string> names) =>
        Names.ShapePrefix + string.Join('_', names.Select(name => name.Length + name));

    /// <summary>The source of the image that declares a shape.</summary>
    public static string Source(IReadOnlyList<string> names)
    {
        var n = names.Count;
        var escaped = names.Select(Names.Escape).ToArray();
        var types = string.Join(", ", Enumerable.Range(0, n).Select(i => $"T{i}"));
        var generic = n == 0 ? "" : $"<{types}>";
        var type = "AnonymousType" + generic;
        var parameters = string.Join(", ", Enumerable.Range(0, n).Select(i => $"T{i} a{i}"));
        var text = new StringBuilder();
        text.Append($"namespace {Names.Root}.{ImageOf(names)};\n")
            .Append("public static class Shape {\n")
            .Append($"public static {type} New{generic}({parameters}) => new {type}({string.Join(", ", Enumerable.Range(0, n).Select(i => $"a{i}"))});\n}}\n")
            .Append("[global::System.Runtime.CompilerServices.CompilerGenerated]\n")
            .Append($"public sealed record {type} {{\n")
            .Append($"public AnonymousType({parameters}) {{ {string.Concat(Enumerable.Range(0, n).Select(i => $"{escaped[i]} = a{i}; "))}}}\n");
        for (var i = 0; i < n; i++) text.Append($"public T{i} {escaped[i]} {{ get; init; }}\n");
        text.Append("public override string ToString() => ")
            .Append(n == 0 ? "\"{ }\"" : "\"{ " + string.Join(", ", Enumerable.Range(0, n).Select(i => $"{names[i]} = \" + {escaped[i]} + \"")) + " }\"")
            .Append(";\n}\n");
        return text.ToString();
    }

    private static string? NameOf(AnonymousObjectMemberDeclaratorSyntax member) =>
        member.NameEquals is { } equals ? equals.Name.Identifier.ValueText : Inferred(member.Expression);

    private static string? Inferred(ExpressionSyntax expression) => expression switch
    {
        SimpleNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        ConditionalAccessExpressionSyntax access => Inferred(access.WhenNotNull),
        MemberBindingExpressionSyntax binding => binding.Name.Identifier.ValueText,
        PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } forgiven => Inferred(forgiven.Operand),
        _ => null,
    };
}
