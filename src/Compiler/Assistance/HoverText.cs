using Distribute.Contracts.Assistance;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.QuickInfo;
using QuickInfo = Distribute.Contracts.Assistance.QuickInfo;

namespace Distribute.Compiler.Assistance;

/// <summary>Says what stands at a place.</summary>
internal static class HoverText
{
    public static async Task<QuickInfo?> CreateAsync(Document document, int offset, CancellationToken cancellationToken)
    {
        if (QuickInfoService.GetService(document) is not { } service) return null;
        var found = await service.GetQuickInfoAsync(document, offset, cancellationToken).ConfigureAwait(false);
        // The caret stands behind a word that was just written.
        if (found is null && offset > 0) found = await service.GetQuickInfoAsync(document, offset - 1, cancellationToken).ConfigureAwait(false);
        if (found is null) return null;
        var declaration = found.Sections.FirstOrDefault(section => section.Kind == QuickInfoSectionKinds.Description)?.Text;
        if (string.IsNullOrWhiteSpace(declaration)) return null;
        if (await IsTopLevelAsync(document, found.Span.Start, cancellationToken).ConfigureAwait(false)) declaration = declaration.Replace("(field) ", "(variable) ", StringComparison.Ordinal);
        var rest = found.Sections.Where(section => section.Kind != QuickInfoSectionKinds.Description).Select(section => ShownText.Of(section.Text)).Where(text => text.Length > 0);
        return new QuickInfo(found.Span.Start, found.Span.End, ShownText.Of(declaration), string.Join("\n\n", rest));
    }

    private static async Task<bool> IsTopLevelAsync(Document document, int start, CancellationToken cancellationToken)
    {
        var root = await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
        if (root?.FindToken(start).Parent is not { } node || model is null) return false;
        var symbol = model.GetSymbolInfo(node, cancellationToken).Symbol ?? model.GetDeclaredSymbol(node, cancellationToken);
        return symbol is IFieldSymbol { ContainingType.IsScriptClass: true };
    }
}
