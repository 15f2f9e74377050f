namespace Distribute.Packages.Tests;

/// <summary>What is told of the packages of this machine, without a restore.</summary>
public sealed class LocalPackagesTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("local-packages-").FullName;

    private string Unpacked => Path.Combine(_root, "unpacked");

    private PackageResolver Resolver => new(new PackageResolverOptions { PackagesFolder = Unpacked, ConfigurationFolder = _root, CacheFolder = Path.Combine(_root, "cache") });

    public LocalPackagesTests()
    {
        // The machine's own sources are not looked into.
        File.WriteAllText(Path.Combine(_root, "nuget.config"),
            """<configuration><packageSources><clear /><add key="feed" value="feed" /><add key="web" value="https://example.org/v3/index.json" /></packageSources></configuration>""");
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Ids_of_unpacked_packages_as_their_authors_write_them()
    {
        Unpack("Some.Numbers", "1.0.0");
        Unpack("Some.Letters", "2.0.0");
        Unpack("Other", "1.0.0");
        Directory.CreateDirectory(Path.Combine(Unpacked, "some.empty"));

        Assert.Equal(["Some.Letters", "Some.Numbers"], Resolver.Ids("some.", []));
        Assert.Equal(["Other", "Some.Letters", "Some.Numbers"], Resolver.Ids("", []));
    }

    [Fact]
    public void Versions_newest_first_and_those_before_a_release_last()
    {
        foreach (var version in (string[])["1.2.0", "1.10.0", "2.0.0-beta.1", "0.9.0"]) Unpack("Numbers", version);
        Assert.Equal(["1.10.0", "1.2.0", "0.9.0", "2.0.0-beta.1"], Resolver.Versions("NUMBERS", []));
        Assert.Empty(Resolver.Versions("Unknown", []));
    }

    [Fact]
    public void What_can_be_no_folder_is_passed_over()
    {
        Unpack("Some.Numbers", "1.0.0");
        Assert.Equal(["Some.Numbers"], Resolver.Ids("some", ["a\0b", "", "no/such/folder"]));
    }

    [Fact]
    public void Folders_that_are_sources_of_the_configuration_or_of_a_cell()
    {
        new PackageFeed(Path.Combine(_root, "feed")).Add("Fed.By.2.Sources", "1.0.0");
        var named = new PackageFeed(Path.Combine(_root, "named"));
        named.Add("Fed.By.Cell", "3.1.4-rc.1");

        Assert.Equal(["Fed.By.2.Sources"], Resolver.Ids("Fed", []));
        Assert.Equal(["Fed.By.2.Sources", "Fed.By.Cell"], Resolver.Ids("fed", [named.Folder, "https://example.org/feed"]));
        Assert.Equal(["1.0.0"], Resolver.Versions("fed.by.2.sources", []));
        Assert.Equal(["3.1.4-rc.1"], Resolver.Versions("Fed.By.Cell", [named.Folder]));
    }

    [Theory]
    [InlineData("..")]
    [InlineData("../feed")]
    [InlineData("*")]
    public void What_is_no_id_is_not_looked_for(string text)
    {
        Unpack("Numbers", "1.0.0");
        Assert.Empty(Resolver.Ids(text, []));
        Assert.Empty(Resolver.Versions(text, []));
    }

    [Fact]
    public void Broken_files_are_passed_over()
    {
        Unpack("Numbers", "1.0.0");
        File.WriteAllText(Path.Combine(Unpacked, "numbers", "1.0.0", "numbers.nuspec"), "<package");
        File.WriteAllText(Path.Combine(_root, "nuget.config"), "<configuration");
        Assert.Contains("numbers", Resolver.Ids("num", []));
    }

    private void Unpack(string id, string version)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Unpacked, id.ToLowerInvariant(), version));
        File.WriteAllText(Path.Combine(folder.FullName, id.ToLowerInvariant() + ".nuspec"), $"<package><metadata><id>{id}</id></metadata></package>");
    }
}
