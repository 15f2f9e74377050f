using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Distribute.Contracts.Isolates;
using Distribute.ProcessHost.Ending;
using Distribute.ProcessHost.Talking;
using Distribute.ProcessHost.Watching;
using Distribute.ProcessHost.Wire;

namespace Distribute.ProcessHost.Starting;

/// <summary>Starts one child and does the handshake. Thread safe.</summary>
internal sealed class ChildStarter(ProcessHostOptions options)
{
    private static int _started;

    /// <summary>Starts a child that waits to be told which rank it is.</summary>
    /// <exception cref="StartFailedException">It did not get that far; what it said is in the message.</exception>
    /// <exception cref="IsolateException">The program or the runtime is not there.</exception>
    public async Task<Child> StartAsync(IsolateLimits limits, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var child = await SpawnAsync(limits).ConfigureAwait(false);
        var spawned = clock.Elapsed;
        try
        {
            if (!await child.Welcomed.WaitAsync(cancellationToken).ConfigureAwait(false)) throw new StartFailedException(Words(child, await child.Ended.ConfigureAwait(false)));
        }
        catch (OperationCanceledException)
        {
            child.Kill(new Death(DeathKind.StartFailed, "did not answer in time"));
            throw;
        }

        child.Story = string.Create(CultureInfo.InvariantCulture,
            $"process {child.ProcessId}: started in {spawned.TotalMilliseconds:0.0} ms, handshake after {clock.Elapsed.TotalMilliseconds:0.0} ms");
        return child;
    }

    private async Task<Child> SpawnAsync(IsolateLimits limits)
    {
        var (host, worker) = (WorkerFiles.Host(), WorkerFiles.Worker(options));
        var token = string.Create(CultureInfo.InvariantCulture, $"{Guardian.TokenPrefix}.{Interlocked.Increment(ref _started)}");
        var secret = RandomNumberGenerator.GetBytes(WireLimits.SecretBytes * 2);
        var theirs = new List<int>();
        var ours = new List<int>();
        try
        {
            Pair(Native.Pipe(), isRead: true);
            Pair(Native.Pipe(), isRead: false);
            Pair(Native.Pipe(), isRead: false);
            var (mine, its) = Native.Sockets();
            ours.Add(mine);
            theirs.Add(its);
            _ = Libc.Write(ours[0], secret);
            var process = await Spawner.StartAsync(new SpawnRequest(
                host, [worker, Environment.ProcessId.ToString(CultureInfo.InvariantCulture)],
                RankEnvironment.Make(options, limits, token), theirs, CpuList.Parse(limits.Cpus))).ConfigureAwait(false);
            Guardian.Add(process);
            var child = new Child(process, mine, token, secret[WireLimits.SecretBytes..]) { MemoryLimit = limits.MemoryBytes };
            Watchman.Add(child);
            _ = child.Ended.ContinueWith(_ => Watchman.Remove(child), TaskScheduler.Default);
            Listener.Start(child, mine, ours[1], ours[2]);
            _ = Libc.Close(ours[0]);
            ours.Clear();
            child.Greet(secret.AsSpan(0, WireLimits.SecretBytes));
            return child;
        }
        catch (IOException failed)
        {
            throw new StartFailedException($"The system did not start a process: {failed.Message}");
        }
        finally
        {
            foreach (var file in theirs.Concat(ours)) _ = Libc.Close(file);
            CryptographicOperations.ZeroMemory(secret);
        }

        void Pair((int Read, int Write) pipe, bool isRead)
        {
            theirs.Add(isRead ? pipe.Read : pipe.Write);
            ours.Add(isRead ? pipe.Write : pipe.Read);
        }
    }

    private static string Words(Child child, Death death)
    {
        var said = child.TakeEarlyWords().Trim();
        return $"A process for a rank {death.Reason} before it was ready.{(said.Length > 0 ? $" It said: {said}" : "")}";
    }
}

/// <summary>A child did not become ready; another try may.</summary>
internal sealed class StartFailedException(string message) : Exception(message);
