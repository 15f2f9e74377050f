using Distribute.Sandbox.Sessions;

namespace Distribute.Magic.Dispatch;

/// <summary>What a dispatcher needs of a <see cref="Session"/>, under the same promises.</summary>
public interface ISession
{
    /// <inheritdoc cref="Session.Pools"/>
    IReadOnlyDictionary<string, (int Count, string Mode)> Pools { get; }

    /// <inheritdoc cref="Session.RunAsync"/>
    Task<CellResult> RunAsync(CellRequest request, ISessionEvents? events = null, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="Session.LoadAsync"/>
    Task<CellResult> LoadAsync(string pool, IReadOnlyList<string> names, int? from, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="Session.SyncAsync"/>
    Task<CellResult> SyncAsync(string pool, IReadOnlyList<string>? names, int from = 0, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="Session.ListAsync"/>
    Task<IReadOnlyList<PoolInfo>> ListAsync(string? pool = null, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="Session.ResetAsync"/>
    Task<CellResult> ResetAsync(string pool, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="Session.StopAsync"/>
    Task<CellResult> StopAsync(string pool, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="Session.RestartAsync"/>
    Task<CellResult> RestartAsync(string pool, int rank, CancellationToken cancellationToken = default);
}

/// <summary>A session as the dispatcher sees it. Does not own the session; thread safe as the session is.</summary>
/// <param name="session">The session.</param>
public sealed class SessionAdapter(Session session) : ISession
{
    /// <inheritdoc/>
    public IReadOnlyDictionary<string, (int Count, string Mode)> Pools => session.Pools;

    /// <inheritdoc/>
    public Task<CellResult> RunAsync(CellRequest request, ISessionEvents? events = null, CancellationToken cancellationToken = default) =>
        session.RunAsync(request, events, cancellationToken);

    /// <inheritdoc/>
    public Task<CellResult> LoadAsync(string pool, IReadOnlyList<string> names, int? from, CancellationToken cancellationToken = default) =>
        session.LoadAsync(pool, names, from, cancellationToken);

    /// <inheritdoc/>
    public Task<CellResult> SyncAsync(string pool, IReadOnlyList<string>? names, int from = 0, CancellationToken cancellationToken = default) =>
        session.SyncAsync(pool, names, from, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<PoolInfo>> ListAsync(string? pool = null, CancellationToken cancellationToken = default) =>
        session.ListAsync(pool, cancellationToken);

    /// <inheritdoc/>
    public Task<CellResult> ResetAsync(string pool, CancellationToken cancellationToken = default) => session.ResetAsync(pool, cancellationToken);

    /// <inheritdoc/>
    public Task<CellResult> StopAsync(string pool, CancellationToken cancellationToken = default) => session.StopAsync(pool, cancellationToken);

    /// <inheritdoc/>
    public Task<CellResult> RestartAsync(string pool, int rank, CancellationToken cancellationToken = default) =>
        session.RestartAsync(pool, rank, cancellationToken);
}
