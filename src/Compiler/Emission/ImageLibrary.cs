using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Distribute.Contracts.Compilation;
using Distribute.Contracts.Images;
using Microsoft.CodeAnalysis;

namespace Distribute.Compiler.Emission;

/// <summary>The images that this compiler has made, for as long as somebody uses them, as references for later cells.</summary>
internal sealed partial class ImageLibrary
{
    private readonly ConcurrentDictionary<string, WeakReference<CellImage>> _images = new(StringComparer.Ordinal);
    private readonly ConditionalWeakTable<CellImage, MetadataReference> _references = [];
    private readonly ConditionalWeakTable<CellImage, byte[]> _long = [];
    private readonly ConditionalWeakTable<CellImage, CellDocumentation> _documentation = [];

    /// <param name="image">The image.</param>
    /// <param name="pe">Its file as later cells are compiled against it.</param>
    /// <param name="documentation">What its comments say; null for nothing.</param>
    public void Add(CellImage image, byte[] pe, CellDocumentation? documentation = null)
    {
        if (documentation is not null) _documentation.Add(image, documentation);
        if (pe != image.Pe) _long.Add(image, pe);
        _images[image.Name] = new WeakReference<CellImage>(image);
        if (_images.Count % 256 != 0) return;
        foreach (var (name, weak) in _images)
            if (!weak.TryGetTarget(out _)) _images.TryRemove(name, out _);
    }

    public CellImage? Find(string name) => _images.TryGetValue(name, out var weak) && weak.TryGetTarget(out var image) ? image : null;

    /// <summary>
    /// Those images of which a namespace was declared again since: two with the same namespace would make its types
    /// ambiguous, so the older one's global names must not show.
    /// </summary>
    /// <param name="symbols">The namespaces that are looked at; other symbols do not matter.</param>
    /// <param name="scope">What the names mean now.</param>
    public HashSet<string> Replaced(IEnumerable<CellSymbol> symbols, Scope scope) => symbols
        .Where(symbol => symbol.Kind == CellSymbolKind.Namespace).Select(symbol => symbol.Image).Distinct(StringComparer.Ordinal)
        .Where(name => Find(name) is { } image && image.Declares.Any(symbol => symbol.Kind == CellSymbolKind.Namespace && !scope.Lookup(symbol.Name).Contains(symbol)))
        .ToHashSet(StringComparer.Ordinal);

    /// <summary>References to images and to all that they depend on.</summary>
    /// <param name="names">The images that the cell takes something from.</param>
    /// <param name="aliasOnly">Images whose global names must not show, because a namespace in them was declared again.</param>
    public IEnumerable<MetadataReference> References(IEnumerable<string> names, IReadOnlySet<string> aliasOnly)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>(names);
        while (open.TryPop(out var name))
        {
            if (!seen.Add(name) || Find(name) is not { } image) continue;
            foreach (var dependency in image.Dependencies) open.Push(dependency);
            var reference = _references.GetValue(image, Create);
            yield return aliasOnly.Contains(name) ? reference.WithAliases([name]) : reference;
        }
    }

    private MetadataReference Create(CellImage image) => MetadataReference.CreateFromImage(
        _long.TryGetValue(image, out var pe) ? pe : image.Pe, documentation: _documentation.TryGetValue(image, out var documentation) ? documentation : null);

    /// <summary>The images that a spelled type comes from.</summary>
    public static IEnumerable<string> ImagesIn(string typeSource) =>
        typeSource.Contains(Names.Root, StringComparison.Ordinal)
            ? ImageName().Matches(typeSource).Select(match => match.Groups[1].Value)
            : [];

    [GeneratedRegex(@"__cells\.((?:Cell|Shape)_\w*)")]
    private static partial Regex ImageName();
}
