namespace Distribute.Packages.Tests;

/// <summary>Uses the machine's own sources and packages folder.</summary>
public sealed class RealPackageTests : Workspace
{
    [Fact]
    public async Task MathNet_Numerics_resolves_from_the_users_own_sources()
    {
        var options = new PackageResolverOptions { CacheFolder = Folder("cache"), ConfigurationFolder = AppContext.BaseDirectory };

        var found = await new PackageResolver(options, Restores)
            .ResolveAsync([("MathNet.Numerics", "5.0.0")], [], CancellationToken.None);

        var assembly = Assert.Single(found.Assemblies);
        Assert.Equal("MathNet.Numerics", assembly.Name);
        Assert.Equal([("MathNet.Numerics", "5.0.0")], found.Packages);
        Assert.NotNull(System.Reflection.AssemblyName.GetAssemblyName(assembly.RuntimePath!).Version);
    }
}
