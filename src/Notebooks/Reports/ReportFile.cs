using Distribute.Notebooks.Files;

namespace Distribute.Notebooks.Reports;

/// <summary>Writes the report of a run to disk. Thread safe.</summary>
public static class ReportFile
{
    /// <summary>Writes JSON for a name that ends in <c>.json</c>, JUnit XML for one that ends in <c>.xml</c>. Atomic.</summary>
    /// <param name="run">The facts.</param>
    /// <param name="path">Where; an existing file is replaced and keeps its permissions.</param>
    /// <param name="cancellationToken">Gives up with nothing changed. After an interrupt pass <see cref="CancellationToken.None"/>.</param>
    /// <exception cref="IOException">It cannot be written; the message says why in one line and names the path.</exception>
    public static Task WriteAsync(NotebookRun run, string path, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        var content = RequireJson(path) ? JsonReport.Write(run) : JUnitReport.Write(run);
        return AtomicFile.WriteAsync(path, content, cancellationToken);
    }

    /// <summary>Finds out before a long run whether its report could be written.</summary>
    /// <exception cref="IOException">It could not; the message says why in one line and names the path.</exception>
    public static void EnsureWritable(string path)
    {
        RequireJson(path);
        AtomicFile.EnsureWritable(path);
    }

    private static bool RequireJson(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".json" => true,
            ".xml" => false,
            _ => throw new IOException($"cannot write {path}: a report's name ends in .json or .xml"),
        };
    }
}
