using Distribute.Contracts.References;

namespace Distribute.Packages.Tests;

public sealed class CacheTests : Workspace
{
    public CacheTests() => Feed.Add("Sample", "1.0.0");

    [Fact]
    public async Task The_same_set_is_restored_once_and_needs_no_source_after()
    {
        Feed.Add("Other", "1.0.0");
        var first = await ResolveAsync(("Sample", "1.0.0"), ("Other", "1.0.0"));
        Directory.Delete(Feed.Folder, recursive: true);

        var second = await ResolveAsync(("other", "1.0.0"), ("Sample", "1.0.0"));

        Assert.Equal(1, Restores.Count);
        Assert.Equal(first.Assemblies, second.Assemblies);
        Assert.Equal([("Other", "1.0.0"), ("Sample", "1.0.0")], second.Packages);
    }

    [Fact]
    public async Task A_restore_leaves_only_its_answer()
    {
        await ResolveAsync(("Sample", "1.0.0"));

        var files = Directory.EnumerateFileSystemEntries(Options.CacheFolder!, "*", SearchOption.AllDirectories).Where(File.Exists);
        Assert.Equal(["lock", "resolved.json"], files.Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_a_killed_restore_left_is_removed_later()
    {
        await ResolveAsync(("Sample", "1.*"));
        var left = Directory.CreateDirectory(Path.Combine(Directory.GetDirectories(Options.CacheFolder!).Single(), "left"));
        left.LastWriteTimeUtc = DateTime.UtcNow.AddDays(-1);

        Clock.Advance(TimeSpan.FromDays(2));
        await ResolveAsync(("Sample", "1.*"));

        Assert.False(Directory.Exists(left.FullName));
    }

    [Fact]
    public async Task A_file_that_is_gone_is_restored_again()
    {
        var first = await ResolveAsync(("Sample", "1.0.0"));
        Directory.Delete(Options.PackagesFolder!, recursive: true);

        var second = await ResolveAsync(("Sample", "1.0.0"));

        Assert.Equal(2, Restores.Count);
        Assert.True(File.Exists(second.Assemblies[0].RuntimePath));
        Assert.Equal(first.Assemblies, second.Assemblies);
    }

    [Theory]
    [InlineData("{ \"ResolvedAt\": ")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("")]
    public async Task An_answer_that_cannot_be_read_is_restored_again(string content)
    {
        await ResolveAsync(("Sample", "1.0.0"));
        var answer = Directory.EnumerateFiles(Options.CacheFolder!, "resolved.json", SearchOption.AllDirectories).Single();
        await File.WriteAllTextAsync(answer, content);

        Assert.Single((await ResolveAsync(("Sample", "1.0.0"))).Assemblies);
        Assert.Equal(2, Restores.Count);
    }

    [Fact]
    public async Task A_floating_version_is_asked_for_again_after_a_day()
    {
        await ResolveAsync(("Sample", "1.*"));
        Feed.Add("Sample", "1.1.0");

        Clock.Advance(TimeSpan.FromHours(23));
        Assert.Equal("1.0.0", VersionOf(await ResolveAsync(("Sample", "1.*")), "Sample"));
        Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal("1.1.0", VersionOf(await ResolveAsync(("Sample", "1.*")), "Sample"));
        Assert.Equal(2, Restores.Count);
    }

    [Fact]
    public async Task An_old_answer_stays_good_while_a_source_is_out_of_reach()
    {
        var runs = new Queue<string>(["", "error NU1301: Unable to load the service index for source https://feed.example/index.json."]);
        var runner = new ScriptedRestores(Restores, () => runs.Dequeue());
        var resolver = new PackageResolver(Options, runner);
        await resolver.ResolveAsync([("Sample", "*")], [Feed.Folder], CancellationToken.None);

        Clock.Advance(TimeSpan.FromDays(2));
        var found = await resolver.ResolveAsync([("Sample", "*")], [Feed.Folder], CancellationToken.None);

        Assert.Empty(runs);
        Assert.Equal("1.0.0", VersionOf(found, "Sample"));
    }

    [Fact]
    public async Task An_exact_version_is_never_asked_for_again()
    {
        await ResolveAsync(("Sample", "1.0.0"));
        Clock.Advance(TimeSpan.FromDays(1000));
        await ResolveAsync(("Sample", "1.0.0"));

        Assert.Equal(1, Restores.Count);
    }

    [Fact]
    public async Task Another_set_is_another_answer()
    {
        Feed.Add("Sample", "2.0.0");

        Assert.Equal("1.0.0", VersionOf(await ResolveAsync(("Sample", "1.0.0")), "Sample"));
        Assert.Equal("2.0.0", VersionOf(await ResolveAsync(("Sample", "2.0.0")), "Sample"));
        Assert.Equal(2, Restores.Count);
    }

    [Fact]
    public async Task A_failure_is_not_remembered()
    {
        await FailAsync(("Late", "1.0.0"));
        Feed.Add("Late", "1.0.0");

        Assert.Equal("1.0.0", VersionOf(await ResolveAsync(("Late", "1.0.0")), "Late"));
    }

    [Fact]
    public async Task Many_at_once_share_one_restore()
    {
        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => ResolveAsync(("Sample", "1.0.0")))));

        Assert.Equal(1, Restores.Count);
        Assert.All(all, found => Assert.Equal(all[0].Assemblies, found.Assemblies));
    }

    [Fact]
    public async Task A_cache_that_cannot_be_written_is_named()
    {
        var file = Folder("a-file");
        await File.WriteAllTextAsync(file, "");
        var resolver = new PackageResolver(Options with { CacheFolder = file }, Restores);

        var error = await Assert.ThrowsAsync<PackageResolutionException>(
            () => resolver.ResolveAsync([("Sample", "1.0.0")], [Feed.Folder], CancellationToken.None));

        Assert.Contains($"The package cache in {file} cannot be used", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Restores really when the script says nothing, else fails with what it says.</summary>
    private sealed class ScriptedRestores(IRestoreRunner real, Func<string> script) : IRestoreRunner
    {
        public DotnetHost FindHost() => real.FindHost();

        public Task<RestoreRun> RunAsync(DotnetHost host, string project, CancellationToken cancellationToken) =>
            script() is { Length: > 0 } failure
                ? Task.FromResult(new RestoreRun(1, failure))
                : real.RunAsync(host, project, cancellationToken);
    }
}
