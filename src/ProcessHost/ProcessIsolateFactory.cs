using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Distribute.Contracts.Isolates;
using Distribute.ProcessHost.Starting;

namespace Distribute.ProcessHost;

/// <summary>
/// Starts ranks in child processes: such a rank can be killed, may end its own process, and dies alone. One factory for each
/// session; it keeps a spare process while it has ranks, and nothing when it has none. Linux only. Thread safe.
/// </summary>
public sealed class ProcessIsolateFactory : IIsolateFactory
{
    /// <summary>The mode's name.</summary>
    public const string ProcessMode = "process";

    private readonly StartPipeline _starts;
    private readonly Spares _spares;
    private readonly ConcurrentDictionary<string, int> _ports = new(StringComparer.Ordinal);

    /// <summary>Creates it. No process is started before the first rank.</summary>
    /// <param name="options">How processes are started and kept; null for the defaults.</param>
    public ProcessIsolateFactory(ProcessHostOptions? options = null)
    {
        options ??= new ProcessHostOptions();
        _starts = new StartPipeline(options);
        _spares = new Spares(_starts, options.KeepSpare);
    }

    /// <inheritdoc/>
    public string Mode => ProcessMode;

    /// <inheritdoc/>
    public ValueTask<IIsolate> StartAsync(string pool, int rank, CancellationToken cancellationToken) =>
        StartAsync(new IsolateStart(pool, rank), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<IIsolate> StartAsync(IsolateStart start, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(start.Pool);
        ArgumentOutOfRangeException.ThrowIfNegative(start.Rank);
        if (!OperatingSystem.IsLinux()) throw new IsolateException("--mode process needs Linux. Use --mode thread here.");
        var isolate = new ProcessIsolate(start, _ports.GetOrAdd(start.Pool, _ => FreePort()), _starts, _spares);
        try
        {
            await isolate.StartAsync(cancellationToken).ConfigureAwait(false);
            return isolate;
        }
        catch
        {
            await isolate.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    // The ranks of a pool meet at this port of their own machine; that nobody takes it until then is likely and no more.
    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
