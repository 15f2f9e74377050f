using System.Runtime.InteropServices;

namespace Distribute.Packages;

/// <summary>The runtime identifier that packages lay out their files for.</summary>
internal static class TargetRuntime
{
    /// <summary>
    /// The portable identifier of this machine. A runtime built by a distribution names itself after it
    /// (<c>fedora.42-x64</c>), which no package has files for.
    /// </summary>
    public static string Identifier { get; } = Portable(RuntimeInformation.RuntimeIdentifier);

    internal static string Portable(string identifier)
    {
        if (identifier.StartsWith("linux-", StringComparison.Ordinal)
            || identifier.StartsWith("osx-", StringComparison.Ordinal)
            || identifier.StartsWith("win-", StringComparison.Ordinal))
        {
            return identifier;
        }

        var architecture = identifier[(identifier.LastIndexOf('-') + 1)..];
        return (identifier[..Math.Max(identifier.IndexOfAny(['.', '-']), 0)]) switch
        {
            "alpine" => $"linux-musl-{architecture}",
            "osx" => $"osx-{architecture}",
            var name when name.StartsWith("win", StringComparison.Ordinal) => $"win-{architecture}",
            _ => $"linux-{architecture}",
        };
    }
}
