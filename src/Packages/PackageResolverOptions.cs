namespace Distribute.Packages;

/// <summary>Where a <see cref="PackageResolver"/> keeps what it found, and for how long it believes it. Immutable.</summary>
public sealed record PackageResolverOptions
{
    /// <summary>
    /// The folder that remembers earlier restores. Default (null): <c>distribute/packages</c> below the user's cache folder
    /// (<c>XDG_CACHE_HOME</c> or <c>~/.cache</c>, <c>~/Library/Caches</c> on macOS, local application data on Windows).
    /// It may be deleted at any time.
    /// </summary>
    public string? CacheFolder { get; init; }

    /// <summary>The folder that packages are unpacked to. Default (null): the user's own, as NuGet's configuration says.</summary>
    public string? PackagesFolder { get; init; }

    /// <summary>
    /// The folder from which NuGet.config files are looked for upwards, before the user's own one.
    /// Default (null): the current directory at the time of a call.
    /// </summary>
    public string? ConfigurationFolder { get; init; }

    /// <summary>
    /// How long the answer to a floating version (<c>5.*</c>, or none) is kept before the sources are asked again.
    /// Not negative; default one day. Exact versions and ranges are kept for ever.
    /// </summary>
    public TimeSpan FloatingLifetime { get; init; } = TimeSpan.FromDays(1);

    /// <summary>The clock that <see cref="FloatingLifetime"/> is measured by. Default: the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
