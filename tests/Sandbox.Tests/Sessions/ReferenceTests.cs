using Distribute.Contracts.References;
using Distribute.Sandbox.Sessions;

namespace Distribute.Sandbox.Tests.Sessions;

public sealed class ReferenceTests : SessionTests
{
    private readonly Packages _packages = new();
    private readonly string _directory = Directory.CreateTempSubdirectory("references").FullName;

    private protected override SessionOptions Options => base.Options with { Packages = _packages, BaseDirectory = _directory };

    [Fact]
    public async Task A_package_is_resolved_once_and_reaches_the_ranks_of_its_pool()
    {
        await Distribute(2, "#r \"nuget: One, 1.0\"\nprint");
        var again = await Distribute(3, "#r \"nuget: One, 1.0\"\nprint");
        Assert.Single(_packages.Requests);
        Assert.All(Ranks, rank => Assert.Equal("One", Assert.Single(Assert.Single(rank.References).Assemblies).Name));
        Assert.DoesNotContain(again.Notes, note => note.Text.StartsWith("restored", StringComparison.Ordinal));
        Assert.Contains(Compiler.Requests[0].Scope.References, file => file.Name == "One");
    }

    [Fact]
    public async Task A_notebook_package_reaches_every_pool_before_its_next_run()
    {
        await Distribute(1, "print");
        await Cell("#r \"nuget: One, 1.0\"\nprint");
        Assert.Empty(Ranks[0].References);
        await Distribute(1, "print");
        Assert.Single(Ranks[0].References);
    }

    [Fact]
    public async Task Packages_are_resolved_with_those_before_and_a_later_version_replaces()
    {
        await Cell("#r \"nuget: One, 1.0\"\nprint");
        await Distribute(1, "#r \"nuget: Two\"\n#r \"nuget: one, 2.0\"\nprint");
        Assert.Equal([("one", "2.0"), ("Two", null)], _packages.Requests[1]);
    }

    [Fact]
    public async Task A_package_that_fails_is_one_message_at_its_line_and_is_not_remembered()
    {
        var diagnostic = Refused(await TryCell("print\n#r \"nuget: Missing\""));
        Assert.Equal(("DST251", 2), (diagnostic.Id, diagnostic.Line));
        await Cell("#r \"nuget: One\"\nprint");
        Assert.Equal([("One", null)], _packages.Requests[1]);
    }

    [Fact]
    public async Task A_reference_of_a_cell_that_does_not_compile_is_not_remembered()
    {
        Refused(await TryCell("#r \"nuget: One\"\nbad"));
        await Cell("print");
        Assert.Empty(Compiler.Requests[1].Scope.References);
        Assert.Empty(Notebook.References);
    }

    [Fact]
    public async Task A_file_is_copied_so_that_a_rebuilt_one_is_seen()
    {
        var file = Path.Combine(_directory, "lib.dll");
        File.Copy(typeof(Session).Assembly.Location, file);
        await Cell("#r \"lib.dll\"\nprint");
        var first = Assert.Single(Compiler.Requests[0].Scope.References, reference => reference.Name == "Distribute.Sandbox");
        Assert.NotEqual(file, first.RuntimePath);
        File.Copy(typeof(Contracts.Images.CellImage).Assembly.Location, file, overwrite: true);
        await Cell("#r \"lib.dll\"\nprint");
        var second = Assert.Single(Compiler.Requests[1].Scope.References, reference => reference.Name == "Distribute.Contracts");
        Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(second.RuntimePath!));
        await Session.DisposeAsync();
        Assert.False(File.Exists(second.RuntimePath));
    }

    [Fact]
    public async Task An_assembly_beside_it_that_it_needs_comes_along()
    {
        File.Copy(typeof(Session).Assembly.Location, Path.Combine(_directory, "lib.dll"));
        File.Copy(typeof(Contracts.Images.CellImage).Assembly.Location, Path.Combine(_directory, "Distribute.Contracts.dll"));
        await Cell("#r \"lib.dll\"\nprint");
        Assert.Equal(["Distribute.Sandbox", "Distribute.Contracts"], Compiler.Requests[0].Scope.References.Select(file => file.Name));
    }

    [Fact]
    public async Task A_file_that_is_not_there_or_no_assembly_is_a_message_at_its_line()
    {
        var missing = Refused(await TryCell("print\n#r \"nix.dll\""));
        Assert.Equal(("DST252", 2), (missing.Id, missing.Line));
        await File.WriteAllTextAsync(Path.Combine(_directory, "text.dll"), "text");
        Assert.Equal("DST253", Refused(await TryCell("#r \"text.dll\"\nprint")).Id);
    }

    [Fact]
    public async Task Reset_forgets_packages_too_and_later_cells_get_the_notebooks_again()
    {
        await Cell("#r \"nuget: One, 1.0\"\nprint");
        await Distribute(2, "#r \"nuget: Two\"\nprint");
        Good(await Session.ResetAsync("default"));
        Assert.Equal([0, 1], Ranks.Select(rank => rank.Rank));
        Assert.All(Ranks, rank => Assert.Empty(rank.References));
        await Distribute(null, "print");
        Assert.All(Ranks, rank => Assert.Equal("One", Assert.Single(Assert.Single(rank.References).Assemblies).Name));
    }

    [Fact]
    public async Task A_framework_assembly_needs_no_file() => await Cell("#r \"System.Xml\"\nprint");

    [Fact]
    public async Task Without_a_resolver_packages_are_off()
    {
        await using var session = Session.Open(Compiler, new SessionOptions { Isolates = [Isolates] });
        Assert.Equal("DST250", Refused(await session.RunAsync(new CellRequest { Code = "#r \"nuget: One\"", ExecutionCount = 1 })).Id);
    }

    private sealed class Packages : IPackageResolver
    {
        public List<IReadOnlyList<(string Id, string? Version)>> Requests { get; } = [];

        public Task<ResolvedReferences> ResolveAsync(IReadOnlyList<(string Id, string? Version)> packages, IReadOnlyList<string> sources, CancellationToken cancellationToken)
        {
            Requests.Add(packages);
            if (packages.Any(package => package.Id == "Missing")) throw new PackageResolutionException("Missing is not on any source.");
            return Task.FromResult(new ResolvedReferences(
                [.. packages.Select(package => new AssemblyFile(package.Id, $"/{package.Id}.dll", $"/{package.Id}.dll"))],
                [],
                [.. packages.Select(package => (package.Id, package.Version ?? "1.0"))]));
        }
    }
}
