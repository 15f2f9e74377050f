using System.Diagnostics;
using Distribute.Compiler;
using Distribute.Sandbox.Sessions;

namespace Distribute.Bench.State;

/// <summary>A session with one pool of four thread ranks, of which rank 0 has something to copy. Disposing it ends the session.</summary>
internal sealed class Pool : IAsyncDisposable
{
    /// <summary>The source rank and three others.</summary>
    public const int Ranks = 4;

    private readonly Session _session = Session.Open(new CSharpCellCompiler());
    private int _count;

    /// <summary>Runs a cell on all ranks, with or without <c>--sync</c>.</summary>
    /// <returns>Milliseconds from request to result.</returns>
    /// <exception cref="InvalidOperationException">The cell failed somewhere.</exception>
    public async Task<double> RunAsync(string code, bool sync = false)
    {
        var request = new CellRequest
        {
            Code = code,
            ExecutionCount = ++_count,
            Distribute = new DistributeOptions { Count = Ranks, Sync = sync ? new SyncSelection(false, null) : null },
        };
        var start = Stopwatch.GetTimestamp();
        var result = await _session.RunAsync(request).ConfigureAwait(false);
        return Done(result, start);
    }

    /// <summary>Copies a variable of rank 0 to the three others.</summary>
    /// <returns>Milliseconds from request to result.</returns>
    /// <exception cref="InvalidOperationException">It was not copied.</exception>
    public async Task<double> SyncAsync(string name)
    {
        var start = Stopwatch.GetTimestamp();
        var result = await _session.SyncAsync("default", [name]).ConfigureAwait(false);
        return Done(result, start);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _session.DisposeAsync();

    private static double Done(CellResult result, long start)
    {
        var elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        return result.Ok ? elapsed : throw new InvalidOperationException(string.Join('\n', result.Diagnostics.Select(diagnostic => diagnostic.Message)));
    }
}
