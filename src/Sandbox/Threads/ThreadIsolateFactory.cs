using Distribute.Contracts.Isolates;

namespace Distribute.Sandbox.Threads;

/// <summary>Starts ranks on threads of this process. Thread safe.</summary>
/// <remarks>
/// The first isolate takes the process's console over, so that each rank's output is its own, and installs a handler for
/// exceptions that nothing catches on threads of cells. Both stay for the life of the process; other code of the
/// process keeps its console, and its unhandled exceptions end the process as ever.
/// </remarks>
public sealed class ThreadIsolateFactory : IIsolateFactory
{
    /// <summary>The mode's name.</summary>
    public const string ThreadMode = "thread";

    /// <inheritdoc/>
    public string Mode => ThreadMode;

    /// <inheritdoc/>
    public ValueTask<IIsolate> StartAsync(string pool, int rank, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentOutOfRangeException.ThrowIfNegative(rank);
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return ValueTask.FromResult<IIsolate>(new ThreadIsolate(pool, rank));
        }
        catch (OutOfMemoryException failed)
        {
            throw new IsolateException($"No thread could be started for rank {rank}: {failed.Message}", failed);
        }
    }
}
