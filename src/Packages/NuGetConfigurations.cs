namespace Distribute.Packages;

/// <summary>NuGet.config files that lie beside or above a notebook.</summary>
internal static class NuGetConfigurations
{
    // The spellings that NuGet itself looks for where file names are case-sensitive.
    private static readonly string[] _names = ["nuget.config", "NuGet.config", "NuGet.Config"];

    /// <summary>The files from a folder upwards, nearest first; at most one a folder.</summary>
    public static IReadOnlyList<string> Find(string folder)
    {
        var found = new List<string>();
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            var file = _names.Select(name => Path.Combine(at.FullName, name)).FirstOrDefault(File.Exists);
            if (file is not null)
            {
                found.Add(file);
            }
        }

        return found;
    }
}
