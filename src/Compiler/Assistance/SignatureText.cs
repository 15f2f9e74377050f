using System.Collections.Immutable;
using Distribute.Contracts.Assistance;
using Microsoft.CodeAnalysis;

namespace Distribute.Compiler.Assistance;

/// <summary>Writes an overload with what its author says of it and of each parameter.</summary>
internal static class SignatureText
{
    private static readonly SymbolDisplayFormat Format = SymbolDisplayFormat.MinimallyQualifiedFormat
        .WithParameterOptions(SymbolDisplayFormat.MinimallyQualifiedFormat.ParameterOptions | SymbolDisplayParameterOptions.IncludeDefaultValue
            | SymbolDisplayParameterOptions.IncludeModifiers | SymbolDisplayParameterOptions.IncludeExtensionThis);

    public static Signature Of(ISymbol symbol, SemanticModel model, int offset, CancellationToken cancellationToken)
    {
        var text = DocumentationText.Read(symbol.GetDocumentationCommentXml(expandIncludes: false, cancellationToken: cancellationToken));
        return new Signature(
            Shown(symbol, model, offset), text.Summary,
            [.. ParametersOf(symbol).Select(parameter => new SignatureParameter(
                parameter.Name, Shown(parameter, model, offset), text.Parameters.GetValueOrDefault(parameter.Name, ""), parameter.IsParams))]);
    }

    public static ImmutableArray<IParameterSymbol> ParametersOf(ISymbol symbol) => symbol switch
    {
        IMethodSymbol method => method.Parameters,
        IPropertySymbol property => property.Parameters,
        _ => [],
    };

    private static string Shown(ISymbol symbol, SemanticModel model, int offset) => ShownText.Of(symbol.ToMinimalDisplayString(model, offset, Format));
}
