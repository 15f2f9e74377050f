using Distribute.Contracts.Isolates;
using Distribute.Contracts.References;

namespace Distribute.ProcessHost.Starting;

/// <summary>Finds the child program and the runtime that it runs on.</summary>
internal static class WorkerFiles
{
    private const string Program = "Distribute.ProcessHost.Worker.dll";

    /// <summary>The child program: where the options say, or in the folder <c>worker</c> beside this program.</summary>
    /// <exception cref="IsolateException">It is not there.</exception>
    public static string Worker(ProcessHostOptions options)
    {
        var path = options.WorkerPath ?? Path.Combine(AppContext.BaseDirectory, "worker", Program);
        return File.Exists(path) ? path : throw new IsolateException(
            $"The program for rank processes is not at {path}: the installation is not whole. --mode thread needs no such program.");
    }

    /// <summary>
    /// The runtime's own program: the one that runs this process, the one beside the framework in use or, for a program
    /// that was published with its framework, an installed one.
    /// </summary>
    /// <exception cref="IsolateException">There is none.</exception>
    public static string Host()
    {
        if (Environment.ProcessPath is { } own && Path.GetFileNameWithoutExtension(own) == "dotnet") return own;
        // <root>/shared/Microsoft.NETCore.App/<version>/
        var beside = Path.GetFullPath(Path.Combine(Framework.Folder, "..", "..", "..", DotnetInstallations.FileName));
        return DotnetInstallations.Candidates(Environment.GetEnvironmentVariable).Prepend(beside).Select(Open).FirstOrDefault(host => host is not null) ?? throw new IsolateException(
            $"No .NET {Environment.Version.ToString(2)} runtime was found, and rank processes need one: install it (https://dot.net/download) and put dotnet on the PATH. --mode thread needs none of its own.");
    }

    private static string? Open(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists) return null;
        // /usr/bin/dotnet is mostly a link into the folder that has the runtime.
        var real = file.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? file.FullName;
        var frameworks = Path.Combine(Path.GetDirectoryName(real)!, "shared", "Microsoft.NETCore.App");
        return Directory.Exists(frameworks) && Directory.EnumerateDirectories(frameworks, Environment.Version.ToString(2) + ".*").Any() ? real : null;
    }
}
