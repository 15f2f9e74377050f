using Distribute.Contracts.Compilation;
using Distribute.Contracts.Outcomes;
using Distribute.Sandbox.Sessions;

namespace Distribute.Sandbox.Tests.Sessions;

/// <summary>A session over the scripted compiler and isolates.</summary>
public abstract class SessionTests : IAsyncLifetime
{
    private int _cell;
    private Session? _session;

    private protected ScriptedCompiler Compiler { get; } = new();

    private protected ScriptedIsolates Isolates { get; } = new();

    private protected virtual SessionOptions Options => new() { Isolates = [Isolates] };

    private protected Session Session => _session ??= Session.Open(Compiler, Options);

    private protected ScriptedIsolate Notebook => Assert.Single(Isolates.Pool(""));

    private protected IReadOnlyList<ScriptedIsolate> Ranks => Isolates.Pool("default");

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _session is null ? Task.CompletedTask : _session.DisposeAsync().AsTask();

    /// <summary>Runs an ordinary cell that must succeed.</summary>
    private protected async Task<CellResult> Cell(string code) => Good(await TryCell(code));

    private protected Task<CellResult> TryCell(string code) => Session.RunAsync(new CellRequest { Code = Lines(code), ExecutionCount = ++_cell });

    /// <summary>Runs a distributed cell that must succeed.</summary>
    private protected async Task<CellResult> Distribute(int? n, string code, Func<DistributeOptions, DistributeOptions>? with = null) =>
        Good(await TryDistribute(n, code, with));

    private protected Task<CellResult> TryDistribute(
        int? n,
        string code,
        Func<DistributeOptions, DistributeOptions>? with = null,
        ISessionEvents? events = null,
        CancellationToken cancellationToken = default)
    {
        var options = new DistributeOptions { Count = n };
        var request = new CellRequest { Code = Lines(code), ExecutionCount = ++_cell, Distribute = with?.Invoke(options) ?? options, MagicLine = 1 };
        return Session.RunAsync(request, events, cancellationToken);
    }

    /// <summary>The single error of a cell that ran nothing.</summary>
    private protected static CellDiagnostic Refused(CellResult result)
    {
        Assert.False(result.Ok);
        Assert.Empty(result.Ranks);
        var diagnostic = Assert.Single(result.Diagnostics);
        Assert.True(diagnostic.IsError);
        return diagnostic;
    }

    private protected static string Names(CellResult result) => string.Join(' ', result.Ranks.Select(rank => rank.Outcome.Name));

    private protected static CellResult Good(CellResult result)
    {
        Assert.True(result.Ok, string.Join('\n', result.Diagnostics.Select(diagnostic => diagnostic.Message)) + Names(result)
            + string.Join(' ', result.Ranks.Select(rank => (rank.Outcome as RankOutcome.Failed)?.Error.Message)));
        return result;
    }

    // One line of test code for several statements.
    private static string Lines(string code) => code.Replace("; ", "\n", StringComparison.Ordinal);
}
