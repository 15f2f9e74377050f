using System.Collections.Concurrent;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Distribute.Contracts.References;
using Microsoft.CodeAnalysis;

namespace Distribute.Compiler.Emission;

/// <summary>
/// The assemblies that every cell may use: the running framework, the contracts, and the value formatters that C# notebooks expect.
/// A compilation pays for each of them, so a cell is first tried against the few that cells have used so far.
/// </summary>
/// <remarks>Thread safe. All 170 of them make a trivial compilation take four times as long as the core ones.</remarks>
internal sealed class FrameworkReferences
{
    private static readonly string[] HostAssemblies = ["Microsoft.DotNet.Interactive.Formatting", "Microsoft.AspNetCore.Html.Abstractions"];

    private static readonly string[] Core =
    [
        "System.Private.CoreLib", "System.Runtime", "System.Console", "System.Collections", "System.Linq", "System.Threading", "Distribute.Contracts",
    ];

    private static readonly Lazy<IReadOnlyDictionary<string, string>> Files = new(FindFiles);
    private static readonly ConcurrentDictionary<string, MetadataReference> Loaded = new(StringComparer.OrdinalIgnoreCase);
    private static readonly ConcurrentDictionary<string, IReadOnlyList<string>> Needs = new(StringComparer.OrdinalIgnoreCase);

    private readonly ConcurrentDictionary<string, bool> _used = new(StringComparer.OrdinalIgnoreCase);

    public FrameworkReferences() => Use(Core);

    /// <summary>Every assembly.</summary>
    public static IEnumerable<MetadataReference> All => Files.Value.Keys.Select(Reference);

    /// <summary>The assemblies that cells have used so far, with what they refer to.</summary>
    public IEnumerable<MetadataReference> Used => _used.Keys.Order(StringComparer.Ordinal).Select(Reference);

    /// <summary>Notes assemblies as used; names that are not the framework's are passed over.</summary>
    public void Use(IEnumerable<string> names)
    {
        var open = new Stack<string>(names);
        while (open.TryPop(out var name))
        {
            if (!Files.Value.TryGetValue(name, out var file) || !_used.TryAdd(name, true)) continue;
            foreach (var needed in Needs.GetOrAdd(name, _ => AssembliesIn(file))) open.Push(needed);
        }
    }

    /// <summary>The simple names of the assemblies that a managed file refers to.</summary>
    public static IReadOnlyList<string> AssembliesIn(string file)
    {
        using var stream = File.OpenRead(file);
        using var reader = new PEReader(stream);
        return reader.HasMetadata ? AssembliesIn(reader) : [];
    }

    public static IReadOnlyList<string> AssembliesIn(PEReader reader)
    {
        var metadata = reader.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))];
    }

    private static MetadataReference Reference(string name) => Loaded.GetOrAdd(name, n => MetadataReference.CreateFromFile(Files.Value[n]));

    private static Dictionary<string, string> FindFiles()
    {
        var files = new Dictionary<string, string>(Framework.Files, StringComparer.OrdinalIgnoreCase);
        var contracts = typeof(Contracts.Images.CellImage).Assembly.Location;
        files[Path.GetFileNameWithoutExtension(contracts)] = contracts;
        foreach (var name in HostAssemblies)
        {
            if (Framework.Loadable(name) is { } file) files[name] = file;
        }

        return files;
    }
}
