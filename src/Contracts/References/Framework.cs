using System.Runtime.InteropServices;

namespace Distribute.Contracts.References;

/// <summary>
/// The assemblies of the running .NET framework. Its folder may hold others too: a program that is published with the
/// framework has its own assemblies in there.
/// </summary>
/// <remarks>Thread safe.</remarks>
public static class Framework
{
    // Beside the assemblies that a program is compiled against, the ones that they forward to.
    private const string Implementation = "System.Private.";

    private static readonly Lazy<Dictionary<string, string>> Known = new(Find);

    /// <summary>The framework's folder, with a separator at its end.</summary>
    public static string Folder { get; } = RuntimeEnvironment.GetRuntimeDirectory();

    /// <summary>Simple names of all its managed assemblies, with their files. Names are compared without regard to case.</summary>
    public static IReadOnlyDictionary<string, string> Files => Known.Value;

    /// <summary>The file that the running program loads an assembly from, its own or a framework's; null when it has none of that name.</summary>
    public static string? Loadable(string name) => Platform.FirstOrDefault(file => Path.GetFileNameWithoutExtension(file).Equals(name, StringComparison.OrdinalIgnoreCase));

    // The list that the host gave the runtime at its start: what it loads, in the place it loads it from.
    private static string[] Platform => (AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);

    private static Dictionary<string, string> Find()
    {
        using var reader = new StreamReader(typeof(Framework).Assembly.GetManifestResourceStream("framework.txt")
            ?? throw new InvalidOperationException("This build of Distribute.Contracts has no list of the framework's assemblies."));
        var names = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var files = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var file in Platform.Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileNameWithoutExtension(file);
            if (names.Contains(name) || name.StartsWith(Implementation, StringComparison.Ordinal)) files[name] = file;
        }

        return files;
    }
}
