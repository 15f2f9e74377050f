using System.Reflection;

namespace Distribute.Jupyter.Tests.Running;

/// <summary>The files of the repository that the tests read.</summary>
internal static class Repository
{
    public static string Root { get; } = Path.GetFullPath(
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!);

    public static string Sample(string name) => Path.Combine(Root, "samples", name);

    public static string Script(string name) => Path.Combine(Root, "tests", "Jupyter.Tests", "python", name);
}
