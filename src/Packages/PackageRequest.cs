using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Distribute.Contracts.References;
using NuGet.Versioning;

namespace Distribute.Packages;

/// <summary>A checked set of packages and sources, and the key that the same set always has.</summary>
internal sealed partial class PackageRequest
{
    /// <summary>What everything is resolved for.</summary>
    public const string Framework = "net10.0";

    // Raised when what is stored under a key changes its shape or its meaning.
    private const string Format = "2";

    private PackageRequest(
        IReadOnlyList<(string Id, string Version)> packages,
        IReadOnlyList<string> sources,
        PackageResolverOptions options)
    {
        Packages = packages;
        Sources = sources;
        IsFloating = packages.Any(package => VersionRange.Parse(package.Version, allowFloating: true).IsFloating);
        RuntimeIdentifier = TargetRuntime.Identifier;
        PackagesFolder = options.PackagesFolder is { } folder ? Path.GetFullPath(folder) : null;
        ConfigurationFolder = Path.GetFullPath(options.ConfigurationFolder ?? Environment.CurrentDirectory);
        Key = ComputeKey();
    }

    /// <summary>Each id once, in order of first mention, with its version ("*" for the latest stable one).</summary>
    public IReadOnlyList<(string Id, string Version)> Packages { get; }

    /// <summary>Extra sources: full paths and addresses.</summary>
    public IReadOnlyList<string> Sources { get; }

    /// <summary>Whether the answer may change from day to day.</summary>
    public bool IsFloating { get; }

    public string RuntimeIdentifier { get; }

    public string? PackagesFolder { get; }

    /// <summary>Where NuGet.config files are looked for, upwards. Part of the key is only what they say, so that folders without one share their answers.</summary>
    public string ConfigurationFolder { get; }

    /// <summary>A file name that this set, and no other, has.</summary>
    public string Key { get; }

    /// <exception cref="PackageResolutionException">An id or a version is no such thing.</exception>
    public static PackageRequest Create(
        IReadOnlyList<(string Id, string? Version)> packages, IReadOnlyList<string> sources, PackageResolverOptions options)
    {
        var chosen = new OrderedDictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (id, version) in packages)
        {
            chosen[CheckedId(id)] = CheckedVersion(id, version);
        }

        var named = chosen.Select(pair => (pair.Key, pair.Value)).ToArray();
        return new PackageRequest(named, sources.Select(FullSource).Distinct(StringComparer.Ordinal).ToArray(), options);
    }

    /// <summary>NuGet would only say so after it has asked all other sources.</summary>
    /// <exception cref="PackageResolutionException">A source is a folder that does not exist.</exception>
    public void RequireSourceFolders()
    {
        foreach (var source in Sources)
        {
            if (!IsAddress(source) && !Directory.Exists(source))
            {
                throw new PackageResolutionException($"The package source {source} does not exist.");
            }
        }
    }

    private static string CheckedId(string id)
    {
        var trimmed = id.Trim();
        return IdPattern().IsMatch(trimmed)
            ? trimmed
            : throw new PackageResolutionException($"'{id}' is not the id of a package.");
    }

    private static string CheckedVersion(string id, string? version)
    {
        var text = version?.Trim();
        if (string.IsNullOrEmpty(text))
        {
            return "*";
        }

        return VersionRange.TryParse(text, allowFloating: true, out _)
            ? text
            : throw new PackageResolutionException(
                $"'{text}' is not a version of package {id}; write one like 5.0.0, 5.*, [1.0,2.0), or none for the latest.");
    }

    private static bool IsAddress(string source) => source.Contains("://", StringComparison.Ordinal);

    private static string FullSource(string source)
    {
        var text = source.Trim();
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.IsFile)
        {
            return address.LocalPath;
        }

        return IsAddress(text) ? text : Path.GetFullPath(text);
    }

    private string ComputeKey()
    {
        var text = new StringBuilder();
        text.AppendJoin('\n', Format, Framework, RuntimeIdentifier, Environment.Version, PackagesFolder).Append('\n');
        var sorted = Packages.Select(package => $"{package.Id.ToLowerInvariant()} {package.Version}").Order(StringComparer.Ordinal);
        text.AppendJoin('\n', sorted).Append("\n\n").AppendJoin('\n', Sources);
        foreach (var file in NuGetConfigurations.Find(ConfigurationFolder))
        {
            text.Append("\n\n").Append(file).Append('\n').Append(File.ReadAllText(file));
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..32];
    }

    [GeneratedRegex(@"^\w+([.-]\w+)*$", RegexOptions.CultureInvariant)]
    private static partial Regex IdPattern();
}
