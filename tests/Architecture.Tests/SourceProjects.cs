using System.Reflection;
using System.Xml.Linq;

namespace Distribute.Architecture.Tests;

/// <summary>The projects under src, as their files describe them.</summary>
internal static class SourceProjects
{
    /// <summary>All but <see cref="Extension"/>.</summary>
    public static IReadOnlyList<SourceProject> All { get; } = [.. Directory
        .GetFiles(Path.Combine(Root, "src"), "*.csproj", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        .Where(file => Path.GetFileName(file) != "Polyglot.csproj").Select(file => Read(file, Assembly.Load))];

    /// <summary>The extension for .NET Interactive, of which only the project file is here: it is built where its package can be had.</summary>
    public static SourceProject Extension => Read(Path.Combine(Root, "src", "Polyglot", "Polyglot.csproj"), _ => null!);

    public static string Root => Path.GetFullPath(
        typeof(SourceProjects).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!);

    public static SourceProject Named(string name) => All.Single(project => project.Name == name);

    private static SourceProject Read(string file, Func<string, Assembly> load)
    {
        var items = XDocument.Load(file).Descendants().ToArray();
        var assembly = items.FirstOrDefault(item => item.Name == "AssemblyName")?.Value ?? $"Distribute.{Path.GetFileNameWithoutExtension(file)}";
        return new SourceProject(
            Path.GetFileNameWithoutExtension(file), load(assembly), Included("ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path)!).ToHashSet(), Included("PackageReference").ToHashSet());

        IEnumerable<string> Included(string kind) =>
            items.Where(item => item.Name == kind).Select(item => item.Attribute("Include")!.Value.Replace('\\', '/'));
    }
}

/// <summary>A project under src.</summary>
/// <param name="Name">The name of its file.</param>
/// <param name="Assembly">What it builds.</param>
/// <param name="Projects">Names of the projects that it refers to.</param>
/// <param name="Packages">Ids of the packages that it refers to.</param>
internal sealed record SourceProject(string Name, Assembly Assembly, IReadOnlySet<string> Projects, IReadOnlySet<string> Packages);
