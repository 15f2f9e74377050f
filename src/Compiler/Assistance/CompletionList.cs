using System.Collections.Immutable;
using Distribute.Contracts.Assistance;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Completion;
using Microsoft.CodeAnalysis.Tags;
using Microsoft.CodeAnalysis.Text;

namespace Distribute.Compiler.Assistance;

/// <summary>Makes a list for a person of what Roslyn offers at a place: only what fits to the word there, the likeliest first.</summary>
internal static class CompletionList
{
    private const int MostItems = 500; // more than a person scrolls through; more letters bring the others
    private const int MostRewrites = 100; // items whose text Roslyn works out one by one: overrides

    public static async Task<Completions> CreateAsync(Document document, int offset, int documented, CancellationToken cancellationToken)
    {
        var service = CompletionService.GetService(document)!;
        var found = await service.GetCompletionsAsync(document, offset, cancellationToken: cancellationToken).ConfigureAwait(false);
        if (found is null || found.ItemsList.Count == 0) return Completions.None(offset);
        var text = await document.GetTextAsync(cancellationToken).ConfigureAwait(false);
        var span = TextSpan.FromBounds(found.Span.Start, Math.Max(found.Span.Start, offset));
        var isMember = IsMember(text, span.Start);
        var fitting = Fitting.Of(text.ToString(span), found.ItemsList.Where(IsForPeople), item => item.FilterText);
        var ordered = fitting.OrderBy(pair => pair.Rank).ThenByDescending(pair => pair.Item.Rules.MatchPriority)
            .ThenBy(pair => isMember ? 0 : Order(pair.Item.Tags)).ThenBy(pair => pair.Item.SortText, StringComparer.OrdinalIgnoreCase).Select(pair => pair.Item).ToList();
        var items = new List<(int Start, Completion Item)>();
        var seen = new HashSet<(string, string)>();
        var rewrites = 0;
        foreach (var item in ordered)
        {
            if (items.Count == MostItems) break;
            var (start, written) = item.IsComplexTextEdit && rewrites++ < MostRewrites
                ? await RewriteAsync(service, document, item, found.Span, isMember, cancellationToken).ConfigureAwait(false)
                : (found.Span.Start, Written(item));
            if (written is null || !seen.Add((Label(item), written))) continue;
            items.Add((start, new Completion(Label(item), written, KindOf(item.Tags, isMember))
            {
                Documentation = items.Count < documented ? await DescribeAsync(service, document, item, cancellationToken).ConfigureAwait(false) : null,
            }));
        }

        // A front end has one place where all items begin: that of the longest.
        var first = items.Select(pair => pair.Start).Append(found.Span.Start).Min();
        return new Completions(first, Math.Max(found.Span.End, span.End),
            [.. items.Select(pair => pair.Start == first ? pair.Item : pair.Item with { Text = text.ToString(TextSpan.FromBounds(first, pair.Start)) + pair.Item.Text })],
            ordered.Count > MostItems);
    }

    private static async Task<string?> DescribeAsync(CompletionService service, Document document, CompletionItem item, CancellationToken cancellationToken)
    {
        var description = await service.GetDescriptionAsync(document, item, cancellationToken).ConfigureAwait(false);
        return description is { Text.Length: > 0 } ? ShownText.Of(description.Text) : null;
    }

    // An override replaces the word before it too; an indexer the dot, which no other item could. An edit elsewhere in the text, as await makes it to the method around, is
    // left to the person.
    private static async Task<(int Start, string? Text)> RewriteAsync(
        CompletionService service, Document document, CompletionItem item, TextSpan span, bool isMember, CancellationToken cancellationToken)
    {
        var change = (await service.GetChangeAsync(document, item, cancellationToken: cancellationToken).ConfigureAwait(false)).TextChange;
        if (change.Span == span || (change.Span.End == span.End && change.Span.Start < span.Start && !isMember)) return (change.Span.Start, change.NewText);
        return (span.Start, item.Tags.Contains(WellKnownTags.Keyword) ? item.DisplayText : null);
    }

    private static string Written(CompletionItem item) =>
        item.Properties.TryGetValue("InsertionText", out var text) ? text
        : item.DisplayTextSuffix == ":" ? item.DisplayText + ":"
        : item.DisplayText;

    private static string Label(CompletionItem item) => item.DisplayTextPrefix + item.DisplayText + item.DisplayTextSuffix;

    private static bool IsForPeople(CompletionItem item) =>
        !item.DisplayText.StartsWith(Names.Root, StringComparison.Ordinal) && !item.Tags.Contains(WellKnownTags.Operator) && !item.Tags.Contains(WellKnownTags.Snippet);

    private static bool IsMember(SourceText text, int start)
    {
        var at = start - 1;
        while (at >= 0 && char.IsWhiteSpace(text[at])) at--;
        return at >= 0 && (text[at] == '.' || (text[at] == '>' && at > 0 && text[at - 1] == '-'));
    }

    // What the person named, then words of the language, then the many types of the framework.
    private static int Order(ImmutableArray<string> tags) => tags.IsEmpty ? 2 : tags[0] switch
    {
        WellKnownTags.Local or WellKnownTags.Parameter or WellKnownTags.RangeVariable or WellKnownTags.Field or WellKnownTags.Constant => 0,
        WellKnownTags.Method or WellKnownTags.ExtensionMethod or WellKnownTags.Property or WellKnownTags.Event or WellKnownTags.EnumMember => 0,
        WellKnownTags.Keyword => 1,
        _ => 2,
    };

    private static CompletionKind KindOf(ImmutableArray<string> tags, bool isMember) => (tags.IsEmpty ? "" : tags[0]) switch
    {
        WellKnownTags.Local or WellKnownTags.RangeVariable => CompletionKind.Variable,
        // A variable at top level is a field of the script.
        WellKnownTags.Field => isMember ? CompletionKind.Field : CompletionKind.Variable,
        WellKnownTags.Constant => CompletionKind.Constant,
        WellKnownTags.Parameter => CompletionKind.Parameter,
        WellKnownTags.Property => CompletionKind.Property,
        WellKnownTags.Event => CompletionKind.Event,
        WellKnownTags.Method => CompletionKind.Method,
        WellKnownTags.ExtensionMethod => CompletionKind.ExtensionMethod,
        WellKnownTags.Class => CompletionKind.Class,
        WellKnownTags.Structure => CompletionKind.Structure,
        WellKnownTags.Interface => CompletionKind.Interface,
        WellKnownTags.Enum => CompletionKind.Enum,
        WellKnownTags.EnumMember => CompletionKind.EnumMember,
        WellKnownTags.Delegate => CompletionKind.Delegate,
        WellKnownTags.TypeParameter => CompletionKind.TypeParameter,
        WellKnownTags.Namespace => CompletionKind.Namespace,
        WellKnownTags.Keyword => CompletionKind.Keyword,
        WellKnownTags.Label => CompletionKind.Label,
        _ => CompletionKind.Text,
    };
}
