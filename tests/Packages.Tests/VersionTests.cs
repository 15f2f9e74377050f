namespace Distribute.Packages.Tests;

public sealed class VersionTests : Workspace
{
    public VersionTests()
    {
        foreach (var version in new[] { "1.0.0", "1.2.0", "2.0.0", "3.0.0-beta.1" })
        {
            Feed.Add("Sample.Lib", version);
        }
    }

    [Theory]
    [InlineData("1.0.0", "1.0.0")]
    [InlineData("3.0.0-beta.1", "3.0.0-beta.1")]
    [InlineData("1.*", "1.2.0")]
    [InlineData("3.0.0-*", "3.0.0-beta.1")]
    [InlineData("[1.1,2)", "1.2.0")]
    [InlineData("*", "2.0.0")]
    [InlineData("*-*", "3.0.0-beta.1")]
    [InlineData(" ", "2.0.0")]
    [InlineData(null, "2.0.0")]
    public async Task A_version_means_what_it_means_in_a_project(string? written, string expected)
    {
        var found = await ResolveAsync(("Sample.Lib", written));

        Assert.Equal(expected, VersionOf(found, "Sample.Lib"));
        var assembly = Assert.Single(found.Assemblies);
        Assert.Equal("Sample.Lib", assembly.Name);
        Assert.Contains(expected, assembly.RuntimePath, StringComparison.Ordinal);
        Assert.True(File.Exists(assembly.CompilePath));
    }

    [Fact]
    public async Task A_later_version_of_the_same_id_replaces_an_earlier_one()
    {
        var found = await ResolveAsync(("Sample.Lib", "1.0.0"), ("sample.lib", "2.0.0"));

        Assert.Equal("2.0.0", Assert.Single(found.Packages).Version);
    }

    [Fact]
    public async Task A_version_that_only_a_higher_one_stands_in_for_is_no_failure()
    {
        var found = await ResolveAsync(("Sample.Lib", "1.1.0"));

        Assert.Equal("1.2.0", VersionOf(found, "Sample.Lib"));
    }

    [Fact]
    public async Task Nothing_asked_for_is_nothing_found()
    {
        Assert.Empty((await ResolveAsync()).Assemblies);
        Assert.Equal(0, Restores.Count);
    }
}
