using System.Diagnostics;
using Distribute.Compiler;
using Distribute.Sandbox.Sessions;

namespace Distribute.Bench.Measuring;

/// <summary>A session that measures the cells it runs. Disposing it ends the session.</summary>
internal sealed class Engine : IAsyncDisposable
{
    private readonly Session _session = Session.Open(new CSharpCellCompiler());
    private int _count;

    /// <summary>The session.</summary>
    public Session Session => _session;

    /// <summary>Runs a cell on a pool and measures it from request to result.</summary>
    /// <param name="code">The cell's text.</param>
    /// <param name="ranks">On how many ranks of the default pool.</param>
    /// <param name="events">Follows it; null for nobody.</param>
    /// <returns>Milliseconds.</returns>
    /// <exception cref="InvalidOperationException">The cell did not complete on every rank.</exception>
    public async Task<double> RunAsync(string code, int ranks, ISessionEvents? events = null)
    {
        var request = Request(code, ranks, timeout: null);
        var start = Stopwatch.GetTimestamp();
        var result = await _session.RunAsync(request, events).ConfigureAwait(false);
        var elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        return result.Ok ? elapsed : throw new InvalidOperationException($"A cell failed: {code}\n{Describe(result)}");
    }

    /// <summary>A cell for ranks of the default pool.</summary>
    public CellRequest Request(string code, int ranks, TimeSpan? timeout) => new()
    {
        Code = code,
        ExecutionCount = ++_count,
        Distribute = new DistributeOptions { Count = ranks, Timeout = timeout },
    };

    /// <summary>What went wrong in a result.</summary>
    public static string Describe(CellResult result) => string.Join(
        '\n',
        [.. result.Diagnostics.Select(diagnostic => diagnostic.Message), .. result.Ranks.Where(rank => !rank.Outcome.IsOk).Select(rank => $"[{rank.Rank}] {rank.Outcome}")]);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _session.DisposeAsync();
}
