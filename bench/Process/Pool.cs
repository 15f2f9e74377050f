using System.Diagnostics;
using Distribute.Compiler;
using Distribute.ProcessHost;
using Distribute.Sandbox.Sessions;

namespace Distribute.Bench.Processes;

/// <summary>A session with ranks in processes. Disposing it ends them.</summary>
internal sealed class Pool : IAsyncDisposable
{
    private static readonly CSharpCellCompiler Compiler = new();
    private int _count;

    /// <summary>The session.</summary>
    public Session Session { get; } = Session.Open(Compiler, new SessionOptions { Isolates = [new ProcessIsolateFactory()] });

    /// <summary>Runs a cell on ranks and gives the time from request to result, in milliseconds.</summary>
    public async Task<(CellResult Result, double Milliseconds)> TryAsync(string code, DistributeOptions options)
    {
        var request = new CellRequest { Code = code, ExecutionCount = ++_count, Distribute = options };
        var start = Stopwatch.GetTimestamp();
        var result = await Session.RunAsync(request).ConfigureAwait(false);
        return (result, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
    }

    /// <summary>Runs a cell on 4 processes.</summary>
    public Task<(CellResult Result, double Milliseconds)> TryAsync(string code) => TryAsync(code, new DistributeOptions { Count = 4, Mode = "process" });

    /// <summary>Runs a cell that must complete.</summary>
    /// <exception cref="InvalidOperationException">It did not.</exception>
    public async Task<double> RunAsync(string code)
    {
        var (result, time) = await TryAsync(code).ConfigureAwait(false);
        return result.Ok ? time : throw new InvalidOperationException($"A cell failed: {code}\n{Describe(result)}");
    }

    /// <summary>Runs an ordinary cell.</summary>
    public async Task NotebookAsync(string code)
    {
        var result = await Session.RunAsync(new CellRequest { Code = code, ExecutionCount = ++_count }).ConfigureAwait(false);
        if (!result.Ok) throw new InvalidOperationException(Describe(result));
    }

    /// <summary>What went wrong.</summary>
    public static string Describe(CellResult result) => string.Join(
        '\n', [.. result.Diagnostics.Select(d => d.Message), .. result.Ranks.Where(rank => !rank.Outcome.IsOk).Select(rank => $"[{rank.Rank}] {rank.Outcome}")]);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Session.DisposeAsync();
}
