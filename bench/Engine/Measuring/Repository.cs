namespace Distribute.Bench.Measuring;

/// <summary>Where things are in the repository that this program was built from.</summary>
internal static class Repository
{
    /// <summary>Its root: the folder above this program that has the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>A path below the root.</summary>
    public static string Find(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string FindRoot()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
            if (File.Exists(Path.Combine(folder, "Sandbox.sln"))) return folder;
        throw new DirectoryNotFoundException("The benchmark is to be run from where it was built, inside the repository.");
    }
}
