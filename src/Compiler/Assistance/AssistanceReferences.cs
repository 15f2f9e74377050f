using System.Collections.Concurrent;
using Distribute.Compiler.Emission;
using Microsoft.CodeAnalysis;

namespace Distribute.Compiler.Assistance;

/// <summary>The references of cells, with what their authors say of them. Thread safe.</summary>
internal sealed class AssistanceReferences
{
    private static readonly Lazy<IReadOnlyList<MetadataReference>> All = new(() =>
    {
        var documentation = new DocumentationSearch(DocumentationFiles.OfFramework());
        return [.. FrameworkReferences.All.Select(reference => WithDocumentation(reference, documentation))];
    });

    private readonly ConcurrentDictionary<string, MetadataReference> _files = new(StringComparer.Ordinal);

    /// <summary>Every assembly of the framework.</summary>
    public static IReadOnlyList<MetadataReference> Framework => All.Value;

    /// <summary>A package's or a person's assembly; the text about it stands beside it. The write time tells a rebuilt file from the one read before.</summary>
    public MetadataReference File(string path) => _files.GetOrAdd($"{path}|{System.IO.File.GetLastWriteTimeUtc(path).Ticks}", _ =>
        MetadataReference.CreateFromImage(System.IO.File.ReadAllBytes(path), documentation: new DocumentationSearch([Path.ChangeExtension(path, ".xml")]), filePath: path));

    // Their metadata is read once for both uses.
    private static MetadataReference WithDocumentation(MetadataReference reference, DocumentationProvider documentation) =>
        reference is PortableExecutableReference { FilePath: { } file } portable && portable.GetMetadata() is AssemblyMetadata metadata
            ? metadata.GetReference(documentation, filePath: file)
            : reference;
}
