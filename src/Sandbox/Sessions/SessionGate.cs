using Distribute.Contracts.Isolates;

namespace Distribute.Sandbox.Sessions;

/// <summary>Lets requests in one after another, and tells an interrupt and a rank's trouble as results.</summary>
internal sealed class SessionGate(SessionOptions options)
{
    // Neither is ever disposed: the semaphore has no wait handle, the source no timer, and late callers still ask them.
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly CancellationTokenSource _ending = new();

    /// <summary>Runs a request whose outcome is a result.</summary>
    /// <param name="pool">The pool's name for a result without a run; null for the notebook.</param>
    /// <param name="line">Where diagnostics about options point.</param>
    /// <param name="events">Who follows.</param>
    /// <param name="body">The request.</param>
    /// <param name="cancellationToken">Ends it with an interrupted result.</param>
    public async Task<CellResult> RunAsync(
        string? pool,
        int line,
        ISessionEvents? events,
        Func<CellLog, CancellationToken, Task<CellResult>> body,
        CancellationToken cancellationToken)
    {
        var log = new CellLog(options.Time, events ?? NoEvents.Instance, line);
        try
        {
            return await EnterAsync(token => body(log, token), cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return log.ToResult(pool, interrupted: true);
        }
        catch (IsolateException exception)
        {
            log.Error(SessionDiagnostics.RankTrouble(exception.Message));
            return log.ToResult(pool);
        }
    }

    /// <summary>Runs a request when its turn has come.</summary>
    /// <exception cref="ObjectDisposedException">The session has ended.</exception>
    public async Task<T> EnterAsync<T>(Func<CancellationToken, Task<T>> body, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_ending.IsCancellationRequested, typeof(Session));
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _ending.Token);
        // Always on the thread pool: a compilation must not hold the caller, who may be a user interface.
        await _turn.WaitAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            return await body(either.Token).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Interrupts what runs, refuses what waits, and keeps the door shut.</summary>
    /// <returns>False when it was shut before.</returns>
    public async Task<bool> CloseAsync()
    {
        if (_ending.IsCancellationRequested) return false;
        await _ending.CancelAsync().ConfigureAwait(false);
        await _turn.WaitAsync().ConfigureAwait(false);
        return true;
    }

    private sealed class NoEvents : ISessionEvents
    {
        public static NoEvents Instance { get; } = new();
    }
}
