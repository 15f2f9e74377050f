using System.IO.Compression;
using System.Reflection;
using System.Reflection.Emit;
using System.Text;

namespace Distribute.Packages.Tests;

/// <summary>A folder that serves as a package source, filled with packages made on the spot.</summary>
internal sealed class PackageFeed(string folder)
{
    public string Folder { get; } = Directory.CreateDirectory(folder).FullName;

    /// <summary>Adds a package with a library for net10.0 that is named after it, and maybe more.</summary>
    /// <param name="id">Package id.</param>
    /// <param name="version">Package version.</param>
    /// <param name="dependencies">Ids and version ranges.</param>
    /// <param name="files">Path in the package and content; replaces the library when given.</param>
    /// <param name="frameworkReference">A shared framework that the package is built on.</param>
    public void Add(
        string id,
        string version,
        IReadOnlyList<(string Id, string Range)>? dependencies = null,
        IReadOnlyList<(string Path, byte[] Content)>? files = null,
        string? frameworkReference = null)
    {
        using var stream = File.Create(Path.Combine(Folder, $"{id}.{version}.nupkg"));
        using var archive = new ZipArchive(stream, ZipArchiveMode.Create);
        Write(archive, $"{id}.nuspec", Encoding.UTF8.GetBytes(Nuspec(id, version, dependencies ?? [], frameworkReference)));
        foreach (var (path, content) in files ?? [($"lib/net10.0/{id}.dll", Library(id))])
        {
            Write(archive, path, content);
        }
    }

    /// <summary>An assembly with one empty class.</summary>
    public static byte[] Library(string name, string version = "1.0.0.0", string culture = "")
    {
        var assembly = new PersistedAssemblyBuilder(new AssemblyName(name) { Version = new Version(version), CultureName = culture }, typeof(object).Assembly);
        assembly.DefineDynamicModule(name).DefineType(name + ".Marker", TypeAttributes.Public).CreateType();
        using var stream = new MemoryStream();
        assembly.Save(stream);
        return stream.ToArray();
    }

    private static string Nuspec(string id, string version, IReadOnlyList<(string Id, string Range)> dependencies, string? framework)
    {
        var needed = string.Concat(dependencies.Select(each => $"""<dependency id="{each.Id}" version="{each.Range}" />"""));
        var frameworks = framework is null ? "" :
            $"""<frameworkReferences><group targetFramework="net10.0"><frameworkReference name="{framework}" /></group></frameworkReferences>""";
        return $"""
            <?xml version="1.0" encoding="utf-8"?>
            <package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd">
              <metadata>
                <id>{id}</id><version>{version}</version><authors>test</authors><description>test</description>
                <dependencies><group targetFramework="net10.0">{needed}</group></dependencies>{frameworks}
              </metadata>
            </package>
            """;
    }

    private static void Write(ZipArchive archive, string path, byte[] content)
    {
        using var entry = archive.CreateEntry(path).Open();
        entry.Write(content);
    }
}
