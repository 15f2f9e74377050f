using Distribute.Contracts.Compilation;

namespace Distribute.Sandbox.Sessions;

/// <summary>
/// A notebook's engine: compiles each cell once and runs it on the notebook rank or on the ranks of a pool, each with its
/// own variables. Dispose it to end every rank.
/// </summary>
/// <remarks>
/// Calls may come from any thread; cells run one after another, in the order of the calls. No method throws for what user
/// code or a user's option did: that is in the result.
/// </remarks>
public sealed class Session : IAsyncDisposable
{
    /// <summary>Opens a session. No rank starts before the first cell needs it.</summary>
    public static Session Open(ICellCompiler compiler, SessionOptions? options = null) => throw new InvalidOperationException();

    /// <summary>Runs a cell. Cancelling interrupts its ranks, keeps their variables, and ends with an interrupted result.</summary>
    public Task<CellResult> RunAsync(CellRequest request, ISessionEvents? events = null, CancellationToken cancellationToken = default) => throw new InvalidOperationException();

    /// <summary>Brings pool variables to the notebook (<c>#!load</c>): one rank's value, or without <paramref name="from"/> the array of all.</summary>
    public Task<CellResult> LoadAsync(string pool, IReadOnlyList<string> names, int? from, CancellationToken cancellationToken = default) => throw new InvalidOperationException();

    /// <summary>Copies one rank's variables to the others of its pool (<c>#!sync</c>).</summary>
    /// <param name="pool">The pool.</param>
    /// <param name="names">Which variables; null for all that the rank has.</param>
    /// <param name="from">The source rank. Default 0.</param>
    /// <param name="cancellationToken">Gives up before anything was changed.</param>
    public Task<CellResult> SyncAsync(string pool, IReadOnlyList<string>? names, int from = 0, CancellationToken cancellationToken = default) => throw new InvalidOperationException();

    /// <summary>The notebook (when it has run anything) and the pools, or one pool (null result entry never; an unknown name gives an error diagnostic in the other calls).</summary>
    public Task<IReadOnlyList<PoolInfo>> ListAsync(string? pool = null, CancellationToken cancellationToken = default) => throw new InvalidOperationException();

    /// <summary>Forgets a pool's variables and definitions and keeps its ranks.</summary>
    public Task<CellResult> ResetAsync(string pool, CancellationToken cancellationToken = default) => throw new InvalidOperationException();

    /// <summary>Ends a pool's ranks and forgets the pool.</summary>
    public Task<CellResult> StopAsync(string pool, CancellationToken cancellationToken = default) => throw new InvalidOperationException();

    /// <summary>Replaces one rank of a pool by a fresh one without variables.</summary>
    public Task<CellResult> RestartAsync(string pool, int rank, CancellationToken cancellationToken = default) => throw new InvalidOperationException();

    /// <summary>Reads a variable of the notebook, or of one rank of a pool, as a value of the caller's world.</summary>
    /// <typeparam name="T">A type that both worlds share: framework types and types of the host's own assemblies.</typeparam>
    public Task<T> ReadAsync<T>(string name, string? pool = null, int rank = 0, CancellationToken cancellationToken = default) => throw new InvalidOperationException();

    /// <summary>Declares or assigns a variable of the notebook with a deep copy of the value.</summary>
    public Task WriteAsync<T>(string name, T value, CancellationToken cancellationToken = default) => throw new InvalidOperationException();

    /// <summary>Names of living pools with their sizes and modes, cheaply, without asking ranks.</summary>
    public IReadOnlyDictionary<string, (int Count, string Mode)> Pools => throw new InvalidOperationException();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
