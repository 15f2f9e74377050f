using Distribute.Contracts.References;
using Microsoft.Extensions.Time.Testing;

namespace Distribute.Packages.Tests;

/// <summary>Folders of one test: a feed, a cache, and a NuGet.config that hides the machine's own sources.</summary>
public abstract class Workspace : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("distribute-packages-").FullName;

    protected Workspace()
    {
        Feed = new PackageFeed(Path.Combine(_root, "feed"));
        File.WriteAllText(
            Path.Combine(_root, "NuGet.config"),
            "<configuration><packageSources><clear /></packageSources><fallbackPackageFolders><clear /></fallbackPackageFolders></configuration>");
        Options = new PackageResolverOptions
        {
            CacheFolder = Folder("cache"),
            PackagesFolder = Folder("packages"),
            ConfigurationFolder = _root,
            Clock = Clock,
        };
    }

    internal PackageFeed Feed { get; }

    internal Restores Restores { get; } = new();

    protected FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));

    protected PackageResolverOptions Options { get; }

    public void Dispose()
    {
        Directory.Delete(_root, recursive: true);
        GC.SuppressFinalize(this);
    }

    protected string Folder(string name) => Path.Combine(_root, name);

    /// <summary>Resolves from the feed, as a new session would.</summary>
    protected Task<ResolvedReferences> ResolveAsync(params (string Id, string? Version)[] packages) =>
        new PackageResolver(Options, Restores).ResolveAsync(packages, [Feed.Folder], CancellationToken.None);

    protected Task<PackageResolutionException> FailAsync(params (string Id, string? Version)[] packages) =>
        Assert.ThrowsAsync<PackageResolutionException>(() => ResolveAsync(packages));

    protected static string VersionOf(ResolvedReferences references, string id) =>
        references.Packages.Single(package => package.Id == id).Version;
}
