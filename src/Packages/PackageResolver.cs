using Distribute.Contracts.References;

namespace Distribute.Packages;

/// <summary>
/// Resolves <c>#r "nuget: ..."</c> through the restore of the installed .NET SDK, for net10.0 and the machine it runs on.
/// </summary>
/// <remarks>
/// <para>
/// A version means what it means in a project's <c>PackageReference</c>, as in .NET Interactive: <c>5.0.0</c> is that
/// version (the next higher one if no source has it), <c>5.*</c> and <c>5.0.0-*</c> float, <c>[1,2)</c> is a range and picks
/// the lowest, and none, or <c>*</c>, is the latest stable one.
/// </para>
/// <para>
/// A set of packages is restored once and then read from the cache, without a process and without the network, as long as
/// the files are still there. A set with a floating version is restored again when its answer is older than
/// <see cref="PackageResolverOptions.FloatingLifetime"/>; if a source cannot be reached then, the older answer stays good.
/// </para>
/// <para>Thread safe. Several processes may share one cache: one of them restores a set while the others wait for it.</para>
/// </remarks>
public sealed class PackageResolver : IPackageResolver, ILocalPackages
{
    private readonly PackageResolverOptions _options;
    private readonly IRestoreRunner _runner;
    private readonly PackageCache _cache;
    private readonly LocalPackages _local;

    /// <summary>Creates it; touches neither the disk nor the network.</summary>
    /// <param name="options">Folders and lifetimes; null for the defaults.</param>
    public PackageResolver(PackageResolverOptions? options = null)
        : this(options ?? new PackageResolverOptions(), new RestoreProcess())
    {
    }

    internal PackageResolver(PackageResolverOptions options, IRestoreRunner runner)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.FloatingLifetime, TimeSpan.Zero, nameof(options));
        _options = options;
        _runner = runner;
        _local = new LocalPackages(options);
        _cache = new PackageCache(options.CacheFolder ?? PackageCache.DefaultFolder());
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Ids(string start, IReadOnlyList<string> sources)
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(sources);
        return _local.Ids(start, sources);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Versions(string id, IReadOnlyList<string> sources)
    {
        ArgumentNullException.ThrowIfNull(id);
        ArgumentNullException.ThrowIfNull(sources);
        return _local.Versions(id, sources);
    }

    /// <inheritdoc/>
    /// <exception cref="OperationCanceledException">The token was cancelled; the restore and its children are gone.</exception>
    public async Task<ResolvedReferences> ResolveAsync(
        IReadOnlyList<(string Id, string? Version)> packages,
        IReadOnlyList<string> sources,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(packages);
        ArgumentNullException.ThrowIfNull(sources);
        cancellationToken.ThrowIfCancellationRequested();
        if (packages.Count == 0)
        {
            return ResolvedReferences.Empty;
        }

        var request = PackageRequest.Create(packages, sources, _options);
        try
        {
            var found = Fresh(request) ?? await RestoreOnceAsync(request, cancellationToken).ConfigureAwait(false);
            return found.ToReferences(request);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new PackageResolutionException($"The package cache in {_cache.Folder} cannot be used: {error.Message}", error);
        }
    }

    private Resolution? Fresh(PackageRequest request) =>
        _cache.Read(request.Key) is { } known && IsFresh(request, known) ? known : null;

    private bool IsFresh(PackageRequest request, Resolution known) =>
        !request.IsFloating || _options.Clock.GetUtcNow() - known.ResolvedAt < _options.FloatingLifetime;

    private async Task<Resolution> RestoreOnceAsync(PackageRequest request, CancellationToken cancellationToken)
    {
        // Sources are looked at only here: a set that is cached is good without them.
        request.RequireSourceFolders();
        using var held = await _cache.LockAsync(request.Key, cancellationToken).ConfigureAwait(false);

        // Someone else may have restored the set while this one waited.
        var known = _cache.Read(request.Key);
        if (known is not null && IsFresh(request, known))
        {
            return known;
        }

        var folder = _cache.CreateScratch(request.Key);
        try
        {
            var restored = await RestoreAsync(request, folder, cancellationToken).ConfigureAwait(false);
            _cache.Write(request.Key, restored);
            return restored;
        }
        catch (SourceUnreachableException error)
        {
            return known ?? throw new PackageResolutionException(error.Message, error);
        }
        finally
        {
            PackageCache.DeleteScratch(folder);
        }
    }

    private async Task<Resolution> RestoreAsync(PackageRequest request, string folder, CancellationToken cancellationToken)
    {
        var host = _runner.FindHost();
        var project = RestoreProject.Write(request, folder, host);
        var run = await _runner.RunAsync(host, project, cancellationToken).ConfigureAwait(false);
        var assets = AssetsFile.TryRead(RestoreProject.AssetsPath(folder), request.RuntimeIdentifier);
        if (run.ExitCode != 0 || assets is null)
        {
            throw RestoreErrors.Explain(request, assets?.Errors ?? [], run.Output);
        }

        return ReferenceSelection.Select(assets, _options.Clock.GetUtcNow());
    }
}
