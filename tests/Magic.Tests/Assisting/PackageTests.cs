using Distribute.Compiler;
using Distribute.Contracts.Assistance;
using Distribute.Contracts.References;
using Distribute.Magic.Assistance;
using Distribute.Sandbox.Sessions;

namespace Distribute.Magic.Tests.Assisting;

/// <summary>Completion on lines that name packages. The caret stands at the bar.</summary>
public sealed class PackageTests : IAsyncLifetime
{
    private readonly Machine _machine = new();
    private readonly Session _session;

    public PackageTests() => _session = Session.Open(new CSharpCellCompiler(), new SessionOptions { Packages = _machine });

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _session.DisposeAsync().AsTask();

    [Theory]
    [InlineData("#r \"nuget: |", 11, 11)]
    [InlineData("#r \"nuget:|\"", 10, 10)]
    [InlineData("var x = 1;\n  #r \"nuget: Ma|th\"", 24, 28)]
    [InlineData("#!distribute 2\n#r \"nuget: mathn|et, 1.0\"", 26, 33)]
    public async Task Ids(string cell, int start, int end)
    {
        var found = await Complete(cell);
        Assert.Equal(["MathNet.Numerics"], found.Items.Select(item => item.Text));
        Assert.Equal((start, end), (found.Start, found.End));
    }

    [Theory]
    [InlineData("#r \"nuget: MathNet.Numerics, |\"", "5.0.0 4.15.0")]
    [InlineData("#r \"nuget: MathNet.Numerics,4|", "4.15.0")]
    public async Task Versions(string cell, string expected) =>
        Assert.Equal(expected, string.Join(' ', (await Complete(cell)).Items.Select(item => item.Text)));

    [Theory]
    [InlineData("#r \"|")]
    [InlineData("#r \"nuget: ../|\"")]
    [InlineData("#r \"nuget: MathNet.Numerics, 5.0.0\"|")]
    [InlineData("#i \"nuget: |\"")]
    [InlineData("var x = 1;\n#r \"lib/some.|dll\"")]
    public async Task Nothing_of_CSharp_is_offered_on_such_a_line(string cell) => Assert.Empty((await Complete(cell)).Items);

    [Fact]
    public async Task Sources_of_the_cell_are_looked_into()
    {
        await Complete("#i \"nuget: here\"\n#r \"nuget: M|");
        Assert.Equal(["here"], _machine.Sources);
    }

    [Fact]
    public async Task Not_within_a_string_and_not_behind_the_quote()
    {
        Assert.DoesNotContain((await Complete("var s = @\"\n#r \"\"nuget: |")).Items, item => item.Text == "MathNet.Numerics");
        Assert.DoesNotContain((await Complete("#r \"nuget: MathNet.Numerics\" |")).Items, item => item.Text == "MathNet.Numerics");
    }

    private Task<Completions> Complete(string cell)
    {
        var at = cell.IndexOf('|', StringComparison.Ordinal);
        return new CellAssistance(_session).CompleteAsync(cell.Remove(at, 1), at);
    }

    private sealed class Machine : IPackageResolver, ILocalPackages
    {
        public IReadOnlyList<string> Sources { get; private set; } = [];

        public IReadOnlyList<string> Ids(string start, IReadOnlyList<string> sources)
        {
            Sources = sources;
            return [.. new[] { "MathNet.Numerics" }.Where(id => id.StartsWith(start, StringComparison.OrdinalIgnoreCase))];
        }

        public IReadOnlyList<string> Versions(string id, IReadOnlyList<string> sources) => id == "MathNet.Numerics" ? ["5.0.0", "4.15.0"] : [];

        public Task<ResolvedReferences> ResolveAsync(
            IReadOnlyList<(string Id, string? Version)> packages, IReadOnlyList<string> sources, CancellationToken cancellationToken) => Task.FromResult(ResolvedReferences.Empty);
    }
}
