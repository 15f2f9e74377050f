using System.Security;

namespace Distribute.Notebooks.Files;

/// <summary>
/// Writes whole files: into a temporary file of the same folder, then by rename, so that a reader, a full disk or an
/// interrupt never meets a part. Thread safe.
/// </summary>
public static class AtomicFile
{
    /// <summary>Replaces or creates a file. Permissions of an existing file are kept; a symbolic link stays one.</summary>
    /// <param name="path">Where. Devices (<c>/dev/stdout</c>) are written straight, since a rename would replace them.</param>
    /// <param name="content">The whole content.</param>
    /// <param name="cancellationToken">Gives up with nothing changed.</param>
    /// <exception cref="IOException">It cannot be written; the message says why in one line and names the path.</exception>
    public static async Task WriteAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            if (IsDevice(path))
            {
                await using var device = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
                await device.WriteAsync(content, cancellationToken).ConfigureAwait(false);
                return;
            }

            await ReplaceAsync(Target(path), content, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (IsFileError(error))
        {
            throw CannotWrite(path, error);
        }
    }

    /// <summary>Tries whether <see cref="WriteAsync"/> could write there, leaving nothing behind.</summary>
    /// <exception cref="IOException">It could not; the message says why in one line and names the path.</exception>
    public static void EnsureWritable(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            if (IsDevice(path)) return;
            var temporary = Temporary(Target(path));
            using (new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose)) { }
        }
        catch (Exception error) when (IsFileError(error))
        {
            throw CannotWrite(path, error);
        }
    }

    private static async Task ReplaceAsync(string target, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var temporary = Temporary(target);
        try
        {
            await using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                if (!OperatingSystem.IsWindows() && File.Exists(target)) File.SetUnixFileMode(file.SafeFileHandle, File.GetUnixFileMode(target));
                await file.WriteAsync(content, cancellationToken).ConfigureAwait(false);
                // On the disk before the name is: a crash right after the rename must not leave an empty file.
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, target, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    // The file that a rename should replace. A file that the person made read-only is refused, which a rename alone would not do.
    private static string Target(string path)
    {
        if (Directory.Exists(path)) throw new IOException("it is a directory");
        var link = new FileInfo(path);
        var target = (link.LinkTarget is null ? link : link.ResolveLinkTarget(returnFinalTarget: true) ?? link).FullName;
        if (File.Exists(target)) using (new FileStream(target, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete)) { }
        if (!Directory.Exists(Path.GetDirectoryName(target))) throw new DirectoryNotFoundException("its folder does not exist");
        return target;
    }

    private static string Temporary(string target) =>
        Path.Combine(Path.GetDirectoryName(target)!, $".{Guid.NewGuid():N}.tmp");

    private static bool IsDevice(string path) =>
        !OperatingSystem.IsWindows() && Path.GetFullPath(path) is var full
        && (full.StartsWith("/dev/", StringComparison.Ordinal) || full.StartsWith("/proc/", StringComparison.Ordinal))
        && !full.StartsWith("/dev/shm/", StringComparison.Ordinal);

    private static bool IsFileError(Exception error) =>
        error is IOException or UnauthorizedAccessException or SecurityException or ArgumentException or NotSupportedException;

    private static IOException CannotWrite(string path, Exception error) =>
        new($"cannot write {path}: {error.Message.ReplaceLineEndings(" ")}", error);
}
