using System.Collections.Concurrent;
using AssemblyFile = Distribute.Contracts.References.AssemblyFile;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;
using Distribute.Compiler.Analysis;
using Distribute.Contracts.Images;
using Distribute.Contracts.References;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

namespace Distribute.Compiler.Emission;

/// <summary>Creates compilations with the right references, and turns them into PE and PDB bytes.</summary>
internal sealed class CellEmitter
{
    // Every compilation has this name, and its image gets its own only when it is emitted: so they can share what they know
    // of their references.
    public const string CompilationName = "Cell";

    private static readonly CSharpCompilationOptions Options = new(
        OutputKind.DynamicallyLinkedLibrary,
        optimizationLevel: OptimizationLevel.Release,
        allowUnsafe: true,
        concurrentBuild: false, // a cell is too small to gain from it
        deterministic: true,
        nullableContextOptions: NullableContextOptions.Annotations,
        metadataImportOptions: MetadataImportOptions.Public);

    // Only code made for a debugger has a line for every throw; a cell that runs once through loses nothing by it, and is
    // compiled sooner.
    private static readonly CSharpCompilationOptions OnceOptions = Options.WithOptimizationLevel(OptimizationLevel.Debug);

    // Assemblies that may be unsafe say so in attributes, which cost a thirtieth of a compilation.
    private static readonly CSharpCompilationOptions SafeOptions = Options.WithAllowUnsafe(false);
    private static readonly CSharpCompilationOptions SafeOnceOptions = OnceOptions.WithAllowUnsafe(false);

    private static readonly EmitOptions Emitting = new(debugInformationFormat: DebugInformationFormat.PortablePdb);
    private static int _images;
    private static int _slots;

    private readonly ConcurrentDictionary<string, CellImage> _shapes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, MetadataReference> _files = new(StringComparer.Ordinal);

    private CSharpCompilation? _last;

    private readonly FrameworkReferences _framework = new();
    private readonly ConcurrentDictionary<string, bool> _packagesSeen = new(StringComparer.Ordinal);

    public ImageLibrary Library { get; } = new();

    public static string NextImage() => Names.ImagePrefix + Interlocked.Increment(ref _images);

    public static int NextSlot() => Interlocked.Increment(ref _slots);

    /// <summary>Parses a generated file.</summary>
    /// <remarks>It has no path, the document's name is in its line directives: for a path, emitting would wait for another thread to hash the text.</remarks>
    /// <param name="isDocumented">Whether its documentation comments are to be emitted.</param>
    public static SyntaxTree Parse(string text, IReadOnlyList<string> defines, CancellationToken cancellationToken, bool isDocumented = false) =>
        CSharpSyntaxTree.ParseText(
            SourceText.From(text, Encoding.UTF8),
            new CSharpParseOptions(LanguageVersion.Preview, isDocumented ? DocumentationMode.Parse : DocumentationMode.None, SourceCodeKind.Regular, defines.Count == 0 ? null : defines),
            "", cancellationToken);

    /// <summary>A compilation that has its references and no file yet.</summary>
    /// <param name="packages">Assemblies of the scope.</param>
    /// <param name="images">References to earlier images.</param>
    /// <param name="wholeFramework">Whether every assembly of the framework is referred to, or only those that cells have used so far.</param>
    public CSharpCompilation Create(IEnumerable<AssemblyFile> packages, IReadOnlyCollection<MetadataReference> images, bool wholeFramework)
    {
        var files = packages.Where(f => f.CompilePath is not null).GroupBy(f => f.Name, StringComparer.OrdinalIgnoreCase).Select(g => g.Last().CompilePath!).ToArray();
        foreach (var file in files)
            if (_packagesSeen.TryAdd(file, true)) _framework.Use(FrameworkReferences.AssembliesIn(file));
        var framework = wholeFramework ? FrameworkReferences.All : _framework.Used;
        MetadataReference[] references = [.. framework, .. files.Select(File), .. images];
        if (_last is { } last && last.ExternalReferences.AsSpan().SequenceEqual(references)) return last;
        var created = CSharpCompilation.Create(CompilationName, [], references, Options);
        // Not with images: those are to go when no one uses them any more.
        if (images.Count == 0) _last = created;
        return created;
    }

    /// <summary>Remembers what emitted code uses of the framework.</summary>
    public void Learn(byte[] pe)
    {
        using var reader = new PEReader(new MemoryStream(pe));
        _framework.Use(FrameworkReferences.AssembliesIn(reader));
    }

