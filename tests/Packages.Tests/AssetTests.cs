using System.Text;

namespace Distribute.Packages.Tests;

public sealed class AssetTests : Workspace
{
    private static readonly string _rid = TargetRuntime.Identifier;

    [Fact]
    public async Task What_a_package_needs_comes_with_it()
    {
        Feed.Add("Top", "1.0.0", [("Middle", "1.0.0")]);
        Feed.Add("Middle", "1.0.0", [("Bottom", "[1.0.0,2.0.0)")]);
        Feed.Add("Bottom", "1.5.0");

        var found = await ResolveAsync(("Top", "1.0.0"));

        Assert.Equal(["Bottom", "Middle", "Top"], found.Assemblies.Select(assembly => assembly.Name));
        Assert.Equal([("Top", "1.0.0")], found.Packages);
    }

    [Fact]
    public async Task One_version_is_chosen_for_all_packages_of_the_set()
    {
        Feed.Add("Left", "1.0.0", [("Common", "1.0.0")]);
        Feed.Add("Right", "1.0.0", [("Common", "2.0.0")]);
        Feed.Add("Common", "1.0.0");
        Feed.Add("Common", "2.0.0");

        var found = await ResolveAsync(("Left", "1.0.0"), ("Right", "1.0.0"));

        var common = Assert.Single(found.Assemblies, assembly => assembly.Name == "Common");
        Assert.Contains("2.0.0", common.RuntimePath, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Native_files_are_those_of_this_machine()
    {
        var other = _rid.StartsWith("win", StringComparison.Ordinal) ? "linux-x64" : "win-x64";
        Feed.Add("Native", "1.0.0", files:
        [
            ("lib/net10.0/Native.dll", PackageFeed.Library("Native")),
            ($"runtimes/{_rid}/native/libnative.so", "mine"u8.ToArray()),
            ($"runtimes/{_rid}/native/libnative.so.dbg", "symbols"u8.ToArray()),
            ($"runtimes/{other}/native/native.dll", "other"u8.ToArray()),
        ]);

        var found = await ResolveAsync(("Native", "1.0.0"));

        var file = Assert.Single(found.NativeFiles);
        Assert.Equal("mine", await File.ReadAllTextAsync(file, Encoding.UTF8));
    }

    [Fact]
    public async Task Texts_of_other_languages_come_along_also_from_packages_of_their_own()
    {
        Feed.Add("Texts", "1.0.0", files:
        [
            ("lib/net10.0/Texts.dll", PackageFeed.Library("Texts")),
            ("lib/net10.0/de/Texts.resources.dll", PackageFeed.Library("Texts.resources", culture: "de")),
        ]);
        Feed.Add("Texts.fr", "1.0.0", [("Texts", "1.0.0")], [("lib/net10.0/fr/Texts.resources.dll", PackageFeed.Library("Texts.resources", culture: "fr"))]);

        var found = await ResolveAsync(("Texts.fr", "1.0.0"));

        Assert.Equal(["Texts", "de/Texts.resources", "fr/Texts.resources"], found.Assemblies.Select(assembly => assembly.Name));
        Assert.All(found.Assemblies.Skip(1), assembly => Assert.Null(assembly.CompilePath));
        Assert.All(found.Assemblies.Skip(1), assembly => Assert.True(File.Exists(assembly.RuntimePath)));
    }

    [Fact]
    public async Task Compilation_takes_ref_and_running_takes_the_machines_own_library()
    {
        Feed.Add("Split", "1.0.0", files:
        [
            ("ref/net8.0/Split.dll", PackageFeed.Library("Split")),
            ("lib/net8.0/Split.dll", PackageFeed.Library("Split")),
            ($"runtimes/{_rid}/lib/net8.0/Split.dll", PackageFeed.Library("Split")),
        ]);

        var assembly = Assert.Single((await ResolveAsync(("Split", "1.0.0"))).Assemblies);

        Assert.EndsWith(Path.Combine("ref", "net8.0", "Split.dll"), assembly.CompilePath, StringComparison.Ordinal);
        Assert.EndsWith(Path.Combine("runtimes", _rid, "lib", "net8.0", "Split.dll"), assembly.RuntimePath, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_best_framework_is_taken()
    {
        Feed.Add("Many", "1.0.0", files:
        [
            .. new[] { "netstandard2.0", "net6.0", "net9.0", "net11.0", "net472" }
                .Select(framework => ($"lib/{framework}/Many.dll", PackageFeed.Library("Many"))),
        ]);

        var assembly = Assert.Single((await ResolveAsync(("Many", "1.0.0"))).Assemblies);

        Assert.EndsWith(Path.Combine("lib", "net9.0", "Many.dll"), assembly.RuntimePath, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("System.Text.Json", "9.0.0.0", false)]
    [InlineData("System.Text.Json", "99.0.0.0", true)]
    [InlineData("Distribute.Contracts", "99.0.0.0", false)]
    [InlineData("Microsoft.DotNet.Interactive.Formatting", "99.0.0.0", false)]
    [InlineData("Microsoft.AspNetCore.Html.Abstractions", "99.0.0.0", false)]
    public async Task What_the_framework_or_the_host_has_is_left_out(string name, string version, bool kept)
    {
        Feed.Add("Carrier", "1.0.0", files: [($"lib/net10.0/{name}.dll", PackageFeed.Library(name, version))]);

        var found = await ResolveAsync(("Carrier", "1.0.0"));

        Assert.Equal(kept, found.Assemblies.Any(assembly => assembly.Name == name));
    }

    [Fact]
    public async Task A_package_that_the_framework_has_outgrown_adds_nothing()
    {
        Feed.Add("System.Memory", "4.5.0", files: [("lib/netstandard2.0/System.Memory.dll", PackageFeed.Library("System.Memory"))]);

        var found = await ResolveAsync(("System.Memory", "4.5.0"));

        Assert.Empty(found.Assemblies);
        Assert.Equal([("System.Memory", "4.5.0")], found.Packages);
    }

    [Fact]
    public async Task What_a_package_needs_of_the_framework_is_not_even_looked_for()
    {
        Feed.Add("Sample", "1.0.0", [("System.Memory", "4.5.0")]);

        Assert.Equal(["Sample"], (await ResolveAsync(("Sample", "1.0.0"))).Assemblies.Select(assembly => assembly.Name));
    }

    [Fact]
    public async Task Of_one_assembly_in_two_packages_the_higher_version_is_loaded()
    {
        Feed.Add("Old", "1.0.0", files: [("lib/net10.0/Twin.dll", PackageFeed.Library("Twin", "1.0.0.0"))]);
        Feed.Add("New", "1.0.0", files: [("lib/net10.0/Twin.dll", PackageFeed.Library("Twin", "2.0.0.0"))]);

        var assembly = Assert.Single((await ResolveAsync(("New", "1.0.0"), ("Old", "1.0.0"))).Assemblies);

        Assert.Contains($"{Path.DirectorySeparatorChar}new{Path.DirectorySeparatorChar}", assembly.RuntimePath, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_package_without_assemblies_is_fine()
    {
        Feed.Add("Empty", "1.0.0", files: [("readme.txt", "nothing"u8.ToArray())]);

        var found = await ResolveAsync(("Empty", "1.0.0"));

        Assert.Empty(found.Assemblies);
        Assert.Equal([("Empty", "1.0.0")], found.Packages);
    }

    [Fact]
    public async Task A_shared_framework_that_is_not_installed_is_named()
    {
        Feed.Add("Web", "1.0.0", frameworkReference: "Some.Other.App");

        var error = await FailAsync(("Web", "1.0.0"));

        Assert.Contains("Web needs the shared framework Some.Other.App", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("linux-x64", "linux-x64")]
    [InlineData("linux-musl-arm64", "linux-musl-arm64")]
    [InlineData("fedora.42-x64", "linux-x64")]
    [InlineData("alpine.3.20-arm64", "linux-musl-arm64")]
    [InlineData("osx.14-arm64", "osx-arm64")]
    [InlineData("win10-x64", "win-x64")]
    public void The_runtime_identifier_is_a_portable_one(string identifier, string portable) =>
        Assert.Equal(portable, TargetRuntime.Portable(identifier));
}
