using System.Diagnostics;
using Distribute.Compiler;
using Distribute.Contracts.Compilation;
using Distribute.Sandbox.Sessions;

namespace Distribute.Bench.Measuring;

/// <summary>A session that measures the cells it runs. Disposing it ends the session.</summary>
/// <param name="compiler">Compiles the cells, for several sessions if need be; null for one of its own.</param>
/// <param name="options">How the session works; null for the defaults.</param>
internal sealed class Engine(ICellCompiler? compiler = null, SessionOptions? options = null) : IAsyncDisposable
{
    private readonly Session _session = Session.Open(compiler ?? new CSharpCellCompiler(), options);
    private int _count;

    /// <summary>The session.</summary>
    public Session Session => _session;

    /// <summary>Runs a cell on a pool and measures it from request to result.</summary>
    /// <param name="code">The cell's text.</param>
    /// <param name="ranks">On how many ranks of the default pool.</param>
    /// <param name="events">Follows it; null for nobody.</param>
    /// <returns>Milliseconds.</returns>
    /// <exception cref="InvalidOperationException">The cell did not complete on every rank.</exception>
    public Task<double> RunAsync(string code, int ranks, ISessionEvents? events = null) => MeasureAsync(Request(code, ranks, timeout: null), events);

    /// <summary>Runs a cell where the options say and measures it from request to result.</summary>
    /// <param name="code">The cell's text.</param>
    /// <param name="where">Null for the notebook's own rank.</param>
    /// <returns>Milliseconds.</returns>
    /// <exception cref="InvalidOperationException">The cell did not complete on every rank.</exception>
    public Task<double> RunAsync(string code, DistributeOptions? where) => MeasureAsync(Request(code, where), null);

    /// <summary>A cell for ranks of the default pool.</summary>
    public CellRequest Request(string code, int ranks, TimeSpan? timeout) => Request(code, new DistributeOptions { Count = ranks, Timeout = timeout });

    /// <summary>A cell.</summary>
    public CellRequest Request(string code, DistributeOptions? where) => new() { Code = code, ExecutionCount = ++_count, Distribute = where };

    /// <summary>What went wrong in a result.</summary>
    public static string Describe(CellResult result) => string.Join(
        '\n',
        [.. result.Diagnostics.Select(diagnostic => diagnostic.Message), .. result.Ranks.Where(rank => !rank.Outcome.IsOk).Select(rank => $"[{rank.Rank}] {rank.Outcome}")]);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _session.DisposeAsync();

    private async Task<double> MeasureAsync(CellRequest request, ISessionEvents? events)
    {
        var start = Stopwatch.GetTimestamp();
        var result = await _session.RunAsync(request, events).ConfigureAwait(false);
        var elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        return result.Ok ? elapsed : throw new InvalidOperationException($"A cell failed: {request.Code}\n{Describe(result)}");
    }
}
