using System.Text.Json.Serialization;
using Distribute.Contracts.References;

namespace Distribute.Packages;

/// <summary>What a restore came to, as it is kept on disk.</summary>
/// <param name="ResolvedAt">When the sources were asked.</param>
/// <param name="Assemblies">Managed assemblies, by name.</param>
/// <param name="NativeFiles">Native libraries.</param>
/// <param name="Versions">Resolved version of every package, the needed ones too, by id.</param>
internal sealed record Resolution(
    DateTimeOffset ResolvedAt,
    IReadOnlyList<AssemblyFile> Assemblies,
    IReadOnlyList<string> NativeFiles,
    IReadOnlyDictionary<string, string> Versions)
{
    /// <summary>Whether all files are still on disk: a person may have cleared the packages folder.</summary>
    public bool FilesExist() =>
        Assemblies.SelectMany(assembly => new[] { assembly.CompilePath, assembly.RuntimePath })
            .OfType<string>().Concat(NativeFiles).All(File.Exists);

    public ResolvedReferences ToReferences(PackageRequest request)
    {
        var byId = new Dictionary<string, (string Id, string Version)>(StringComparer.OrdinalIgnoreCase);
        foreach (var (id, version) in Versions)
        {
            byId[id] = (id, version);
        }

        return new ResolvedReferences(Assemblies, NativeFiles, [.. request.Packages.Select(package => byId[package.Id])]);
    }
}

/// <summary>Reads and writes <see cref="Resolution"/> without reflection, which would cost more than the file.</summary>
[JsonSourceGenerationOptions(RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(Resolution))]
internal sealed partial class ResolutionJson : JsonSerializerContext;
