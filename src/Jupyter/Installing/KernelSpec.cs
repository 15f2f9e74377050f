using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Distribute.Jupyter.Requests;

namespace Distribute.Jupyter.Installing;

/// <summary>What Jupyter must know to start the kernel: a folder with <c>kernel.json</c> and logos. Immutable.</summary>
public sealed partial record KernelSpec
{
    /// <summary>The name that notebooks ask for unless told otherwise.</summary>
    public const string DefaultName = "distribute-csharp";

    private const string Mark = "distribute";
    private static readonly string[] Logos = ["logo-32x32.png", "logo-64x64.png", "logo-svg.svg"];

    /// <summary>The name: ASCII letters, digits, dots, dashes and underscores.</summary>
    public string Name { get; init; } = DefaultName;

    /// <summary>The words that start the kernel; <c>{connection_file}</c> stands for the connection file.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>Environment variables that the kernel needs. Default none.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether Jupyter takes this name.</summary>
    /// <param name="name">The name.</param>
    public static bool IsName(string name) => NamePattern().IsMatch(name);

    /// <summary>Writes the folder, in place of an earlier one.</summary>
    /// <param name="place">Where kernels are.</param>
    /// <returns>The folder.</returns>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="InvalidOperationException">There is a kernel of that name that is none of ours.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public string Install(KernelPlace place)
    {
        ArgumentNullException.ThrowIfNull(place);
        var folder = Path.Combine(place.Folder, Name);
        if (Directory.Exists(folder)) RequireOurs(folder);
        Directory.CreateDirectory(folder);
        foreach (var logo in Logos)
        {
            using var source = typeof(KernelSpec).Assembly.GetManifestResourceStream(logo)!;
            using var target = File.Create(Path.Combine(folder, logo));
            source.CopyTo(target);
        }

        File.WriteAllText(Path.Combine(folder, "kernel.json"), ToJson().ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n");
        return folder;
    }

    /// <summary>Removes a kernel's folder.</summary>
    /// <param name="place">Where kernels are.</param>
    /// <param name="name">The kernel's name.</param>
    /// <returns>The folder; null when there is none.</returns>
    /// <exception cref="IOException">It cannot be removed.</exception>
    /// <exception cref="InvalidOperationException">It is none of ours.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be removed.</exception>
    public static string? Uninstall(KernelPlace place, string name)
    {
        ArgumentNullException.ThrowIfNull(place);
        var folder = Path.Combine(place.Folder, name);
        if (!Directory.Exists(folder)) return null;
        RequireOurs(folder);
        Directory.Delete(folder, recursive: true);
        return folder;
    }

    private JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["argv"] = new JsonArray([.. Arguments.Select(word => (JsonNode)JsonValue.Create(word))]),
            ["display_name"] = Name == DefaultName ? "C# (distribute)" : $"C# ({Name})",
            ["language"] = KernelInfo.Language,
            ["interrupt_mode"] = "message",
            ["metadata"] = new JsonObject { ["debugger"] = false, [Mark] = true },
        };
        if (Environment.Count > 0) json["env"] = new JsonObject(Environment.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)JsonValue.Create(pair.Value))));
        return json;
    }

    // A person's other kernel of the same name is theirs to remove.
    private static void RequireOurs(string folder)
    {
        var file = Path.Combine(folder, "kernel.json");
        if (Directory.EnumerateFileSystemEntries(folder).Any() && !IsOurs(file))
            throw new InvalidOperationException($"{folder} holds a kernel that this tool did not install; remove it yourself, or choose another --name.");
    }

    private static bool IsOurs(string file)
    {
        try
        {
            return File.Exists(file) && JsonNode.Parse(File.ReadAllText(file))?["metadata"]?[Mark] is JsonValue mark && mark.TryGetValue<bool>(out var ours) && ours;
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9._-]+$")]
    private static partial Regex NamePattern();
}