    /// <summary>The image that declares an anonymous shape; made once.</summary>
    public CellImage Shape(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var name = AnonymousShapes.ImageOf(names);
        if (_shapes.TryGetValue(name, out var known)) return known;
        var compilation = Create([], [], wholeFramework: false).AddSyntaxTrees(Parse(AnonymousShapes.Source(names), [], cancellationToken));
        var (pe, pdb, diagnostics) = Emit(name, compilation, isOnce: false, isSafe: true, cancellationToken);
        if (pe is null) throw new InvalidOperationException($"The shape {name} did not compile: {string.Join("; ", diagnostics)}");
        var image = new CellImage
        {
            Name = name,
            Pe = pe,
            Pdb = pdb!,
            EntryTypeName = $"{Names.Root}.{name}.Shape",
            Slots = [],
            HasEntry = false,
            IsHot = true, // or no cell that uses it could be
            Dependencies = [],
            Declares = [],
            Uses = [],
            Assigns = [],
            Usings = [],
            TypeNames = new Dictionary<string, string>(),
        };
        image = _shapes.GetOrAdd(name, image);
        Library.Add(image, pe);
        return image;
    }

    /// <summary>Emits a compilation; the bytes are null when there are errors.</summary>
    /// <param name="image">The assembly's name.</param>
    /// <param name="compilation">What to emit.</param>
    /// <param name="isOnce">Whether the code runs once through, so that it is not worth optimizing.</param>
    /// <param name="isSafe">Whether it has no unsafe code.</param>
    /// <param name="documentation">Where to write what comments say; null to leave it.</param>
    /// <param name="hasLines">Whether to make a PDB: it is a fifth of the work. Without, the bytes are none.</param>
    public static (byte[]? Pe, byte[]? Pdb, IReadOnlyList<Diagnostic> Diagnostics) Emit(
        string image, CSharpCompilation compilation, bool isOnce, bool isSafe, CancellationToken cancellationToken, Stream? documentation = null, bool hasLines = true)
    {
        using var pe = new MemoryStream();
        using var pdb = hasLines ? new MemoryStream() : null;
        if (isOnce || isSafe) compilation = compilation.WithOptions(isOnce ? isSafe ? SafeOnceOptions : OnceOptions : SafeOptions);
        var result = compilation.Emit(pe, pdb, documentation, options: Emitting.WithOutputNameOverride(image), cancellationToken: cancellationToken);
        return result.Success ? (pe.ToArray(), pdb?.ToArray() ?? [], result.Diagnostics) : (null, null, result.Diagnostics);
    }

    /// <summary>
    /// Makes the PDB of an image that was emitted without: the same text gives nearly always the same code. Compiles again, when it is asked for first; gives no lines
    /// when the code is another.
    /// </summary>
    /// <param name="image">The assembly's name.</param>
    /// <param name="pe">What was emitted.</param>
    /// <param name="compilation">What it was emitted from, without the text.</param>
    /// <param name="text">The text.</param>
    /// <param name="defines">Preprocessor symbols.</param>
    /// <param name="isSafe">Whether it has no unsafe code.</param>
    public static Func<byte[]> PdbLater(string image, byte[] pe, CSharpCompilation compilation, string text, IReadOnlyList<string> defines, bool isSafe)
    {
        var pdb = new Lazy<byte[]>(
            () =>
            {
                var again = Emit(image, compilation.AddSyntaxTrees(Parse(text, defines, CancellationToken.None)), isOnce: true, isSafe, CancellationToken.None);
                return again.Pe is not null && HaveSameCode(pe, again.Pe) ? again.Pdb! : [];
            },
            // What an interrupt tears is made anew for the next who asks.
            LazyThreadSafetyMode.PublicationOnly);
        return () => pdb.Value;
    }

    private static bool HaveSameCode(byte[] first, byte[] second)
    {
        using var one = new PEReader(new MemoryStream(first, writable: false));
        using var other = new PEReader(new MemoryStream(second, writable: false));
        return Bodies(one).SequenceEqual(Bodies(other));

        static IEnumerable<int> Bodies(PEReader reader)
        {
            var metadata = reader.GetMetadataReader();
            foreach (var handle in metadata.MethodDefinitions)
                yield return metadata.GetMethodDefinition(handle).RelativeVirtualAddress is > 0 and var at ? reader.GetMethodBody(at).GetILReader().Length : 0;
        }
    }

    /// <summary>The cell images that emitted code refers to, and whether it keeps nothing of its own (<see cref="Reentrance"/>).</summary>
    /// <param name="pe">The emitted code.</param>
    /// <param name="isSafe">Whether it has no unsafe code.</param>
    public static (IReadOnlyList<string> Dependencies, bool IsReentrant) Read(byte[] pe, bool isSafe)
    {
        using var reader = new PEReader(new MemoryStream(pe, writable: false));
        IReadOnlyList<string> dependencies = [.. FrameworkReferences.AssembliesIn(reader).Where(Names.IsImage)];
        return (dependencies, dependencies.Count == 0 && Reentrance.Holds(reader.GetMetadataReader(), isSafe));
    }

    // The write time tells a rebuilt file of a #r path from the one read before.
    private MetadataReference File(string path) =>
        _files.GetOrAdd($"{path}|{System.IO.File.GetLastWriteTimeUtc(path).Ticks}", _ => MetadataReference.CreateFromImage(System.IO.File.ReadAllBytes(path)));
}
