namespace Distribute.Jupyter.Installing;

/// <summary>Where Jupyter looks for kernels. Immutable.</summary>
/// <param name="Folder">The folder <c>kernels</c>.</param>
public sealed record KernelPlace(string Folder)
{
    /// <summary>The user's own: <c>JUPYTER_DATA_DIR</c>, or what Jupyter takes where that is not set.</summary>
    public static KernelPlace User() => new(Path.Combine(DataFolder(), "kernels"));

    /// <summary>Below a prefix, for example that of a Python environment.</summary>
    /// <param name="prefix">The prefix.</param>
    public static KernelPlace Prefix(string prefix) => new(Path.Combine(Path.GetFullPath(prefix), "share", "jupyter", "kernels"));

    /// <summary>The environment of Python that is active; null when none is.</summary>
    public static KernelPlace? ActiveEnvironment() =>
        (Environment.GetEnvironmentVariable("VIRTUAL_ENV") ?? Environment.GetEnvironmentVariable("CONDA_PREFIX")) is { Length: > 0 } prefix ? Prefix(prefix) : null;

    private static string DataFolder()
    {
        if (Environment.GetEnvironmentVariable("JUPYTER_DATA_DIR") is { Length: > 0 } own) return own;
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        if (OperatingSystem.IsMacOS()) return Path.Combine(home, "Library", "Jupyter");
        if (OperatingSystem.IsWindows()) return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "jupyter");
        var data = Environment.GetEnvironmentVariable("XDG_DATA_HOME");
        return Path.Combine(string.IsNullOrEmpty(data) ? Path.Combine(home, ".local", "share") : data, "jupyter");
    }
}
