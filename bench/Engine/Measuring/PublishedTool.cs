using System.Runtime.InteropServices;
using System.Text.Json;

namespace Distribute.Bench.Measuring;

/// <summary>The <c>distribute</c> tool as it is published: a Release build, precompiled together with its framework.</summary>
internal static class PublishedTool
{
    /// <summary>The executable: the one that was given, or one that is published now.</summary>
    /// <param name="given">The one that was given; null for none.</param>
    public static async Task<string> FindAsync(string? given)
    {
        if (given is not null) return given;
        await Console.Error.WriteLineAsync("publishing the tool").ConfigureAwait(false);
        var folder = Repository.Find("bench", "Engine", "bin", "tool");
        var published = await ChildProcess.RunAsync(
            "dotnet",
            [
                "publish", Repository.Find("src", "Cli", "Cli.csproj"), "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier,
                "-o", folder, "-v", "q", "--nologo",
            ]).ConfigureAwait(false);
        published.Expect(0);
        return Path.Combine(folder, OperatingSystem.IsWindows() ? "distribute.exe" : "distribute");
    }

    /// <summary>Writes a C# notebook.</summary>
    /// <returns>Its path, in the folder for temporary files.</returns>
    public static string WriteNotebook(string name, IEnumerable<string> cells)
    {
        var path = Path.Combine(Path.GetTempPath(), $"distribute-bench-{Environment.ProcessId}-{name}.ipynb");
        var notebook = new
        {
            nbformat = 4,
            nbformat_minor = 5,
            metadata = new { kernelspec = new { name = "distribute-csharp", display_name = "C# (distribute)", language = "C#" }, language_info = new { name = "C#" } },
            cells = cells.Select((cell, i) => new
            {
                cell_type = "code",
                id = $"c{i}",
                metadata = new { },
                execution_count = (int?)null,
                outputs = Array.Empty<object>(),
                source = cell,
            }),
        };
        File.WriteAllText(path, JsonSerializer.Serialize(notebook));
        return path;
    }
}
