using Distribute.Contracts.Isolates;

namespace Distribute.Sandbox.Pools;

/// <summary>Starts ranks in the modes that this session knows.</summary>
internal sealed class RankStarter(IEnumerable<IIsolateFactory> factories, ImageRegistry registry)
{
    private readonly Dictionary<string, IIsolateFactory> _factories = factories
        .GroupBy(factory => factory.Mode, StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => group.Last(), StringComparer.Ordinal);

    /// <summary>Whether ranks can live there.</summary>
    public bool Knows(string mode) => _factories.ContainsKey(mode);

    /// <summary>Grows a pool to a number of ranks, those that are there untouched: all of the new ones or none.</summary>
    /// <exception cref="IsolateException">A rank could not be started.</exception>
    public async Task GrowAsync(Pool pool, int count, CancellationToken cancellationToken)
    {
        if (pool.Ranks.Count >= count) return;
        var starts = Enumerable.Range(pool.Ranks.Count, count - pool.Ranks.Count)
            .Select(rank => StartAsync(pool, rank, count, cancellationToken)).ToArray();
        try
        {
            pool.Add(await Task.WhenAll(starts).ConfigureAwait(false));
        }
        catch
        {
            foreach (var start in starts)
                if (start.IsCompletedSuccessfully) await (await start.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Replaces one rank by a fresh one.</summary>
    /// <exception cref="IsolateException">It could not be started; the old one is still there.</exception>
    public async Task RestartAsync(Pool pool, int rank, CancellationToken cancellationToken)
    {
        var fresh = await _factories[pool.Mode].StartAsync(StartOf(pool, rank, pool.Ranks.Count), cancellationToken).ConfigureAwait(false);
        await pool.Ranks[rank].ReplaceAsync(fresh).ConfigureAwait(false);
    }

    private static IsolateStart StartOf(Pool pool, int rank, int count) => new(pool.Name, rank) { Count = count, Limits = pool.Limits };

    private async Task<RankHost> StartAsync(Pool pool, int rank, int count, CancellationToken cancellationToken) =>
        new(await _factories[pool.Mode].StartAsync(StartOf(pool, rank, count), cancellationToken).ConfigureAwait(false), registry);
}
