using System.Diagnostics;

namespace Distribute.Packages.Tests;

public sealed class CancellationTests : Workspace
{
    [Fact]
    public async Task A_cancelled_call_starts_nothing()
    {
        var resolver = new PackageResolver(Options, Restores);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => resolver.ResolveAsync([("Sample", "1.0.0")], [], new CancellationToken(canceled: true)));
        Assert.Equal(0, Restores.Count);
    }

    [Fact]
    public async Task Cancelling_kills_the_restore_and_its_children_and_leaves_no_lock()
    {
        var endless = new EndlessRestore(Folder("endless"));
        var resolver = new PackageResolver(Options, endless);
        using var cancellation = new CancellationTokenSource();
        var resolving = resolver.ResolveAsync([("Sample", "1.0.0")], [], cancellation.Token);
        var child = await endless.ChildAsync();

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => resolving);
        await child.WaitForExitAsync();
        Feed.Add("Sample", "1.0.0");
        Assert.Single((await ResolveAsync(("Sample", "1.0.0"))).Assemblies);
    }

    /// <summary>A restore whose child never ends; the child tells its id through a file. Needs a POSIX shell.</summary>
    private sealed class EndlessRestore : IRestoreRunner
    {
        private readonly string _folder;
        private readonly TaskCompletionSource<Process> _child = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public EndlessRestore(string folder) => _folder = Directory.CreateDirectory(folder).FullName;

        public async Task<Process> ChildAsync()
        {
            using var watcher = new FileSystemWatcher(_folder, "child");
            watcher.Renamed += (_, _) => Tell();
            watcher.EnableRaisingEvents = true;
            Tell();
            return await _child.Task;
        }

        public DotnetHost FindHost()
        {
            var script = Path.Combine(_folder, "dotnet");
            File.WriteAllText(script, $"#!/bin/sh\nsleep 1000 &\necho $! > {_folder}/part\nmv {_folder}/part {_folder}/child\nwait\n");
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }

            return new DotnetHost(script, _folder);
        }

        public Task<RestoreRun> RunAsync(DotnetHost host, string project, CancellationToken cancellationToken) =>
            new RestoreProcess().RunAsync(host, project, cancellationToken);

        private void Tell()
        {
            var file = Path.Combine(_folder, "child");
            if (File.Exists(file))
            {
                _child.TrySetResult(Process.GetProcessById(int.Parse(File.ReadAllText(file))));
            }
        }
    }
}
