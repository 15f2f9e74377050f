using Distribute.Contracts.Compilation;
using Distribute.Contracts.Outcomes;
using Distribute.Sandbox.Sessions;

namespace Distribute.Compiler.Tests;

/// <summary>A session with the real compiler on real threads, and short words for what tests ask of it. One a test.</summary>
public sealed class Notebook : IAsyncDisposable
{
    private static readonly CSharpCellCompiler Compiler = new();

    /// <summary>Long: what can be stopped must be found to have stopped on a busy machine too.</summary>
    private static readonly TimeSpan PatientGrace = TimeSpan.FromSeconds(30);

    private readonly Session _session = Session.Open(Compiler, new SessionOptions { StopGrace = PatientGrace });
    private int _count;

    /// <summary>Runs a cell, whatever comes of it.</summary>
    public Task<CellResult> Ask(string cell, DistributeOptions? distribute = null, CancellationToken cancellationToken = default) =>
        _session.RunAsync(new CellRequest { Code = cell, ExecutionCount = ++_count, Distribute = distribute }, cancellationToken: cancellationToken);

    /// <summary>Runs cells that must succeed; gives the last one's result as plain text, "" for none.</summary>
    public async Task<string> Run(params string[] cells)
    {
        var value = "";
        foreach (var cell in cells)
        {
            var result = await Ask(cell);
            Assert.True(result.Ok, $"{cell}\n{string.Join('\n', result.Diagnostics)}\n{string.Join('\n', result.Ranks.Select(rank => rank.Outcome))}");
            value = result.Ranks[0].Outcome is RankOutcome.Completed { HasValue: true, Value: { } shown } ? shown.PlainText : "";
        }

        return value;
    }

    /// <summary>Runs a cell that must succeed; gives its result or, when it has none, what it displayed.</summary>
    public async Task<MimeBundle> Shows(string cell)
    {
        var displays = new Displays();
        var result = await _session.RunAsync(new CellRequest { Code = cell, ExecutionCount = ++_count }, displays);
        Assert.True(result.Ok, $"{cell}\n{string.Join('\n', result.Diagnostics)}\n{string.Join('\n', result.Ranks.Select(rank => rank.Outcome))}");
        return result.Ranks[0].Outcome is RankOutcome.Completed { HasValue: true, Value: { } value } ? value : Assert.Single(displays.Shown);
    }

    private sealed class Displays : ISessionEvents
    {
        public List<MimeBundle> Shown { get; } = [];

        public void Displayed(int rank, MimeBundle value, string? displayId, bool update) => Shown.Add(value);
    }

    /// <summary>Runs a cell that must succeed; gives what it wrote.</summary>
    public async Task<string> Print(string cell)
    {
        var result = await Ask(cell);
        Assert.True(result.Ok, $"{cell}\n{string.Join('\n', result.Diagnostics)}\n{string.Join('\n', result.Ranks.Select(rank => rank.Outcome))}");
        return result.Ranks[0].Stdout;
    }

    /// <summary>Runs a cell that must not compile; gives its errors.</summary>
    public async Task<IReadOnlyList<CellDiagnostic>> Errors(string cell)
    {
        var result = await Ask(cell);
        Assert.False(result.Ok, "It compiled: " + cell);
        Assert.Empty(result.Ranks);
        return [.. result.Diagnostics.Where(diagnostic => diagnostic.IsError)];
    }

    /// <summary>Runs a cell whose code must throw; gives the error.</summary>
    public async Task<RankError> Fails(string cell)
    {
        var result = await Ask(cell);
        Assert.True(result.Ranks.Count > 0, string.Join('\n', result.Diagnostics));
        return Assert.IsType<RankOutcome.Failed>(result.Ranks[0].Outcome).Error;
    }

    /// <summary>The cells run in order and the last one's result is what was expected.</summary>
    public static async Task Gives(string expected, params string[] cells)
    {
        await using var notebook = new Notebook();
        Assert.Equal(expected, await notebook.Run(cells));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _session.DisposeAsync();
}
