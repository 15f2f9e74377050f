using Distribute.Contracts.References;

namespace Distribute.Packages.Tests;

public sealed class FailureTests : Workspace
{
    [Fact]
    public async Task A_missing_package_is_named_with_the_sources_asked()
    {
        Feed.Add("Sample", "1.0.0");

        Says(await FailAsync(("Sampel", "1.0.0")), "Package Sampel does not exist in", Feed.Folder);
    }

    [Fact]
    public async Task A_missing_dependency_is_named()
    {
        Feed.Add("Sample", "1.0.0", [("Gone", "1.0.0")]);

        Says(await FailAsync(("Sample", "1.0.0")), "Package Gone does not exist in");
    }

    [Theory]
    [InlineData("9.0.0")]
    [InlineData("9.*")]
    [InlineData("[9.0,10)")]
    public async Task A_missing_version_is_named_with_the_nearest(string version)
    {
        Feed.Add("Sample", "1.0.0");
        Feed.Add("Sample", "2.0.0");

        Says(await FailAsync(("Sample", version)), "Package Sample has no version", "nearest: 2.0.0 in");
    }

    [Fact]
    public async Task A_package_without_a_stable_version_says_so()
    {
        Feed.Add("Sample", "1.0.0-rc.1");

        Says(await FailAsync(("Sample", null)), "Package Sample has no stable version", "1.0.0-rc.1");
    }

    [Fact]
    public async Task A_conflict_shows_who_needs_what()
    {
        Feed.Add("Left", "1.0.0", [("Common", "[1.0.0]")]);
        Feed.Add("Right", "1.0.0", [("Common", "[2.0.0]")]);
        Feed.Add("Common", "1.0.0");
        Feed.Add("Common", "2.0.0");

        Says(
            await FailAsync(("Left", "1.0.0"), ("Right", "1.0.0")),
            "different versions of Common",
            "Left 1.0.0 -> Common (= 1.0.0)",
            "Right 1.0.0 -> Common (= 2.0.0)");
    }

    [Fact]
    public async Task A_downgrade_shows_who_needs_more()
    {
        Feed.Add("Top", "1.0.0", [("Common", "2.0.0")]);
        Feed.Add("Common", "1.0.0");
        Feed.Add("Common", "2.0.0");

        Says(
            await FailAsync(("Top", "1.0.0"), ("Common", "1.0.0")),
            "Package Common is asked for in a lower version",
            "Top 1.0.0 -> Common (>= 2.0.0)");
    }

    [Fact]
    public async Task A_package_for_another_framework_says_what_it_supports()
    {
        Feed.Add("Future", "1.0.0", files: [("lib/net11.0/Future.dll", PackageFeed.Library("Future"))]);

        Says(await FailAsync(("Future", "1.0.0")), "Package Future 1.0.0 is not compatible with net10.0", "supports: net11.0");
    }

    [Fact]
    public async Task Having_no_source_at_all_is_said()
    {
        var resolver = new PackageResolver(Options, Restores);

        Says(
            await Assert.ThrowsAsync<PackageResolutionException>(() => resolver.ResolveAsync([("Sample", "1.0.0")], [], CancellationToken.None)),
            "Package Sample cannot be looked for: NuGet knows no source");
    }

    [Theory]
    [InlineData("Sample", "five")]
    [InlineData("Sample", "[1,")]
    public async Task A_version_that_is_none_is_refused_without_a_restore(string id, string version)
    {
        Says(await FailAsync((id, version)), $"'{version}' is not a version of package {id}");
        Assert.Equal(0, Restores.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("$(Home)")]
    [InlineData("../up")]
    public async Task An_id_that_is_none_is_refused_without_a_restore(string id)
    {
        Says(await FailAsync((id, "1.0.0")), "is not the id of a package");
        Assert.Equal(0, Restores.Count);
    }

    [Fact]
    public async Task A_source_folder_that_does_not_exist_is_named()
    {
        var missing = Folder("missing");

        Says(await FailFromAsync(missing), $"The package source {missing} does not exist");
    }

    [Fact]
    public async Task A_source_that_does_not_answer_is_named() =>
        Says(await FailFromAsync("https://127.0.0.1:9/index.json"), "The package source https://127.0.0.1:9/index.json cannot be reached");

    [Fact]
    public async Task A_source_without_encryption_says_what_to_set() =>
        Says(await FailFromAsync("http://127.0.0.1:9/"), "The package source http://127.0.0.1:9/ is not HTTPS", "allowInsecureConnections");

    [Fact]
    public void Without_an_sdk_the_message_says_what_to_install()
    {
        var error = Assert.Throws<PackageResolutionException>(() => DotnetHost.Find([Folder("no-dotnet")]));

        Says(error, "No .NET SDK was found", "install the .NET 10 SDK");
    }

    private static void Says(PackageResolutionException error, params string[] parts)
    {
        foreach (var part in parts)
        {
            Assert.Contains(part, error.Message, StringComparison.Ordinal);
        }

        Assert.DoesNotContain('\n', error.Message);
        Assert.DoesNotContain("MSB", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(".proj", error.Message, StringComparison.Ordinal);
    }

    private Task<PackageResolutionException> FailFromAsync(string source) =>
        Assert.ThrowsAsync<PackageResolutionException>(() =>
            new PackageResolver(Options, Restores).ResolveAsync([("Sample", "1.0.0")], [source], CancellationToken.None));
}
