using System.Text.Json;

namespace Distribute.Packages;

/// <summary>A package that the restore chose, with full paths.</summary>
internal sealed record RestoredPackage(
    string Id,
    string Version,
    IReadOnlyList<string> CompileFiles,
    IReadOnlyList<string> RuntimeFiles,
    IReadOnlyList<string> ResourceFiles,
    IReadOnlyList<string> NativeFiles,
    IReadOnlyList<string> Frameworks);

/// <summary>An error that NuGet noted.</summary>
/// <param name="Code">Like <c>NU1101</c>.</param>
/// <param name="Message">NuGet's words, maybe several lines.</param>
/// <param name="Package">The id it is about, if any.</param>
internal sealed record RestoreError(string Code, string Message, string? Package);

/// <summary>What is needed of a project.assets.json.</summary>
/// <param name="Packages">Packages for the wanted runtime identifier.</param>
/// <param name="Errors">Errors, in NuGet's order.</param>
internal sealed record AssetsFile(IReadOnlyList<RestoredPackage> Packages, IReadOnlyList<RestoreError> Errors)
{
    private const string NoFile = "_._";

    /// <returns>Null when the restore did not come to writing one.</returns>
    public static AssetsFile? TryRead(string path, string runtimeIdentifier)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        var root = document.RootElement;
        return new AssetsFile(ReadPackages(root, runtimeIdentifier), ReadErrors(root));
    }

    private static RestoredPackage[] ReadPackages(JsonElement root, string runtimeIdentifier)
    {
        var folders = Names(root, "packageFolders");
        var target = root.GetProperty("targets").EnumerateObject()
            .FirstOrDefault(each => each.Name.EndsWith("/" + runtimeIdentifier, StringComparison.Ordinal)).Value;
        if (target.ValueKind != JsonValueKind.Object)
        {
            return [];
        }

        return
        [
            .. from library in target.EnumerateObject()
               where library.Value.GetProperty("type").ValueEquals("package")
               let folder = PackageFolder(root, folders, library.Name)
               let name = library.Name.Split('/')
               select new RestoredPackage(
                   name[0],
                   name[1],
                   Files(library.Value, "compile", folder),
                   Files(library.Value, "runtime", folder),
                   Files(library.Value, "resource", folder),
                   Files(library.Value, "native", folder),
                   Strings(library.Value, "frameworkReferences")),
        ];
    }

    /// <summary>There may be read-only fallback folders beside the user's own; the first that has the package counts.</summary>
    private static string PackageFolder(JsonElement root, IReadOnlyList<string> folders, string library)
    {
        var relative = root.GetProperty("libraries").GetProperty(library).GetProperty("path").GetString()!;
        var found = folders.Select(folder => Path.Combine(folder, relative)).FirstOrDefault(Directory.Exists);
        return Path.GetFullPath(found ?? Path.Combine(folders[0], relative));
    }

    private static string[] Files(JsonElement library, string kind, string folder) =>
    [
        .. Names(library, kind)
            .Where(file => !file.EndsWith(NoFile, StringComparison.Ordinal))
            .Select(file => Path.GetFullPath(Path.Combine(folder, file))),
    ];

    private static string[] Names(JsonElement element, string property) =>
        element.TryGetProperty(property, out var value) ? [.. value.EnumerateObject().Select(each => each.Name)] : [];

    private static string[] Strings(JsonElement element, string property) =>
        element.TryGetProperty(property, out var value) ? [.. value.EnumerateArray().Select(each => each.GetString()!)] : [];

    private static RestoreError[] ReadErrors(JsonElement root) =>
        root.TryGetProperty("logs", out var logs)
            ?
            [
                .. from log in logs.EnumerateArray()
                   where log.GetProperty("level").ValueEquals("Error")
                   select new RestoreError(
                       log.GetProperty("code").GetString()!,
                       log.GetProperty("message").GetString()!,
                       log.TryGetProperty("libraryId", out var id) ? id.GetString() : null),
            ]
            : [];
}
