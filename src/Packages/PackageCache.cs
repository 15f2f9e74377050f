using System.Text.Json;

namespace Distribute.Packages;

/// <summary>Restores of the past, one folder for each key. Safe for several processes.</summary>
/// <param name="folder">Its root; made when first written to.</param>
internal sealed class PackageCache(string folder)
{
    // There is no portable way to be told that another process let a file go.
    private static readonly TimeSpan _lockPoll = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan _abandonedAfter = TimeSpan.FromHours(1);

    public string Folder { get; } = Path.GetFullPath(folder);

    public static string DefaultFolder()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var root = true switch
        {
            _ when OperatingSystem.IsWindows() => Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData),
            _ when Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache => cache,
            _ when home.Length == 0 => Path.GetTempPath(),
            _ when OperatingSystem.IsMacOS() => Path.Combine(home, "Library", "Caches"),
            _ => Path.Combine(home, ".cache"),
        };
        return Path.Combine(root, "distribute", "packages");
    }

    /// <summary>The stored resolution; null when there is none, it cannot be understood, or a file of it is gone.</summary>
    public Resolution? Read(string key)
    {
        try
        {
            using var file = File.OpenRead(ResultPath(key));
            var stored = JsonSerializer.Deserialize(file, ResolutionJson.Default.Resolution);
            return stored is not null && stored.FilesExist() ? stored : null;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Stores a resolution; a reader sees the old one or the new one, never a part.</summary>
    public void Write(string key, Resolution resolution)
    {
        var scratch = ResultPath(key) + "." + Path.GetRandomFileName();
        File.WriteAllBytes(scratch, JsonSerializer.SerializeToUtf8Bytes(resolution, ResolutionJson.Default.Resolution));
        File.Move(scratch, ResultPath(key), overwrite: true);
    }

    /// <summary>Waits until nobody else restores this key. The system drops the lock of a process that dies.</summary>
    public async Task<IDisposable> LockAsync(string key, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(EntryFolder(key));
        var path = Path.Combine(EntryFolder(key), "lock");
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException error) when (IsHeld(error))
            {
                await Task.Delay(_lockPoll, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>A new empty folder for one restore, never shared. Call it with the key's lock held.</summary>
    public string CreateScratch(string key)
    {
        foreach (var folder in Directory.EnumerateDirectories(EntryFolder(key)).Where(IsAbandoned))
        {
            DeleteScratch(folder);
        }

        return Directory.CreateDirectory(Path.Combine(EntryFolder(key), Path.GetRandomFileName())).FullName;
    }

    /// <summary>Removes what a restore wrote.</summary>
    public static void DeleteScratch(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (IOException)
        {
            // A killed child may not have let go of a file yet. That must not hide how the restore ended; a later one
            // of the same set removes the folder.
        }
    }

    // Young ones are spared: where the file system has no locks another process may be at work in them.
    private static bool IsAbandoned(string folder) => DateTime.UtcNow - Directory.GetLastWriteTimeUtc(folder) > _abandonedAfter;

    // Sharing violation on Windows; EWOULDBLOCK of flock elsewhere (11 on Linux, 35 on macOS and BSD).
    private static bool IsHeld(IOException error) =>
        error.GetType() == typeof(IOException) && error.HResult is unchecked((int)0x80070020) or 11 or 35;

    private string EntryFolder(string key) => Path.Combine(Folder, key);

    private string ResultPath(string key) => Path.Combine(EntryFolder(key), "resolved.json");
}
