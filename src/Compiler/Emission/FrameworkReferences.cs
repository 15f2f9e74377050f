using Microsoft.CodeAnalysis;

namespace Distribute.Compiler.Emission;

/// <summary>The assemblies that every cell may use: the running framework, the contracts, and the value formatters that C# notebooks expect.</summary>
internal static class FrameworkReferences
{
    private static readonly string[] HostAssemblies = ["Microsoft.DotNet.Interactive.Formatting.dll", "Microsoft.AspNetCore.Html.Abstractions.dll"];

    private static readonly Lazy<IReadOnlyList<MetadataReference>> Loaded = new(Load);

    public static IReadOnlyList<MetadataReference> All => Loaded.Value;

    private static List<MetadataReference> Load()
    {
        var references = new List<MetadataReference>();
        var folder = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        foreach (var file in Directory.EnumerateFiles(folder, "*.dll").Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(file);
            if (name.StartsWith("System", StringComparison.Ordinal) || name.StartsWith("Microsoft.", StringComparison.Ordinal) || name is "mscorlib.dll" or "netstandard.dll")
                if (IsManaged(file)) references.Add(MetadataReference.CreateFromFile(file));
        }

        references.Add(MetadataReference.CreateFromFile(typeof(Contracts.Images.CellImage).Assembly.Location));
        foreach (var name in HostAssemblies)
        {
            var file = Path.Combine(AppContext.BaseDirectory, name);
            if (File.Exists(file)) references.Add(MetadataReference.CreateFromFile(file));
        }

        return references;
    }

    private static bool IsManaged(string file)
    {
        using var stream = File.OpenRead(file);
        using var reader = new System.Reflection.PortableExecutable.PEReader(stream);
        return reader.HasMetadata;
    }
}
