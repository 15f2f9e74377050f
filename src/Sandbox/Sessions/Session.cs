using System.Collections.Immutable;
using Distribute.Contracts.Compilation;
using Distribute.Sandbox.Threads;

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
    private readonly SessionState _state;
    private readonly SessionGate _gate;
    private readonly PoolRequests _requests;
    private readonly HostValues _values;
    private volatile IReadOnlyDictionary<string, (int Count, string Mode)> _pools = ImmutableDictionary<string, (int, string)>.Empty;

    private Session(ICellCompiler compiler, SessionOptions options)
    {
        _state = new SessionState(compiler, options, [new ThreadIsolateFactory(), .. options.Isolates]);
        _gate = new SessionGate(options);
        _requests = new PoolRequests(_state);
        _values = new HostValues(_state);
        Assistance = new SessionAssistance(
            compiler.Assistant, () => _state.Schema, options.Packages as Contracts.References.ILocalPackages, () => _state.References.Sources);
    }

    /// <summary>Names of living pools with their sizes and modes, cheaply, without asking ranks.</summary>
    public IReadOnlyDictionary<string, (int Count, string Mode)> Pools => _pools;

    /// <summary>Helps a person who writes cells: completion, signatures, what a name means, whether a cell is finished.</summary>
    public SessionAssistance Assistance { get; }

    /// <summary>Opens a session. No rank starts before the first cell needs it.</summary>
    /// <param name="compiler">Compiles the cells. May be shared by sessions.</param>
    /// <param name="options">How the session works; null for the defaults.</param>
    public static Session Open(ICellCompiler compiler, SessionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(compiler);
        return new Session(compiler, options ?? new SessionOptions());
    }

    /// <summary>Runs a cell. Cancelling interrupts its ranks, keeps their variables, and ends with an interrupted result.</summary>
    /// <param name="request">The cell.</param>
    /// <param name="events">Follows it while it runs; null for nobody.</param>
    /// <param name="cancellationToken">Interrupts it.</param>
    /// <exception cref="ObjectDisposedException">The session has ended.</exception>
    public Task<CellResult> RunAsync(CellRequest request, ISessionEvents? events = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return AskAsync(request.Distribute?.Pool, request.MagicLine, events, (log, token) => new CellRun(_state, request, log).RunAsync(token), cancellationToken);
    }

    /// <summary>Brings pool variables to the notebook (<c>#!load</c>): one rank's value, or without <paramref name="from"/> the array of all.</summary>
    /// <param name="pool">The pool.</param>
    /// <param name="names">The variables.</param>
    /// <param name="from">The rank; null for the array of all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ObjectDisposedException">The session has ended.</exception>
    public Task<CellResult> LoadAsync(string pool, IReadOnlyList<string> names, int? from, CancellationToken cancellationToken = default) =>
        AskAsync(pool, 1, null, (log, token) => _requests.LoadAsync(pool, names, from, log, token), cancellationToken);

    /// <summary>Copies one rank's variables to the others of its pool (<c>#!sync</c>).</summary>
    /// <param name="pool">The pool.</param>
    /// <param name="names">Which variables; null for all that the rank has.</param>
    /// <param name="from">The source rank. Default 0.</param>
    /// <param name="cancellationToken">Gives up before anything was changed.</param>
    /// <exception cref="ObjectDisposedException">The session has ended.</exception>
    public Task<CellResult> SyncAsync(string pool, IReadOnlyList<string>? names, int from = 0, CancellationToken cancellationToken = default) =>
        AskAsync(pool, 1, null, (log, token) => _requests.SyncAsync(pool, names, from, log, token), cancellationToken);

    /// <summary>The notebook (when it has run anything) and the pools, or one pool (null result entry never; an unknown name gives an error diagnostic in the other calls).</summary>
    /// <param name="pool">The pool; null for all, empty for the notebook alone. An unknown one gives an empty list.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ObjectDisposedException">The session has ended.</exception>
    public Task<IReadOnlyList<PoolInfo>> ListAsync(string? pool = null, CancellationToken cancellationToken = default) =>
        _gate.EnterAsync(token => _requests.ListAsync(pool, token), cancellationToken);

    /// <summary>Forgets a pool's variables and definitions and keeps its ranks.</summary>
    /// <exception cref="ObjectDisposedException">The session has ended.</exception>
    public Task<CellResult> ResetAsync(string pool, CancellationToken cancellationToken = default) =>
        AskAsync(pool, 1, null, (log, token) => _requests.ResetAsync(pool, log, token), cancellationToken);

    /// <summary>Ends a pool's ranks and forgets the pool.</summary>
    /// <exception cref="ObjectDisposedException">The session has ended.</exception>
    public Task<CellResult> StopAsync(string pool, CancellationToken cancellationToken = default) =>
        AskAsync(pool, 1, null, (log, _) => _requests.StopAsync(pool, log), cancellationToken);

    /// <summary>Replaces one rank of a pool by a fresh one without variables.</summary>
    /// <exception cref="ObjectDisposedException">The session has ended.</exception>
    public Task<CellResult> RestartAsync(string pool, int rank, CancellationToken cancellationToken = default) =>
        AskAsync(pool, 1, null, (log, token) => _requests.RestartAsync(pool, rank, log, token), cancellationToken);

    /// <summary>Reads a variable of the notebook, or of one rank of a pool, as a value of the caller's world.</summary>
    /// <typeparam name="T">A type that both worlds share: framework types and types of the host's own assemblies.</typeparam>
    /// <param name="name">The variable.</param>
    /// <param name="pool">The pool; null for the notebook.</param>
    /// <param name="rank">The rank of the pool. Default 0.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A deep copy.</returns>
    /// <exception cref="InvalidOperationException">There is no such pool, rank, variable or value; or the value is not a
    /// <typeparamref name="T"/>, cannot be copied, or is of a type that only cells know.</exception>
    /// <exception cref="ObjectDisposedException">The session has ended.</exception>
    public Task<T> ReadAsync<T>(string name, string? pool = null, int rank = 0, CancellationToken cancellationToken = default) =>
        _gate.EnterAsync(token => _values.ReadAsync<T>(name, pool, rank, token), cancellationToken);

    /// <summary>Declares or assigns a variable of the notebook with a deep copy of the value.</summary>
    /// <typeparam name="T">The variable's type: public, of the framework or of the host's own assemblies.</typeparam>
    /// <param name="name">The variable.</param>
    /// <param name="value">Its value.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidOperationException">The name is none, the value cannot be copied, or cells cannot spell its type.</exception>
    /// <exception cref="ObjectDisposedException">The session has ended.</exception>
    public Task WriteAsync<T>(string name, T value, CancellationToken cancellationToken = default) =>
        _gate.EnterAsync(
            async token =>
            {
                await _values.WriteAsync(name, value, token).ConfigureAwait(false);
                _state.PublishSchema();
                return true;
            },
            cancellationToken);

    /// <summary>
    /// Declares or assigns variables of the notebook with deep copies of values of a host that runs C# of its own. What the values share stays shared.
    /// </summary>
    /// <param name="variables">The variables.</param>
    /// <param name="types">The host's types.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What could not be brought, in a sentence each; a variable whose value cannot be copied is declared without a value.</returns>
    /// <exception cref="ObjectDisposedException">The session has ended.</exception>
    public Task<IReadOnlyList<string>> ImportAsync(IReadOnlyList<HostVariable> variables, IHostTypes types, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(variables);
        ArgumentNullException.ThrowIfNull(types);
        return _gate.EnterAsync(
            async token =>
            {
                var problems = await _values.ImportAsync(variables, types, token).ConfigureAwait(false);
                _state.PublishSchema();
                return problems;
            },
            cancellationToken);
    }

    /// <summary>Reads a variable of the notebook, or of one rank of a pool, as a value of a host that runs C# of its own.</summary>
    /// <param name="name">The variable.</param>
    /// <param name="types">The host's types.</param>
    /// <param name="pool">The pool; null for the notebook.</param>
    /// <param name="rank">The rank of the pool. Default 0.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A deep copy, and the variable's static type as a person would write it.</returns>
    /// <exception cref="InvalidOperationException">There is no such pool, rank, variable or value, or the host cannot have it.</exception>
    /// <exception cref="ObjectDisposedException">The session has ended.</exception>
    public Task<(object? Value, string Type)> ExportAsync(
        string name, IHostTypes types, string? pool = null, int rank = 0, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(types);
        return _gate.EnterAsync(token => _values.ExportAsync(name, pool, rank, types, token), cancellationToken);
    }

    /// <summary>Interrupts what runs, and ends all ranks. Calls that wait their turn end with an interrupted result.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!await _gate.CloseAsync().ConfigureAwait(false)) return;
        await _state.DisposeAsync().ConfigureAwait(false);
        _pools = ImmutableDictionary<string, (int, string)>.Empty;
    }

    private Task<CellResult> AskAsync(
        string? pool,
        int line,
        ISessionEvents? events,
        Func<CellLog, CancellationToken, Task<CellResult>> body,
        CancellationToken cancellationToken) => _gate.RunAsync(
        pool,
        line,
        events,
        async (log, token) =>
        {
            try
            {
                return await body(log, token).ConfigureAwait(false);
            }
            finally
            {
                Publish();
            }
        },
        cancellationToken);

    private void Publish()
    {
        _state.PublishSchema();
        var current = _pools;
        if (current.Count == _state.Pools.Count && _state.Pools.Values.All(pool => current.TryGetValue(pool.Name, out var known) && known == (pool.Ranks.Count, pool.Mode))) return;
        _pools = _state.Pools.Values.ToImmutableDictionary(pool => pool.Name, pool => (pool.Ranks.Count, pool.Mode));
    }
}
