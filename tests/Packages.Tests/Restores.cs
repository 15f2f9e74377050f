using System.Collections.Concurrent;

namespace Distribute.Packages.Tests;

/// <summary>The real restore, counted.</summary>
internal sealed class Restores : IRestoreRunner
{
    private readonly RestoreProcess _real = new();
    private readonly ConcurrentQueue<string> _projects = new();

    public int Count => _projects.Count;

    public DotnetHost FindHost() => _real.FindHost();

    public Task<RestoreRun> RunAsync(DotnetHost host, string project, CancellationToken cancellationToken)
    {
        _projects.Enqueue(File.ReadAllText(project));
        return _real.RunAsync(host, project, cancellationToken);
    }
}
