using System.Security;
using System.Text;
using Distribute.Notebooks.Files;

namespace Distribute.Notebooks.Documents;

/// <summary>Reads and writes notebooks on disk. Thread safe.</summary>
public static class NotebookFile
{
    /// <summary>
    /// The largest file that is read, 256 MiB. Notebooks with many images reach tens of megabytes; parsing takes several times
    /// the size in memory, and more than this is no notebook but a mistake.
    /// </summary>
    public const long MaxBytes = 256L << 20;

    /// <summary>Reads an <c>.ipynb</c> (nbformat 4) or a <c>.dib</c>.</summary>
    /// <param name="path">The file; relative paths start at the current directory.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="NotebookFormatException">The file cannot be read, or is not a C# notebook; the message says why in one line.</exception>
    public static async Task<NotebookDocument> ReadAsync(string path, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            if (Directory.Exists(path)) throw new NotebookFormatException(path, "a directory, not a notebook");
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (file.Length > MaxBytes)
                throw new NotebookFormatException(path, $"too large for a notebook: {file.Length} bytes, at most {MaxBytes} are read");
            var bytes = new byte[file.Length];
            var count = await file.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            return NotebookParser.Parse(bytes.AsMemory(0, count), path);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new NotebookFormatException(path, "no such file", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or SecurityException or ArgumentException or NotSupportedException)
        {
            throw new NotebookFormatException(path, $"cannot be read: {error.Message}", error);
        }
    }

    /// <summary>Writes a notebook in the form that the path's ending names: <c>.ipynb</c> as nbformat 4.5, or <c>.dib</c> without outputs.</summary>
    /// <remarks>Atomic: the path holds the old file or the whole new one, never a part. Permissions of an existing file are kept.</remarks>
    /// <param name="document">What to write.</param>
    /// <param name="path">Where; an existing file is replaced.</param>
    /// <param name="cancellationToken">Gives up with nothing changed. After an interrupt pass <see cref="CancellationToken.None"/>.</param>
    /// <exception cref="IOException">It cannot be written; the message says why in one line and names the path.</exception>
    public static Task WriteAsync(NotebookDocument document, string path, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(path);
        var text = Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".ipynb" => IpynbWriter.Write(document),
            ".dib" => DibWriter.Write(document),
            _ => throw new IOException(UnknownEnding(path)),
        };
        return AtomicFile.WriteAsync(path, Encoding.UTF8.GetBytes(text), cancellationToken);
    }

    /// <summary>Finds out before a long run whether its output could be written.</summary>
    /// <exception cref="IOException">It could not; the message says why in one line and names the path.</exception>
    public static void EnsureWritable(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (Path.GetExtension(path).ToLowerInvariant() is not (".ipynb" or ".dib")) throw new IOException(UnknownEnding(path));
        AtomicFile.EnsureWritable(path);
    }

    private static string UnknownEnding(string path) => $"cannot write {path}: a notebook's name ends in .ipynb or .dib";
}
