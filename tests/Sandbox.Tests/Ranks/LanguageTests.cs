using System.Globalization;
using System.Reflection;
using System.Reflection.Emit;
using Distribute.Contracts.References;
using Distribute.Sandbox.Ranks;
using Distribute.Sandbox.Sessions;

namespace Distribute.Sandbox.Tests.Ranks;

/// <summary>An assembly's texts in other languages are assemblies of their own, which a rank finds by their language.</summary>
public sealed class LanguageTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("languages").FullName;

    [Fact]
    public void Each_language_is_found()
    {
        var files = new List<AssemblyFile> { new("Texts", null, Save("Texts.dll", "Texts")) };
        foreach (var language in new[] { "de", "fr" })
            files.Add(new(AssemblyFile.NameOfResources(language, "Texts.resources"), null, Save(Path.Combine(language, "Texts.resources.dll"), "Texts.resources", language)));

        var context = PackageContext.Of("test", new ResolvedReferences(files, [], []))!;

        var main = context.Find(new AssemblyName("Texts"))!;
        Assert.Equal("de", main.GetSatelliteAssembly(new CultureInfo("de")).GetName().CultureName);
        Assert.Equal("fr", main.GetSatelliteAssembly(new CultureInfo("fr")).GetName().CultureName);
        Assert.Throws<FileNotFoundException>(() => main.GetSatelliteAssembly(new CultureInfo("it")));
    }

    [Fact]
    public void Those_beside_a_file_come_with_it()
    {
        var file = Save("Texts.dll", "Texts");
        Save(Path.Combine("de", "Texts.resources.dll"), "Texts.resources", "de");
        Directory.CreateDirectory(Path.Combine(_folder, "other"));
        using var references = new FileReferences(_folder);

        var (files, error) = references.Resolve(file);

        Assert.Null(error);
        Assert.Equal(["Texts", "de/Texts.resources"], files.Select(one => one.Name));
        Assert.Null(files[1].CompilePath);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Save(string path, string name, string culture = "")
    {
        var full = Path.Combine(_folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        var assembly = new PersistedAssemblyBuilder(new AssemblyName(name) { CultureName = culture }, typeof(object).Assembly);
        assembly.DefineDynamicModule(name);
        assembly.Save(full);
        return full;
    }
}
